package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.RegionClosedException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Side;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of the condition between this thread and others, wherever they run. */
@Tag("conformance")
@ExtendWith(LeakLedger.class)
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // that is what is tested
class SharedConditionContractTest {
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  private Shm shm;
  private SharedLock lock;
  private SharedCondition condition;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    lock = shm.create("lock", SharedLock.reentrant());
    condition = shm.create("condition", SharedCondition.on(lock));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  private Side.Call<Boolean> await(Side side) {
    SharedLock itsLock = lock;
    SharedCondition itsCondition = condition;
    return await(side, () -> itsLock.locked(() -> itsCondition.await(GENEROUS)));
  }

  /** Has it wait, and returns when it does. */
  private <R> Side.Call<R> await(Side side, Side.Work<R> work) {
    int before = condition.waiting();
    Side.Call<R> waiting = side.begin(work);
    Eventually.until("it waits", () -> condition.waiting() == before + 1);
    return waiting;
  }

  private List<Side.Call<Boolean>> await(Side side, int count) {
    List<Side.Call<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(await(side));
    }
    return calls;
  }

  private static long done(List<Side.Call<Boolean>> calls) {
    return calls.stream().filter(Side.Call::isDone).count();
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldSignalThoseWhoCameFirst(Side.Where where) {
    try (Side side = where.open()) {
      List<Side.Call<Boolean>> calls = await(side, 6);
      lock.locked(() -> condition.signal());
      assertThat(calls.get(0).result()).isTrue();
      lock.locked(() -> condition.signal(2));
      assertThat(calls.get(1).result()).isTrue();
      assertThat(calls.get(2).result()).isTrue();
      assertThat(done(calls)).isEqualTo(3);
      assertThat(condition.waiting()).isEqualTo(3);
      lock.lock();
      condition.signalAll();
      assertThat(condition).asString().contains("0 waiting, 3 signalled");
      assertThat(done(calls)).as("those with the lock").isEqualTo(3);
      lock.unlock();
      for (Side.Call<Boolean> call : calls) {
        assertThat(call.result()).isTrue();
      }
      lock.locked(() -> condition.signal());
      assertThat(condition).asString().contains("0 waiting, 0 signalled");
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldSeeAllThatWasDoneUnderTheLockWhenSidesTakeTurns(Side.Where where)
      throws InterruptedException {
    SharedInt turn = shm.create(SharedInt.initially(0));
    SharedLock ownLock = turn.lock();
    SharedCondition changed = ownLock.newCondition();
    int rounds = 300;
    try (Side side = where.open()) {
      Side.Call<Integer> odd = side.begin(() -> take(turn, changed, 1, rounds));
      assertThat(take(turn, changed, 0, rounds)).isEqualTo(rounds);
      assertThat(odd.result()).isEqualTo(rounds);
    }
    assertThat(turn.get()).isEqualTo(2 * rounds);
    assertThat(changed.waiting()).isZero();
  }

  private static int take(SharedInt turn, SharedCondition changed, int side, int rounds)
      throws InterruptedException {
    for (int i = 0; i < rounds; i++) {
      turn.lock().lock();
      try {
        changed.await(() -> turn.getPlain() % 2 == side);
        turn.setPlain(turn.getPlain() + 1);
        changed.signal();
      } finally {
        turn.lock().unlock();
      }
    }
    return rounds;
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldHaveTheLockAsBeforeWhenItReturnsOrThrows(Side.Where where) {
    SharedLock itsLock = lock;
    SharedCondition itsCondition = condition;
    try (Side side = where.open()) {
      Side.Call<List<Object>> waiting =
          await(
              side,
              () -> {
                List<Object> seen = new ArrayList<>();
                itsLock.lock();
                itsLock.lock();
                seen.add(itsCondition.await(GENEROUS));
                long start = System.nanoTime();
                seen.add(itsCondition.await(Duration.ofMillis(60)));
                seen.add(System.nanoTime() - start >= 60_000_000);
                seen.add(itsCondition.awaitNanos(1) <= 0);
                Thread waiter = Thread.currentThread();
                Thread.ofPlatform()
                    .start(() -> {
                      Eventually.until("it waits", () -> itsCondition.waiting() == 1);
                      waiter.interrupt();
                    });
                try {
                  itsCondition.await();
                } catch (InterruptedException e) {
                  seen.add(!Thread.currentThread().isInterrupted());
                }
                itsLock.unlock();
                seen.add(itsLock.isHeldByCurrentThread());
                itsLock.unlock();
                seen.add(!itsLock.isHeldByCurrentThread());
                return seen;
              });
      lock.locked(() -> condition.signal());

      assertThat(waiting.result()).containsExactly(true, false, true, true, true, true, true);
      assertThat(condition).asString().contains("0 waiting, 0 signalled");
      assertThat(lock.tryLock()).isTrue();
      lock.unlock();
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldSendWaitersAwayWhenTheirHandleIsClosed(Side.Where where) {
    SharedCondition theirs = condition;
    SharedLock itsLock = lock;
    SharedCondition ours = shm.open("condition", SharedCondition.on(lock));
    try (Side side = where.open()) {
      Side.Call<Boolean> leaving =
          await(
              side,
              () -> {
                itsLock.lock();
                try {
                  theirs.await();
                  return false;
                } catch (RegionClosedException e) {
                  return itsLock.isHeldByCurrentThread();
                } finally {
                  itsLock.unlock();
                }
              });
      lock.lock();
      side.perform(() -> theirs.close());
      lock.unlock();

      assertThat(leaving.result()).isTrue();
      assertThat(ours).asString().contains("0 waiting, 0 signalled");
    }
  }
}
