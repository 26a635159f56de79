package dev.ipc.sync;

import static dev.ipc.sync.SharedLockTest.isFree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Spec;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.sync.SharedLock.Hold;
import dev.ipc.testkit.LeakLedger;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the lock refuses, and what it says. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class SharedLockRefusalTest {
  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  @ParameterizedTest
  @MethodSource("dev.ipc.sync.SharedLockTest#sorts")
  void shouldGiveUpWhenTheTimeIsOverAndNotBefore(Spec<SharedLock> sort) {
    SharedLock lock = shm.create("lock", sort);
    lock.lock();
    for (long millis : new long[] {0, 1, 60}) {
      Duration timeout = Duration.ofMillis(millis);
      assertNotEarly(timeout, () -> assertThat(lock.tryLock(timeout)).isFalse());
      assertNotEarly(
          timeout, () -> assertThat(lock.tryLock(millis, TimeUnit.MILLISECONDS)).isFalse());
      assertNotEarly(timeout, () -> assertThat(lock.tryHold(timeout)).isEmpty());
    }
    for (Duration past : new Duration[] {Duration.ofNanos(-1), Duration.ofDays(-1)}) {
      assertNotEarly(Duration.ZERO, () -> assertThat(lock.tryLock(past)).isFalse());
    }
    lock.unlock();
  }

  /** In another thread, as this one has the lock. */
  private static void assertNotEarly(Duration timeout, Background.Work wait) {
    Duration took =
        Background.of(
                () -> {
                  long start = System.nanoTime();
                  wait.run();
                  return Duration.ofNanos(System.nanoTime() - start);
                })
            .result();
    assertThat(took).isGreaterThanOrEqualTo(timeout);
  }

  @Test
  void shouldTakeItWhenTheTimeoutIsTheLongestOrTheShortestThereIs() throws Exception {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    for (Duration timeout :
        new Duration[] {
          Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), Duration.ofSeconds(Long.MIN_VALUE)
        }) {
      assertThat(lock.tryLock(timeout)).isTrue();
      lock.unlock();
    }
    for (TimeUnit unit : TimeUnit.values()) {
      assertThat(lock.tryLock(Long.MAX_VALUE, unit)).isTrue();
      lock.unlock();
      assertThat(lock.tryLock(Long.MIN_VALUE, unit)).isTrue();
      lock.unlock();
    }
  }

  @Test
  void shouldRefuseWhenAPlainLockIsTakenAgain() throws Exception {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    lock.lock();
    String message =
        shm.folder().resolve("lock")
            + " is held by this thread already and is not reentrant, so waiting for it would never"
            + " end; use SharedLock.reentrant() or take it once";
    for (Background.Work again :
        new Background.Work[] {
          lock::lock,
          lock::lockInterruptibly,
          lock::hold,
          () -> lock.tryLock(Duration.ofDays(1)),
          () -> lock.tryHold(Duration.ZERO),
          () -> lock.locked(() -> {})
        }) {
      assertThatThrownBy(again::run).isInstanceOf(IllegalStateException.class).hasMessage(message);
    }
    assertThat(lock.tryLock()).isFalse();
    assertThat(lock.isHeldByCurrentThread()).isTrue();
    lock.unlock();
    assertThat(isFree(lock)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("dev.ipc.sync.SharedLockTest#sorts")
  void shouldRefuseWhenAnotherThreadGivesItBack(Spec<SharedLock> sort) {
    SharedLock lock = shm.create("lock", sort);
    assertThatThrownBy(lock::unlock)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessage(
            "unlock by a thread that does not hold "
                + shm.folder().resolve("lock")
                + ": holder=nobody; only the thread that took the lock gives it back");
    Hold hold = lock.hold();
    String holder =
        "holder=pid "
            + ProcessHandle.current().pid()
            + " thread "
            + Thread.currentThread().threadId();
    for (Background.Work wrong :
        new Background.Work[] {lock::unlock, hold::close, hold::markConsistent}) {
      assertThat(Background.start(wrong).failure())
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessageContaining("by a thread that does not hold " + shm.folder().resolve("lock"))
          .hasMessageContaining(holder);
      assertThat(lock.isHeldByCurrentThread()).isTrue();
    }
    hold.close();
    hold.close();
    assertThat(isFree(lock)).isTrue();
  }

  @Test
  void shouldNameTheHolderWhenAHoldIsNotThereInTime() {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    lock.lock();
    Background<Hold> waiter = Background.of(() -> lock.hold(Duration.ofMillis(5)));

    assertThat(waiter.failure())
        .isInstanceOf(TimeoutException.class)
        .hasMessage(
            shm.folder().resolve("lock")
                + " not taken: timeout=PT0.005S, holder=pid "
                + ProcessHandle.current().pid()
                + " thread "
                + Thread.currentThread().threadId()
                + "; the holder is alive, so wait longer or look at what it does");
    lock.unlock();
  }
}
