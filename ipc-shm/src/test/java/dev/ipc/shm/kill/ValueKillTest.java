package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.Death;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock.Hold;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.SteppedChild;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills a process at each step of changing a value under its own lock: there is the old content or
 * the new one, and the next who takes the lock is told.
 */
@ExtendWith(LeakLedger.class)
final class ValueKillTest {
  private static final String DOMAIN = "value-kill";
  private static final Duration GENEROUS = Duration.ofSeconds(30);

  /** Before the lock is taken, the type makes no difference: one will do. */
  static Stream<Arguments> typesAndSteps() {
    return Stream.of(Cell.Type.values())
        .flatMap(type ->
            LockKillTest.holding().stream()
                .filter(step -> !step.equals("lock.acquire") || type == Cell.Type.LONG)
                .map(step -> Arguments.of(type, step)));
  }

  @ParameterizedTest
  @MethodSource("typesAndSteps")
  void shouldHaveOldOrNewContentWhenTheWriterIsKilledAt(Cell.Type type, String step)
      throws Exception {
    try (Shm shm = Shm.named(DOMAIN)) {
      Cell cell = type.open(shm);
      long writer;
      try (SteppedChild victim = ChildCommand.of(ActorChild.class).startStepped()) {
        writer = victim.pid();
        victim.awaitLine("ready");
        victim.send("join " + DOMAIN);
        victim.send("openCell " + type);
        victim.awaitLine("done openCell");
        victim.arm(step);
        victim.send("changeCell");
        victim.awaitStep(step);
        victim.kill();
      }
      Object expected = step.equals("lock.release") ? cell.after() : cell.before();
      assertThat(cell.content().get()).isEqualTo(expected);
      boolean held = !step.equals("lock.acquire");
      try (Hold hold = cell.value().lock().hold(GENEROUS)) {
        assertThat(cell.content().get()).isEqualTo(expected);
        assertThat(hold.recovered().isPresent()).isEqualTo(held);
        if (held) {
          assertThat(hold.recovered().map(Death::pid)).contains(writer);
          hold.markConsistent();
        }
      }
      cell.changeLocked();
      assertThat(cell.content().get()).isEqualTo(cell.after());
      try (Hold hold = cell.value().lock().hold(GENEROUS)) {
        assertThat(hold.recovered()).isEmpty();
      }
    }
  }

  @AfterEach
  void deleteDomain() throws IOException {
    DomainFolder.delete(DOMAIN);
  }
}
