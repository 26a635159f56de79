package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.Spec;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Side;
import dev.ipc.shm.support.Side.Call;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a semaphore promises, to threads of both sorts, here and in another JVM. */
@Tag("conformance")
@ExtendWith(LeakLedger.class)
class SharedSemaphoreContractTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  private static List<Spec<SharedSemaphore>> empty() {
    return List.of(
        SharedSemaphore.counting(0), SharedSemaphore.bounded(1), SharedSemaphore.owned(1));
  }

  private SharedSemaphore taken(Spec<SharedSemaphore> spec) throws InterruptedException {
    SharedSemaphore semaphore = shm.create(spec);
    semaphore.acquire(semaphore.availablePermits());
    return semaphore;
  }

  private static void awaitWaiter(SharedSemaphore semaphore) {
    Eventually.until("somebody waits", () -> semaphore.toString().contains("awaited"));
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldLetWaiterGoOnWhenPermitIsReleased(Side.Where where) throws InterruptedException {
    try (Side side = where.open()) {
      for (Spec<SharedSemaphore> spec : empty()) {
        SharedSemaphore semaphore = taken(spec);
        Call<Integer> waiting =
            side.begin(() -> {
              semaphore.acquire();
              int left = semaphore.availablePermits();
              semaphore.release();
              return left;
            });
        awaitWaiter(semaphore);
        assertThat(waiting.isDone()).isFalse();
        semaphore.release();

        assertThat(waiting.result()).isZero();
        assertThat(semaphore.tryAcquire(LONG)).isTrue();
        semaphore.release();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldLetAllWaitersGoOnWhenEachReleases(Side.Where where) {
    try (Side side = where.open()) {
      for (Spec<SharedSemaphore> spec :
          List.of(SharedSemaphore.bounded(2), SharedSemaphore.owned(2))) {
        SharedSemaphore semaphore = shm.create(spec);
        SharedInt inside = shm.create(SharedInt.initially(0));
        List<Call<Integer>> users = new ArrayList<>();
        for (int user = 0; user < 6; user++) {
          users.add(
              side.begin(() -> {
                int most = 0;
                for (int i = 0; i < 200; i++) {
                  try (var _ = semaphore.hold()) {
                    most = Math.max(most, inside.incrementAndGet());
                    Thread.onSpinWait();
                    inside.decrementAndGet();
                  }
                }
                return most;
              }));
        }

        assertThat(users).extracting(Call::result).allMatch(most -> most >= 1 && most <= 2);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldNotGiveUpEarlyWhenTimed(Side.Where where) throws InterruptedException {
    try (Side side = where.open()) {
      for (Spec<SharedSemaphore> spec : empty()) {
        SharedSemaphore semaphore = taken(spec);
        long nanos =
            side.call(() -> {
              long start = System.nanoTime();
              boolean acquired = semaphore.tryAcquire(Duration.ofMillis(60));
              return acquired ? -1 : System.nanoTime() - start;
            });

        assertThat(nanos).isGreaterThanOrEqualTo(60_000_000);
        assertThat(side.call(() -> semaphore.tryAcquire(Duration.ZERO))).isFalse();
        assertThat(side.call(() -> semaphore.tryAcquire())).isFalse();
        semaphore.release();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldEndWaitWhenThreadIsInterrupted(Side.Where where) throws InterruptedException {
    try (Side side = where.open()) {
      for (Spec<SharedSemaphore> spec : empty()) {
        SharedSemaphore semaphore = taken(spec);
        boolean before =
            side.call(() -> {
              Thread.currentThread().interrupt();
              try {
                return semaphore.tryAcquire(LONG);
              } catch (InterruptedException e) {
                return !Thread.currentThread().isInterrupted();
              }
            });
        Throwable failure =
            side.start(
                    () -> {
                      Thread waiter = Thread.currentThread();
                      Thread.ofPlatform()
                          .daemon()
                          .start(() -> {
                            awaitWaiter(semaphore);
                            waiter.interrupt();
                          });
                      semaphore.acquire();
                    })
                .failure();

        assertThat(before).isTrue();
        assertThat(failure).isInstanceOf(InterruptedException.class);
        semaphore.release();
        assertThat(side.call(() -> semaphore.tryAcquire())).as("whole after that").isTrue();
        side.perform(() -> semaphore.release());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldEndWaitWhenHandleIsClosed(Side.Where where) {
    try (Side side = where.open()) {
      SharedSemaphore semaphore = shm.create(SharedSemaphore.counting(0));
      Call<?> waiting = side.start(() -> semaphore.acquire());
      awaitWaiter(semaphore);
      side.perform(() -> semaphore.close());

      assertThat(waiting.failure()).isInstanceOf(RegionClosedException.class);
    }
  }

  @Test
  void shouldKeepInterruptForLaterWhenUninterruptible() throws InterruptedException {
    for (Spec<SharedSemaphore> spec : empty()) {
      SharedSemaphore semaphore = taken(spec);
      Thread.currentThread().interrupt();
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            awaitWaiter(semaphore);
            semaphore.release();
          });
      semaphore.acquireUninterruptibly();

      assertThat(Thread.interrupted()).isTrue();
      semaphore.release();
    }
  }

  @Test
  void shouldRefuseMoreThanThereWere() throws InterruptedException {
    SharedSemaphore bounded = shm.create(SharedSemaphore.bounded(2));
    SharedSemaphore owned = shm.create(SharedSemaphore.owned(2));
    SharedSemaphore counting = shm.create(SharedSemaphore.counting(1));

    for (SharedSemaphore semaphore : List.of(bounded, owned)) {
      assertThatThrownBy(semaphore::release)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("released too often");
      assertThat(semaphore.availablePermits()).isEqualTo(2);
      assertThatThrownBy(() -> semaphore.acquire(3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at most=2");
    }
    counting.release(5);
    assertThat(counting.availablePermits()).isEqualTo(6);
    assertThatThrownBy(() -> counting.release(Integer.MAX_VALUE))
        .isInstanceOf(IllegalStateException.class);
    assertThat(counting.drainPermits()).isEqualTo(6);
    assertThat(counting.tryAcquire(0)).isTrue();
    assertThatThrownBy(() -> counting.release(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> counting.tryAcquire(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SharedSemaphore.owned(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SharedSemaphore.counting(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldDrainWhatIsFreeOfOwned() throws InterruptedException {
    SharedSemaphore owned = shm.create(SharedSemaphore.owned(4));
    owned.acquire();

    assertThat(owned.drainPermits()).isEqualTo(3);
    assertThat(owned.drainPermits()).isZero();
    owned.release(4);
    assertThat(owned.availablePermits()).isEqualTo(4);
  }

  @Test
  void shouldTellWhoHasPermitsWhenTimeIsOver() throws InterruptedException {
    SharedSemaphore owned = taken(SharedSemaphore.owned(1));

    assertThatThrownBy(() -> owned.hold(Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("held by pid " + ProcessHandle.current().pid());
    assertThatThrownBy(owned::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("permits held by this process");
    owned.release();
    assertThat(owned.tryHold(Duration.ZERO)).hasValueSatisfying(SharedSemaphore.Hold::close);
  }
}
