package dev.ipc.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.ScriptedParker;
import dev.ipc.wait.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the lock does as long as everybody lives. */
class RobustLockTest {
  private final LockWorld world = LockWorld.skipping();

  private Deadline in(Duration timeout) {
    return Deadline.in(world.parker, timeout);
  }

  private static <T> T inOtherThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().start(task);
    return task.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void shouldExcludeOtherProcessWhenHeld() {
    RobustLock first = world.plain(1);
    RobustLock second = world.plain(2);
    first.acquire();

    assertThat(second.tryAcquire()).isEqualTo(RobustLock.TIMED_OUT);
    assertThat(first.isHeldByCurrentThread()).isTrue();
    assertThat(second.isHeldByCurrentThread()).isFalse();
    first.release();
    assertThat(second.tryAcquire()).isNotEqualTo(RobustLock.TIMED_OUT);
    assertThat(world.word()).isEqualTo(world.wordOf(second));
  }

  @Test
  void shouldExcludeOtherThreadWhenHeld() throws Exception {
    RobustLock lock = world.reentrant(1);
    lock.acquire();

    assertThat(inOtherThread(lock::tryAcquire)).isEqualTo(RobustLock.TIMED_OUT);
    assertThat(inOtherThread(lock::isHeldByCurrentThread)).isFalse();
  }

  @Test
  void shouldBeFreeAfterAsManyReleasesAsAcquisitionsWhenReentrant() {
    RobustLock lock = world.reentrant(1);
    assertThat(lock.acquire()).isEqualTo(-1);
    assertThat(lock.tryAcquire()).isZero();
    assertThat(lock.acquire()).isEqualTo(1);

    lock.release();
    lock.release();
    assertThat(world.word()).isEqualTo(world.wordOf(lock));
    lock.release();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
    assertThat(lock.acquire()).isEqualTo(-1);
  }

  @Test
  void shouldGoBackToDepthWhenInnerAcquisitionsWereNotUndone() {
    RobustLock lock = world.reentrant(1);
    int outer = lock.acquire();
    int inner = lock.acquire();
    lock.acquire();
    lock.acquire();

    lock.releaseTo(inner);
    assertThat(lock.isHeldByCurrentThread()).isTrue();
    assertThat(lock.acquire()).isEqualTo(inner);
    lock.releaseTo(outer);
    assertThat(world.word()).isEqualTo(LockWord.FREE);
  }

  @Test
  void shouldHaveItsDepthAgainWhenItWasGivenBackCompletely() {
    RobustLock lock = world.reentrant(1);
    RobustLock other = world.reentrant(2);
    lock.acquire();
    lock.acquire();
    lock.acquire();

    int depth = lock.releaseAll();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
    other.acquire();
    other.release();
    assertThat(world.word()).as("the depth of another").isEqualTo(LockWord.FREE);
    lock.acquireAgain(depth);
    lock.release();
    lock.release();
    assertThat(world.word()).isEqualTo(world.wordOf(lock));
    lock.release();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
  }

  @Test
  void shouldTakePlainLockAgainWhenItWasGivenBackCompletely() {
    RobustLock lock = world.plain(1);
    lock.acquire();

    int depth = lock.releaseAll();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
    assertThatThrownBy(lock::releaseAll).isInstanceOf(IllegalMonitorStateException.class);
    lock.acquireAgain(depth);
    assertThat(world.word()).isEqualTo(world.wordOf(lock));
    lock.release();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
  }

  @Test
  void shouldComplainWhenPlainLockIsTakenAgain() {
    RobustLock lock = world.plain(1);
    lock.acquire();

    assertThatThrownBy(lock::acquire)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not reentrant");
    assertThatThrownBy(() -> lock.acquire(in(Duration.ofSeconds(1))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(lock.tryAcquire()).isEqualTo(RobustLock.TIMED_OUT);
    assertThat(world.word()).isEqualTo(world.wordOf(lock));
    lock.release();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
  }

  @Test
  void shouldComplainWhenReleasedByAnother() throws Exception {
    RobustLock holder = world.plain(1);
    RobustLock other = world.plain(2);
    RobustLock reentrant = world.reentrant(3);
    assertThatThrownBy(holder::release).isInstanceOf(IllegalMonitorStateException.class);
    holder.acquire();
    long word = world.word();

    assertThatThrownBy(other::release)
        .isInstanceOf(IllegalMonitorStateException.class)
        .hasMessageContaining("pid 1001 thread " + Thread.currentThread().threadId());
    assertThatThrownBy(reentrant::release).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(other::markConsistent).isInstanceOf(IllegalMonitorStateException.class);
    inOtherThread(
        () -> assertThatThrownBy(holder::release).isInstanceOf(IllegalMonitorStateException.class));
    assertThat(world.word()).isEqualTo(word);
  }

  @Test
  void shouldNotTouchWordOfAnotherWhenLockWasLost() {
    RobustLock lock = world.plain(1);
    lock.acquire();
    long foreign = world.wordOf(world.plain(2));
    world.block.setLong(LockLayout.WORD_OFFSET, foreign);

    assertThatThrownBy(lock::release).isInstanceOf(IllegalMonitorStateException.class);
    assertThat(world.word()).isEqualTo(foreign);
  }

  @Test
  void shouldNotGiveUpEarlyWhenTimed() throws InterruptedException {
    world.plain(1).acquire();
    RobustLock waiter = world.plain(2);

    for (long nanos : new long[] {1, RobustLock.BOUND_NANOS, 3 * RobustLock.BOUND_NANOS + 1}) {
      long start = world.parker.nanoTime();
      assertThat(waiter.acquire(in(Duration.ofNanos(nanos)))).isEqualTo(RobustLock.TIMED_OUT);
      assertThat(world.parker.nanoTime() - start).isEqualTo(nanos);
    }
    assertThat(world.parker.parks())
        .allMatch(park -> park.nanos() > 0 && park.nanos() <= RobustLock.BOUND_NANOS);
  }

  @Test
  void shouldTryOnceWithoutSleepingWhenNoTimeIsGiven() throws InterruptedException {
    RobustLock holder = world.plain(1);
    RobustLock other = world.plain(2);
    holder.acquire();

    assertThat(other.acquire(in(Duration.ZERO))).isEqualTo(RobustLock.TIMED_OUT);
    assertThat(other.acquire(in(Duration.ofSeconds(-1)))).isEqualTo(RobustLock.TIMED_OUT);
    assertThat(other.tryAcquire()).isEqualTo(RobustLock.TIMED_OUT);
    assertThat(world.parker.parks()).isEmpty();
    holder.release();
    assertThat(other.acquire(in(Duration.ofSeconds(-1)))).isNotEqualTo(RobustLock.TIMED_OUT);
  }

  @Test
  void shouldTakeLockThatIsFreeWhenTimeIsOver() throws InterruptedException {
    RobustLock holder = world.plain(1);
    RobustLock waiter = world.plain(2);
    holder.acquire();
    world.onFirstPark(() -> {
      world.parker.advance(Duration.ofDays(1));
      holder.release();
    });

    assertThat(waiter.acquire(in(Duration.ofMillis(1)))).isNotEqualTo(RobustLock.TIMED_OUT);
  }

  @Test
  void shouldLeaveWhenInterrupted() {
    world.plain(1).acquire();
    RobustLock waiter = world.plain(2);
    world.onFirstPark(Thread.currentThread()::interrupt);

    assertThatThrownBy(() -> waiter.acquire(Deadline.NEVER))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(waiter.isHeldByCurrentThread()).isFalse();
    assertThat(world.parker.parks()).hasSize(1);
  }

  @Test
  void shouldKeepInterruptWhenAcquisitionIsNotInterruptible() {
    RobustLock holder = world.plain(1);
    RobustLock waiter = world.plain(2);
    holder.acquire();
    world.parker.onPark(park -> {
      Thread.currentThread().interrupt();
      if (world.parker.parks().size() == 3) {
        holder.release();
      }
    });

    waiter.acquire();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(world.word()).isEqualTo(world.wordOf(waiter));
  }

  @Test
  void shouldNotWakeWhenNobodyWaited() {
    RobustLock lock = world.plain(1);
    for (int i = 0; i < 10; i++) {
      lock.acquire();
      lock.release();
    }

    assertThat(world.parker.wakes()).isEmpty();
  }

  @Test
  void shouldWakeOneWhenSomebodyWaited() {
    RobustLock holder = world.plain(1);
    RobustLock waiter = world.plain(2);
    holder.acquire();
    world.onFirstPark(() -> {
      assertThat(world.hasWaiters()).isTrue();
      holder.release();
    });
    waiter.acquire();

    ScriptedParker.Wake one = new ScriptedParker.Wake(LockLayout.WAITING_OFFSET, 1);
    assertThat(world.parker.wakes()).containsExactly(one);
    assertThat(world.hasWaiters()).isTrue();
    waiter.release();
    assertThat(world.parker.wakes()).containsExactly(one, one);
    waiter.acquire();
    waiter.release();
    assertThat(world.parker.wakes()).hasSize(2);
  }

  @Test
  void shouldTellSinceWhenItIsHeldWhenSomebodyWaits() throws InterruptedException {
    RobustLock holder = world.plain(1);
    RobustLock waiter = world.plain(2);
    holder.acquire();
    assertThat(waiter.waitedForSince()).isEmpty();
    waiter.acquire(in(Duration.ofMillis(1)));

    assertThat(waiter.waitedForSince()).isPresent();
    assertThat(holder.held()).isPresent();
    assertThat(waiter.held()).isEmpty();
    assertThat(waiter.holder()).startsWith("pid 1001 thread ");
    holder.release();
    assertThat(waiter.waitedForSince()).isEmpty();
    assertThat(waiter.holder()).isEqualTo("nobody");
  }

  @Test
  void shouldGiveLockBackWhenSectionThrows() {
    RobustLock lock = world.plain(1);

    assertThatThrownBy(() ->
            lock.locked(() -> {
              throw new IOException("wanted");
            }))
        .isInstanceOf(IOException.class);
    assertThat(world.word()).isEqualTo(LockWord.FREE);
    assertThat(lock.<String, RuntimeException>locked(() -> "result")).isEqualTo("result");
  }

  @Test
  void shouldSendWaiterAwayWhenRegionIsClosed() throws Exception {
    LockWorld blocking = LockWorld.blocking();
    RobustLock holder = blocking.plain(1);
    RobustLock waiter = blocking.plain(2);
    holder.acquire();
    FutureTask<Integer> waiting = new FutureTask<>(waiter::acquire);
    Thread.ofPlatform().start(waiting);
    blocking.parker.awaitSleepers(1);
    blocking.home(waiter).close();

    assertThatThrownBy(() -> waiting.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .hasCauseInstanceOf(RegionClosedException.class);
    assertThat(holder.isHeldByCurrentThread()).isTrue();
    assertThatThrownBy(waiter::acquire).isInstanceOf(RegionClosedException.class);
  }
}
