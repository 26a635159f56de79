package dev.ipc.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Threads that run out of stack in taking, in the section, or in giving back. */
class RobustReadWriteLockStackTest {
  private static final int ROUNDS = 20;
  private static final long TEND_NANOS = 1_000_000;

  private final ScriptedParker parker = ScriptedParker.skipping();
  private final ScriptedLiveness liveness = new ScriptedLiveness();
  private final LocalHome home =
      new LocalHome(
          LocalHome.memory(ReadWriteLayout.bytes(LocalHome.SLOTS)),
          1,
          liveness.join(1, 1001),
          parker,
          liveness);
  private final RobustReadWriteLock lock = new RobustReadWriteLock(home, death -> {});

  private void assertUsable() {
    home.tend();
    assertThat(lock.writer()).isEmpty();
    assertThat(lock.readers()).isEmpty();
    lock.writing().locked(() -> lock.reading().locked(() -> null));
    home.close();
  }

  /** A class whose first use is in want of stack can never be used again: that is the JDK's. */
  private void loadAllThatIsUsed() {
    lock.reading().locked(() -> lock.reading().locked(() -> null));
    lock.writing().locked(() -> lock.writing().locked(() -> null));
    home.block().setInt(ReadWriteLayout.WAITING_OFFSET, 1);
    home.block().setInt(ReadWriteLayout.DRAINING_OFFSET, 1);
    lock.reading().locked(() -> null);
    lock.writing().locked(() -> null);
    waitForDead(2, RobustReadWriteLock::writing, lock.writing());
    waitForDead(3, RobustReadWriteLock::writing, lock.reading());
    waitForDead(4, RobustReadWriteLock::reading, lock.writing());
  }

  private void waitForDead(
      int slot, Function<RobustReadWriteLock, ReadWriteSide> side, ReadWriteSide waiting) {
    LocalHome other = home.inProcess(liveness.join(slot, 1000 + slot));
    side.apply(new RobustReadWriteLock(other, death -> {})).acquire();
    liveness.kill(other.self());
    waiting.locked(() -> null);
  }

  /**
   * As a region does, somebody gives back what a thread had no stack for; the thread itself may be
   * the next to wait for it.
   */
  private Diver tended(Runnable attempt) throws Exception {
    Thread tender =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                home.tend();
                LockSupport.parkNanos(TEND_NANOS);
              }
            });
    try {
      return Diver.inSmallStack(attempt);
    } finally {
      tender.interrupt();
      tender.join();
    }
  }

  @Test
  void shouldBeFreeWhenStackOverflowsInReading() throws Exception {
    loadAllThatIsUsed();
    AtomicInteger sections = new AtomicInteger();
    for (int round = 0; round < ROUNDS; round++) {
      Diver diver = tended(() -> lock.reading().locked(sections::incrementAndGet));

      assertThat(diver.attempts).isGreaterThan(1000);
      assertThat(diver.overflows).isPositive();
    }
    assertThat(sections.get()).isPositive();
    assertUsable();
  }

  @Test
  void shouldBeFreeWhenStackOverflowsInNestedReading() throws Exception {
    loadAllThatIsUsed();
    for (int round = 0; round < ROUNDS; round++) {
      tended(() -> {
        home.block().setInt(ReadWriteLayout.DRAINING_OFFSET, 1);
        lock.reading().locked(() -> lock.reading().locked(() -> null));
      });
    }
    assertUsable();
  }

  @Test
  void shouldBeFreeWhenStackOverflowsInWriting() throws Exception {
    loadAllThatIsUsed();
    for (int round = 0; round < ROUNDS; round++) {
      tended(() -> {
        home.block().setInt(ReadWriteLayout.WAITING_OFFSET, 1);
        lock.writing().locked(() -> lock.reading().locked(() -> null));
      });
    }
    assertUsable();
  }
}
