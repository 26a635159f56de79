package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is promised as with a ReentrantLock, tried with both; and what closing does. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop", "JavaUtilDate"}) // that is what is tested
class SharedConditionAgreementTest {
  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  /** Where the lock is from. */
  enum Sort {
    JDK,
    SHARED_REENTRANT,
    SHARED_PLAIN;

    Pair in(Shm shm) {
      if (this == JDK) {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        return new Pair(lock, condition, () -> waiting(lock, condition));
      }
      SharedLock lock =
          shm.create(this == SHARED_PLAIN ? SharedLock.plain() : SharedLock.reentrant());
      SharedCondition condition = lock.newCondition();
      return new Pair(lock, condition, condition::waiting);
    }

    private static int waiting(ReentrantLock lock, Condition condition) {
      lock.lock();
      try {
        return lock.getWaitQueueLength(condition);
      } finally {
        lock.unlock();
      }
    }
  }

  record Pair(Lock lock, Condition condition, IntSupplier waiting) {
    <T> Background<T> await(Callable<T> work) {
      int before = waiting.getAsInt();
      Background<T> waiter =
          Background.of(() -> {
            lock.lock();
            try {
              return work.call();
            } finally {
              lock.unlock();
            }
          });
      Eventually.until("it waits", () -> waiting.getAsInt() == before + 1);
      return waiter;
    }

    void locked(Runnable section) {
      lock.lock();
      try {
        section.run();
      } finally {
        lock.unlock();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Sort.class)
  void shouldRefuseWithoutTheLock(Sort sort) {
    Condition condition = sort.in(shm).condition();

    assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(() -> condition.await(1, TimeUnit.NANOSECONDS))
        .isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(condition::signal).isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(condition::signalAll).isInstanceOf(IllegalMonitorStateException.class);
  }

  @ParameterizedTest
  @EnumSource(Sort.class)
  void shouldGoOnInTheOrderOfWaitingWhenSignalledOneByOne(Sort sort) {
    Pair pair = sort.in(shm);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Background<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      waiters.add(
          pair.await(() -> {
            pair.condition().await();
            return order.add(number);
          }));
    }
    for (Background<Boolean> waiter : waiters) {
      pair.locked(pair.condition()::signal);
      assertThat(waiter.result()).isTrue();
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
  }

  @ParameterizedTest
  @EnumSource(Sort.class)
  void shouldForgetSignalWhenNobodyWaits(Sort sort) throws Exception {
    Pair pair = sort.in(shm);
    pair.lock().lock();
    pair.condition().signal();
    pair.condition().signalAll();

    assertThat(pair.condition().await(30, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(pair.condition().awaitNanos(0)).isNotPositive();
    assertThat(pair.condition().awaitNanos(-5)).isNotPositive();
    assertThat(pair.condition().awaitUntil(new Date(0))).isFalse();
    assertThat(pair.condition().awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
    Date soon = new Date(System.currentTimeMillis() + 40);
    assertThat(pair.condition().awaitUntil(soon)).isFalse();
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(soon.getTime());
    pair.lock().unlock();
  }

  @ParameterizedTest
  @EnumSource(Sort.class)
  void shouldBeTrueOrHaveTimeLeftWhenSignalledInTime(Sort sort) {
    Pair pair = sort.in(shm);
    Background<Boolean> timed = pair.await(() -> pair.condition().await(1, TimeUnit.DAYS));
    Background<Long> left = pair.await(() -> pair.condition().awaitNanos(TimeUnit.DAYS.toNanos(1)));
    Background<Boolean> until =
        pair.await(() -> pair.condition().awaitUntil(new Date(Long.MAX_VALUE)));
    pair.locked(pair.condition()::signalAll);

    assertThat(timed.result()).isTrue();
    assertThat(left.result()).isPositive().isLessThan(TimeUnit.DAYS.toNanos(1));
    assertThat(until.result()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Sort.class)
  void shouldEndByInterruptOrKeepIt(Sort sort) {
    Pair pair = sort.in(shm);
    Background<Boolean> ended =
        pair.await(() -> {
          assertThatThrownBy(pair.condition()::await).isInstanceOf(InterruptedException.class);
          return Thread.currentThread().isInterrupted();
        });
    ended.thread().interrupt();
    assertThat(ended.result()).isFalse();
    Background<Boolean> kept =
        pair.await(() -> {
          pair.condition().awaitUninterruptibly();
          return Thread.currentThread().isInterrupted();
        });
    kept.thread().interrupt();
    pair.locked(pair.condition()::signal);
    assertThat(kept.result()).isTrue();
    Background<Boolean> late =
        pair.await(() -> {
          pair.condition().await();
          return Thread.currentThread().isInterrupted();
        });
    pair.locked(() -> {
      pair.condition().signal();
      late.thread().interrupt();
    });
    assertThat(late.result()).as("signalled first, so it returns").isTrue();
  }

  @Test
  void shouldReturnWhenSignalledBeforeItsHandleIsClosed() {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    SharedCondition closing = shm.create("condition", SharedCondition.on(lock));
    SharedCondition other = shm.open("condition", SharedCondition.on(lock));
    Pair pair = new Pair(lock, closing, other::waiting);
    Background<Boolean> waiter = pair.await(() -> closing.await(1, TimeUnit.DAYS));
    lock.lock();
    other.signal();
    closing.close();
    lock.unlock();

    assertThat(waiter.result()).isTrue();
    assertThat(other).asString().contains("0 waiting, 0 signalled");
  }

  @Test
  void shouldSendWaitersAwayWhenTheDomainIsClosed() {
    Pair pair = Sort.SHARED_PLAIN.in(shm);
    Background<Boolean> waiter = pair.await(() -> pair.condition().await(1, TimeUnit.DAYS));
    shm.close();

    assertThat(waiter.failure()).isInstanceOf(RegionClosedException.class);
  }
}
