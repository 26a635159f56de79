package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Side;
import dev.ipc.sync.SharedReadWriteLock.LockView;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of the read-write lock, whose other users run anywhere. */
@Tag("conformance")
@ExtendWith(LeakLedger.class)
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class SharedReadWriteLockContractTest {
  private static final Duration SHORT = Duration.ofMillis(60);

  private Shm shm;
  private SharedReadWriteLock lock;
  private SharedInt gate;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    lock = shm.create(SharedReadWriteLock.reentrant());
    gate = shm.create(SharedInt.initially(0));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  /** Work that holds a lock until the gate opens. */
  private static Side.Call<Void> holdUntilOpen(Side side, LockView view, SharedInt gate) {
    gate.set(0);
    Side.Call<Void> holding =
        side.start(() -> {
          view.lock();
          gate.set(1);
          Eventually.until("the test goes on", () -> gate.get() == 2);
          view.unlock();
        });
    Eventually.until("it is held there", () -> gate.get() == 1);
    return holding;
  }

  /** Whether another thread can take a lock at once. */
  private static boolean isFree(Side side, LockView view) {
    return side.call(() -> {
      boolean taken = view.tryLock();
      if (taken) {
        view.unlock();
      }
      return taken;
    });
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetManyReadAndOneWriteWhenOthersTry(Side.Where where) throws Exception {
    LockView reading = lock.readLock();
    LockView writing = lock.writeLock();
    try (Side side = where.open()) {
      assertThat(isFree(side, writing)).isTrue();
      reading.lock();
      assertThat(isFree(side, reading)).isTrue();
      assertThat(isFree(side, writing)).isFalse();
      Side.Call<Void> other = holdUntilOpen(side, reading, gate);
      assertThat(lock.readers()).isEqualTo(2);
      reading.unlock();
      assertThat(writing.tryLock()).isFalse();
      assertThat(reading.tryLock()).isTrue();
      reading.unlock();
      gate.set(2);
      other.result();

      writing.lock();
      assertThat(lock.writerPid()).contains(ProcessHandle.current().pid());
      assertThat(isFree(side, reading)).isFalse();
      assertThat(isFree(side, writing)).isFalse();
      writing.unlock();
      assertThat(lock.writerPid()).isEmpty();
      other = holdUntilOpen(side, writing, gate);
      assertThat(reading.tryLock()).isFalse();
      assertThat(writing.tryLock()).isFalse();
      assertThat(writing.isHeldByCurrentThread()).isFalse();
      gate.set(2);
      other.result();
      assertThat(isFree(side, writing)).isTrue();
      assertThat(lock.hasWaiters()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetTheWriterInFirstWhenItWaitsForReaders(Side.Where where) {
    LockView reading = lock.readLock();
    LockView writing = lock.writeLock();
    try (Side side = where.open()) {
      reading.lock();
      SharedInt passed = gate;
      Side.Call<Void> writer = side.start(() -> writing.locked(passed::incrementAndGet));
      Eventually.until("the writer waits", lock::hasWaiters);
      assertThat(isFree(side, reading)).as("new readers wait").isFalse();
      reading.lock();
      assertThat(reading.tryLock()).as("this one reads already").isTrue();
      reading.unlock();
      reading.unlock();
      Side.Call<Integer> reader = side.begin(() -> reading.locked(passed::get));
      assertThat(writer.isDone()).isFalse();
      assertThat(gate.get()).isZero();
      reading.unlock();
      writer.result();
      assertThat(reader.result()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldLetAllReadersInWhenTheWriterGivesBack(Side.Where where) {
    LockView reading = lock.readLock();
    LockView writing = lock.writeLock();
    try (Side side = where.open()) {
      writing.lock();
      SharedInt inside = gate;
      List<Side.Call<Void>> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(
            side.start(() -> {
              reading.lock();
              inside.incrementAndGet();
              Eventually.until("the test goes on", () -> inside.get() == 3);
              reading.unlock();
            }));
      }
      Eventually.until("readers wait", lock::hasWaiters);
      writing.lock();
      writing.unlock();
      assertThat(gate.get()).isZero();
      writing.unlock();
      readers.forEach(Side.Call::result);
      assertThat(lock.readers()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldGiveUpInTimeAndNeverEarlyWhenItIsTaken(Side.Where where) throws Exception {
    LockView reading = lock.readLock();
    LockView writing = lock.writeLock();
    try (Side side = where.open()) {
      Side.Call<Void> holder = holdUntilOpen(side, writing, gate);
      for (LockView view : List.of(reading, writing)) {
        assertTimesOut(view, "written by pid ");
      }
      gate.set(2);
      holder.result();
      holder = holdUntilOpen(side, reading, gate);
      assertTimesOut(writing, "read by pid ");
      assertThat(reading.tryLock(Duration.ZERO)).as("the writer has given up").isTrue();
      reading.unlock();
      gate.set(2);
      holder.result();
      for (LockView view : List.of(reading, writing)) {
        assertThat(view.tryLock(1, TimeUnit.DAYS)).isTrue();
        view.hold(SHORT).close();
        view.tryHold(Duration.ZERO).orElseThrow().close();
        assertThat(view.isHeldByCurrentThread()).isTrue();
        view.unlock();
        assertThat(view.isHeldByCurrentThread()).isFalse();
      }
    }
  }

  private static void assertTimesOut(LockView view, String holder) throws Exception {
    assertThat(view.tryLock()).isFalse();
    assertThat(view.tryLock(Duration.ofSeconds(-1))).isFalse();
    long start = System.nanoTime();
    assertThat(view.tryLock(SHORT.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    assertThat(view.tryHold(SHORT)).isEmpty();
    assertThatThrownBy(() -> view.hold(SHORT))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("timeout=PT0.06S, now=" + holder);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3 * SHORT.toNanos());
    assertThat(view.isHeldByCurrentThread()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeInterruptedWhenItWaitsAndTheFormAllowsIt(Side.Where where) {
    LockView reading = lock.readLock();
    LockView writing = lock.writeLock();
    try (Side side = where.open()) {
      writing.lock();
      for (LockView view : List.of(reading, writing)) {
        assertInterrupted(side, view);
      }
      reading.lock(); // from here on writers wait for a reader
      writing.unlock();
      assertInterrupted(side, writing);
      assertThat(isFree(side, reading)).as("the writer has given up").isTrue();
      Side.Call<Boolean> patient =
          side.begin(() -> {
            Thread.currentThread().interrupt();
            writing.lock();
            writing.unlock();
            return Thread.interrupted();
          });
      Eventually.until("the writer waits", lock::hasWaiters);
      reading.unlock();
      assertThat(patient.result()).as("the interrupt was kept").isTrue();
    }
  }

  private void assertInterrupted(Side side, LockView view) {
    SharedReadWriteLock whole = lock;
    Throwable before =
        side.start(
                () -> {
                  Thread.currentThread().interrupt();
                  view.tryLock(Duration.ofDays(1));
                })
            .failure();
    assertThat(before).isInstanceOf(InterruptedException.class);
    Throwable within =
        side.start(
                () -> {
                  Thread waiter = Thread.currentThread();
                  Thread.ofVirtual()
                      .start(() -> {
                        Eventually.until("it waits", whole::hasWaiters);
                        waiter.interrupt();
                      });
                  view.lockInterruptibly();
                })
            .failure();
    assertThat(within).isInstanceOf(InterruptedException.class);
  }

  @ParameterizedTest
  @EnumSource
  void shouldCountByThreadWhenTakenAgain(Side.Where where) {
    LockView reading = lock.readLock();
    LockView writing = lock.writeLock();
    try (Side side = where.open()) {
      side.perform(() -> {
        writing.lock();
        reading.lock();
        writing.lock();
        reading.lock();
        writing.unlock();
        reading.unlock();
        assertThat(writing.isHeldByCurrentThread()).isTrue();
        writing.unlock();
        assertThat(writing.isHeldByCurrentThread()).isFalse();
        assertThat(reading.isHeldByCurrentThread()).isTrue();
        assertThat(writing.tryLock()).as("no upgrade").isFalse();
        assertThatThrownBy(writing::lock)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is read by this thread");
        assertThatThrownBy(() -> writing.tryLock(SHORT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(writing::hold).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> writing.locked(() -> {}))
            .isInstanceOf(IllegalStateException.class);
        reading.unlock();
        assertThatThrownBy(reading::unlock)
            .isInstanceOf(IllegalMonitorStateException.class)
            .hasMessageContaining("unlock by a thread that does not read");
        assertThatThrownBy(writing::unlock).isInstanceOf(IllegalMonitorStateException.class);
      });
      reading.lock();
      Side.Call<Void> stranger = side.start(reading::unlock);
      assertThat(stranger.failure()).isInstanceOf(IllegalMonitorStateException.class);
      reading.unlock();
      assertThat(isFree(side, writing)).isTrue();
    }
  }

  /** Two numbers that are equal whenever nobody writes; who reads looks at them one by one. */
  @ParameterizedTest
  @EnumSource
  void shouldKeepWritersAloneWhenManyThreadsCompete(Side.Where where) {
    LockView reading = lock.readLock();
    LockView writing = lock.writeLock();
    SharedLong first = shm.create(SharedLong.initially(0));
    SharedLong second = shm.create(SharedLong.initially(0));
    int times = 2_000;
    Side.Work<Integer> work =
        () -> {
          int unequal = 0;
          for (int i = 0; i < times; i++) {
            if (i % 4 == 0) {
              writing.locked(() -> {
                first.setPlain(first.getPlain() + 1);
                second.setPlain(second.getPlain() + 1);
              });
            } else {
              unequal += reading.locked(() -> first.getPlain() == second.getPlain() ? 0 : 1);
            }
          }
          return unequal;
        };
    try (Side side = where.open();
        Side here = Side.Where.HERE.open()) {
      List<Side.Call<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        calls.add(side.begin(work));
        calls.add(here.begin(work));
      }
      for (Side.Call<Integer> call : calls) {
        assertThat(call.result()).as("torn reads").isZero();
      }
    }
    assertThat(first.get()).isEqualTo(4 * times / 4).isEqualTo(second.get());
    assertThat(lock.toString()).contains("[free, ");
  }

  @ParameterizedTest
  @EnumSource(names = {"THERE", "THERE_VIRTUAL"})
  void shouldSendWaitersAwayWhenTheHandleIsClosed(Side.Where where) {
    LockView reading = lock.readLock();
    LockView writing = lock.writeLock();
    try (Side side = where.open()) {
      writing.lock();
      assertSentAway(side, reading);
      assertSentAway(side, writing);
      writing.unlock();
      reading.lock();
      assertSentAway(side, writing);
      assertThat(isFree(side, reading)).as("the handle is opened anew").isTrue();
      reading.unlock();
      assertThat(lock.toString()).contains("[free, ");
    }
  }

  private void assertSentAway(Side side, LockView view) {
    SharedInt arrived = gate;
    SharedReadWriteLock there = lock;
    arrived.set(0);
    Side.Call<Void> waiting =
        side.start(() -> {
          arrived.set(1);
          view.lock();
        });
    Eventually.until("it is about to wait", () -> arrived.get() == 1);
    Eventually.until("it waits", lock::hasWaiters);
    side.perform(there::close);
    assertThat(waiting.failure()).isInstanceOf(RegionClosedException.class);
  }
}
