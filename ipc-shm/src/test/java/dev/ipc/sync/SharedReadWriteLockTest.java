package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.Inspector;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Serial;
import dev.ipc.sync.SharedReadWriteLock.Hold;
import dev.ipc.sync.SharedReadWriteLock.LockView;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The read-write lock of one process: its handles, holds, refusals, and what others see of it. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class SharedReadWriteLockTest {
  private Shm shm;
  private SharedReadWriteLock lock;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    lock = shm.create("lock", SharedReadWriteLock.reentrant());
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  @Test
  void shouldBeOneLockWhenThereAreTwoHandles() {
    SharedReadWriteLock second = shm.open("lock", SharedReadWriteLock.KIND);
    assertThat(second).isNotSameAs(lock);
    lock.readLock().lock();

    assertThat(second.readLock().isHeldByCurrentThread()).isTrue();
    assertThatThrownBy(second.writeLock()::lock).isInstanceOf(IllegalStateException.class);
    second.readLock().lock();
    lock.readLock().unlock();
    second.readLock().unlock();
    second.writeLock().lock();
    lock.writeLock().unlock();
    assertThat(lock.toString()).contains("[free, ");
  }

  @Test
  void shouldGoBackToTheDepthBeforeWhenHoldsAreClosed() {
    for (LockView view : new LockView[] {lock.readLock(), lock.writeLock()}) {
      Hold outer = view.hold();
      Hold inner = view.hold();
      view.lock();
      inner.close();
      inner.close();
      assertThat(view.isHeldByCurrentThread()).isTrue();
      outer.close();
      assertThat(view.isHeldByCurrentThread()).isFalse();
      Hold again = view.hold();
      Background<Void> stranger = Background.start(again::close);
      assertThat(stranger.failure()).isInstanceOf(IllegalMonitorStateException.class);
      again.close();
      Hold late = view.hold();
      view.unlock();
      assertThatThrownBy(late::close).isInstanceOf(IllegalMonitorStateException.class);
    }
  }

  @Test
  void shouldGiveBackWhenTheSectionThrows() {
    for (LockView view : new LockView[] {lock.readLock(), lock.writeLock()}) {
      assertThatThrownBy(() ->
              view.locked(() -> {
                throw new java.io.IOException("wanted");
              }))
          .hasMessage("wanted");
      assertThat(view.isHeldByCurrentThread()).isFalse();
      assertThat(view.<Integer, RuntimeException>locked(() -> 7)).isEqualTo(7);
    }
    assertThat(lock.toString()).contains("[free, ");
  }

  @Test
  void shouldSayWhyWhenAskedForACondition() {
    for (LockView view : new LockView[] {lock.readLock(), lock.writeLock()}) {
      assertThatThrownBy(view::newCondition)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("use a SharedCondition on a SharedLock");
    }
  }

  @Test
  void shouldNotCloseNorLeaveWhenItIsHeld() {
    lock.readLock().lock();
    assertThatThrownBy(lock::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("read by 1 thread of this process");
    assertThatThrownBy(shm::close).isInstanceOf(IllegalStateException.class);
    lock.readLock().unlock();
    lock.writeLock().lock();
    assertThatThrownBy(lock::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("held by thread");
    lock.writeLock().unlock();
    lock.close();
    assertThatThrownBy(lock.readLock()::lock).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(lock.readLock()::tryLock).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(lock.writeLock()::lock).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(lock.writeLock()::tryLock).isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldArriveAsTheSameLockWhenOneOfTheTwoIsSent() throws Exception {
    assertThat(Serial.copy(lock.readLock())).isSameAs(lock.readLock());
    assertThat(Serial.copy(lock.writeLock())).isSameAs(lock.writeLock());
  }

  @Test
  void shouldBeRefusedWhenItIsOpenedAsSomethingElse() {
    assertThatThrownBy(() -> shm.open("lock", SharedLock.KIND))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("kind=6");
  }

  @Test
  void shouldTellWhoReadsWhenSomebodyElseLooks() {
    assertThat(seen()).isEqualTo("free");
    lock.readLock().lock();
    assertThat(seen()).matches("read by member \\d+\\.\\d+ with 1 thread");
    assertThat(lock.toString())
        .contains("read by pid " + ProcessHandle.current().pid() + " with 1 thread");
    Background<Void> writer = Background.start(() -> lock.writeLock().locked(() -> {}));
    writer.awaitParked();
    assertThat(seen())
        .matches("read by member .* with 1 thread; writer pid .* thread \\d+, with waiters");
    lock.readLock().unlock();
    writer.result();
    lock.writeLock().lock();
    assertThat(seen()).startsWith("written by ");
    lock.writeLock().unlock();
  }

  private String seen() {
    return Inspector.domain(shm.folder()).orElseThrow().objects().stream()
        .flatMap(object -> object.state().stream())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldWaitForAReaderWhenItsProcessIsStopped() throws Exception {
    SharedInt reads = shm.create(SharedInt.initially(0));
    SharedReadWriteLock shared = lock;
    try (Partner partner = Partner.start()) {
      partner.start(() -> {
        shared.readLock().lock();
        reads.set(1);
        Eventually.until("it is told to go on", () -> reads.get() == 2);
        shared.readLock().unlock();
        reads.set(3);
      });
      Eventually.until("it reads", () -> reads.get() == 1);
      partner.process().stop();
      assertThat(lock.writeLock().tryLock(Duration.ofMillis(300))).isFalse();
      assertThat(lock.readers()).isEqualTo(1);
      partner.process().cont();
      reads.set(2);
      lock.writeLock().lock();
      lock.writeLock().unlock();
      Eventually.until("it does not read any more", () -> reads.get() == 3);
    }
  }
}
