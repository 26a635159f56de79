package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Spec;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.sync.SharedLock.Hold;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of the lock, between threads of one JVM. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class SharedLockTest {

  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  static Stream<Named<Spec<SharedLock>>> sorts() {
    return Stream.of(
        Named.of("plain", SharedLock.plain()), Named.of("reentrant", SharedLock.reentrant()));
  }

  /** Another thread's view. */
  static boolean isFree(SharedLock lock) {
    return Background.of(
            () -> {
              boolean taken = lock.tryLock();
              if (taken) {
                lock.unlock();
              }
              return taken;
            })
        .result();
  }

  @ParameterizedTest
  @MethodSource("sorts")
  void shouldKeepOthersOutWhenTaken(Spec<SharedLock> sort) throws Exception {
    SharedLock lock = shm.create("lock", sort);
    assertThat(isFree(lock)).isTrue();
    lock.lock();
    assertThat(isFree(lock)).isFalse();
    assertThat(lock.isHeldByCurrentThread()).isTrue();
    assertThat(Background.of(lock::isHeldByCurrentThread).result()).isFalse();
    lock.unlock();
    assertThat(isFree(lock)).isTrue();
    assertThat(lock.isHeldByCurrentThread()).isFalse();
    lock.lockInterruptibly();
    assertThat(isFree(lock)).isFalse();
    lock.unlock();
    assertThat(lock.tryLock()).isTrue();
    assertThat(isFree(lock)).isFalse();
    lock.unlock();
    assertThat(lock.tryLock(Duration.ZERO)).isTrue();
    assertThat(isFree(lock)).isFalse();
    lock.unlock();
    assertThat(lock.tryLock(1, TimeUnit.DAYS)).isTrue();
    assertThat(isFree(lock)).isFalse();
    lock.unlock();
    assertThat(isFree(lock)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("sorts")
  void shouldBeOneLockWhenThereAreTwoHandles(Spec<SharedLock> sort) {
    SharedLock first = shm.create("lock", sort);
    SharedLock second = shm.open("lock", SharedLock.KIND);
    first.lock();

    assertThat(isFree(second)).isFalse();
    assertThat(second.isHeldByCurrentThread()).isTrue();
    second.unlock();
    assertThat(isFree(first)).isTrue();
  }

  @Test
  void shouldHandOverWhenTheOwnerGivesItBack() {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    lock.lock();
    Background<Void> waiter =
        Background.start(() -> {
          lock.lock();
          lock.unlock();
        });
    waiter.awaitParked();
    lock.unlock();
    waiter.result();
    assertThat(isFree(lock)).isTrue();
  }

  @Test
  void shouldCountWhenAReentrantLockIsTakenAgain() throws Exception {
    SharedLock lock = shm.create("lock", SharedLock.reentrant());
    lock.lock();
    lock.lockInterruptibly();
    assertThat(lock.tryLock()).isTrue();
    assertThat(lock.tryLock(Duration.ZERO)).isTrue();
    Hold hold = lock.hold();
    for (int depth = 0; depth < 1000; depth++) {
      lock.lock();
    }
    for (int depth = 0; depth < 1000; depth++) {
      lock.unlock();
    }
    hold.close();
    for (int depth = 4; depth > 0; depth--) {
      assertThat(isFree(lock)).as("depth %d", depth).isFalse();
      lock.unlock();
    }
    assertThat(isFree(lock)).isTrue();
    assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void shouldGoBackToTheDepthBeforeWhenAHoldIsClosed() {
    SharedLock lock = shm.create("lock", SharedLock.reentrant());
    try (Hold outer = lock.hold()) {
      try (Hold inner = lock.hold()) {
        lock.lock(); // not given back
        assertThat(inner.recovered()).isEmpty();
      }
      assertThat(lock.isHeldByCurrentThread()).isTrue();
      assertThat(outer.recovered()).isEmpty();
    }
    assertThat(isFree(lock)).isTrue();
  }

  @Test
  void shouldGiveItBackWhenAHoldGivenInTimeIsClosed() throws Exception {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    try (Hold hold = lock.hold(Duration.ofDays(1))) {
      assertThat(hold.recovered()).isEmpty();
      assertThat(isFree(lock)).isFalse();
    }
    try (Hold hold = lock.tryHold(Duration.ofDays(1)).orElseThrow()) {
      assertThat(hold.recovered()).isEmpty();
      assertThat(isFree(lock)).isFalse();
    }
    assertThat(isFree(lock)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("sorts")
  void shouldGiveItBackHoweverASectionEnds(Spec<SharedLock> sort) throws Exception {
    SharedLock lock = shm.create("lock", sort);
    assertThat(lock.locked(() -> "result " + isFree(lock))).isEqualTo("result false");
    lock.locked(() -> assertThat(lock.isHeldByCurrentThread()).isTrue());
    assertThat(isFree(lock)).isTrue();

    IOException checked = new IOException("checked");
    assertThatThrownBy(() ->
            lock.locked(() -> {
              throw checked;
            }))
        .isSameAs(checked);
    Error error = new AssertionError("error");
    assertThatThrownBy(() ->
            lock.locked(() -> {
              throw error;
            }))
        .isSameAs(error);
    assertThat(isFree(lock)).isTrue();
  }

  @Test
  void shouldNameTheProcessWhenTaken() {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    assertThat(lock.ownerPid()).isEmpty();
    lock.lock();
    assertThat(lock.ownerPid()).contains(ProcessHandle.current().pid());
    assertThat(Background.of(lock::ownerPid).result()).contains(ProcessHandle.current().pid());
    lock.unlock();
    assertThat(lock.ownerPid()).isEmpty();
  }
}
