package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side;
import dev.ipc.sync.SharedCondition;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kills a process at each step of waiting, signalling, and handing on what the dead had. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // the victims do not get to the end
final class ConditionKillTest {
  private static final String DOMAIN = "condition-kill";
  private static final Duration GENEROUS = Duration.ofSeconds(30);

  private final Side here = new Side.Here(Side.Threads.PLATFORM);
  private Shm shm;
  private SharedLock lock;
  private SharedCondition condition;

  @BeforeEach
  void join() {
    shm = Shm.named(DOMAIN);
    lock = shm.create("lock", SharedLock.plain());
    condition = shm.create("condition", SharedCondition.on(lock));
  }

  @AfterEach
  void leave() throws IOException {
    shm.close();
    DomainFolder.delete(DOMAIN);
  }

  static List<String> beginning() {
    return List.of("wait.line", "wait.taken", "wait.sleep");
  }

  static List<String> signalled() {
    return List.of("wait.over", "wait.back");
  }

  static List<String> signalling() {
    return List.of("wait.grant", "wait.wake");
  }

  static List<String> handingOn() {
    return List.of("wait.move", "wait.moved", "wait.settled");
  }

  static Stream<String> steps() {
    return Stream.of(beginning(), signalled(), signalling(), handingOn()).flatMap(List::stream);
  }

  /** Has a side wait, and returns when it does. */
  private Side.Call<Boolean> await(Side side) {
    int before = condition.waiting();
    Side.Call<Boolean> waiting = begin(side);
    Eventually.until("it waits", () -> condition.waiting() == before + 1 && isFree());
    return waiting;
  }

  private Side.Call<Boolean> begin(Side side) {
    SharedLock itsLock = lock;
    SharedCondition itsCondition = condition;
    return side.begin(() -> itsLock.locked(() -> itsCondition.await(GENEROUS)));
  }

  private boolean isFree() {
    return lock.ownerPid().isEmpty();
  }

  private void signal() {
    lock.locked(() -> condition.signal());
  }

  private void assertNobodyIsLeft() {
    assertThat(condition).asString().contains("0 waiting, 0 signalled");
    assertThat(isFree()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("beginning")
  void shouldSignalAnotherWhenTheFirstIsKilledAsItBeginsToWait(String step) {
    try (Partner victim = Partner.startStepped(step)) {
      begin(victim);
      victim.stepped().awaitStep(step);
      victim.kill();
    }
    Side.Call<Boolean> waiting = await(here);
    signal();

    assertThat(waiting.result()).isTrue();
    assertNobodyIsLeft();
  }

  @ParameterizedTest
  @MethodSource("signalled")
  void shouldSignalAnotherWhenTheFirstIsKilledAfterItsSignal(String step) {
    Side.Call<Boolean> waiting;
    try (Partner victim = Partner.startStepped(step)) {
      await(victim);
      waiting = await(here);
      signal();
      victim.stepped().awaitStep(step);
      assertThat(waiting.isDone()).isFalse();
      victim.kill();
    }

    assertThat(waiting.result()).isTrue();
    assertNobodyIsLeft();
  }

  @ParameterizedTest
  @MethodSource("signalling")
  void shouldGoOnWhenWhoSignalsIsKilled(String step) {
    Side.Call<Boolean> waiting = await(here);
    try (Partner victim = Partner.startStepped(step)) {
      SharedLock itsLock = lock;
      SharedCondition itsCondition = condition;
      victim.start(() -> itsLock.locked(() -> itsCondition.signal()));
      victim.stepped().awaitStep(step);
      victim.kill();
    }
    if (step.equals("wait.grant")) {
      assertThat(waiting.isDone()).isFalse();
      signal();
    }

    assertThat(waiting.result()).isTrue();
    try (SharedLock.Hold hold = lock.hold()) {
      assertThat(hold.recovered()).isPresent();
    }
    assertNobodyIsLeft();
  }

  @ParameterizedTest
  @MethodSource("handingOn")
  void shouldHandOnOnceWhenWhoHandsOnIsKilled(String step) {
    try (Partner dead = Partner.start();
        Partner survivor = Partner.start();
        Partner victim = Partner.startStepped(step)) {
      await(dead);
      Side.Call<Boolean> heir = await(survivor);
      await(victim);
      dead.kill();
      survivor.process().stop();
      signal();
      victim.stepped().awaitStep(step);
      victim.kill();
      survivor.process().cont();

      assertThat(heir.result()).isTrue();
    }
    lock.locked(condition::signalAll);
    Side.Call<Boolean> late = await(here);
    Eventually.until(
        "the dead are buried", () -> condition.toString().contains("1 waiting, 0 signalled"));
    assertThat(late.isDone()).isFalse();
    signal();
    assertThat(late.result()).isTrue();
    assertNobodyIsLeft();
  }
}
