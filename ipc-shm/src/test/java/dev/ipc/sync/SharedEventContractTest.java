package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.RegionClosedException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Side;
import dev.ipc.shm.support.Side.Call;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an event promises, to threads of both sorts, here and in another JVM. */
@Tag("conformance")
@ExtendWith(LeakLedger.class)
class SharedEventContractTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final long RACE_NANOS = 2_000_000_000;

  private Shm shm;
  private SharedEvent event;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    event = shm.create(SharedEvent.unset());
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  private static void awaitWaiter(SharedEvent event) {
    Eventually.until("somebody waits", () -> event.toString().contains("awaited"));
  }

  @Test
  void shouldBeAsItWasLeft() throws InterruptedException {
    assertThat(event.isSet()).isFalse();
    assertThat(event.await(Duration.ZERO)).isFalse();
    event.set();
    event.set();
    assertThat(event.isSet()).isTrue();
    event.await();
    assertThat(event.await(0, TimeUnit.SECONDS)).isTrue();
    event.clear();
    event.clear();
    assertThat(event.isSet()).isFalse();
    assertThat(shm.create(SharedEvent.alreadySet()).isSet()).isTrue();
    assertThat(event.toString()).startsWith("SharedEvent[clear, ");
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldLetEverybodyGoOnWhenSet(Side.Where where) {
    SharedEvent shared = event;
    SharedInt waiting = shm.create(SharedInt.initially(0));
    try (Side side = where.open()) {
      List<Call<Boolean>> waiters = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiters.add(
            side.begin(() -> {
              waiting.incrementAndGet();
              return shared.await(LONG);
            }));
      }
      Eventually.until("all came", () -> waiting.get() == 5);
      awaitWaiter(shared);
      shared.set();

      assertThat(waiters).extracting(Call::result).containsOnly(true);
      assertThat(side.call(() -> shared.await(Duration.ZERO))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldLetWaiterGoOnWhenSetAndClearedAtOnce(Side.Where where) {
    SharedEvent shared = event;
    try (Side side = where.open()) {
      Call<Boolean> waiter = side.begin(() -> shared.await(LONG));
      awaitWaiter(shared);
      shared.set();
      shared.clear();

      assertThat(waiter.result()).isTrue();
      assertThat(shared.isSet()).isFalse();
    }
  }

  /**
   * One does work and sets the event, which often is set still, while the other clears it and looks
   * for work: the last work is always found. It would not be if a processor could look at the event
   * before it stores the work; that is rare, so there are many rounds.
   */
  @Test
  void shouldMissNoWorkWhenSetWhileItIsCleared() {
    SharedInt work = shm.create(SharedInt.initially(0));
    AtomicInteger seen = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    Background<Void> worker =
        Background.start(() -> {
          while (!over.get()) {
            if (event.isSet()) {
              event.clear();
              seen.set(work.getPlain());
            } else {
              Thread.onSpinWait();
            }
          }
        });
    try {
      long start = System.nanoTime();
      for (int last = 2; System.nanoTime() - start < RACE_NANOS; last += 2) {
        work.setPlain(last - 1);
        event.set();
        work.setPlain(last);
        event.set();
        for (int i = 0; i < 1_000 && seen.get() != last; i++) {
          Thread.onSpinWait();
        }
        int expected = last;
        Eventually.until("the last work is found", () -> seen.get() == expected);
      }
    } finally {
      over.set(true);
      worker.result();
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldNotGiveUpEarlyWhenTimed(Side.Where where) {
    SharedEvent shared = event;
    try (Side side = where.open()) {
      long nanos =
          side.call(() -> {
            long start = System.nanoTime();
            return shared.await(60, TimeUnit.MILLISECONDS) ? -1 : System.nanoTime() - start;
          });

      assertThat(nanos).isGreaterThanOrEqualTo(60_000_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldEndWaitWhenThreadIsInterrupted(Side.Where where) {
    SharedEvent shared = event;
    try (Side side = where.open()) {
      Throwable failure =
          side.start(
                  () -> {
                    Thread waiter = Thread.currentThread();
                    Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                          awaitWaiter(shared);
                          waiter.interrupt();
                        });
                    shared.await();
                  })
              .failure();

      assertThat(failure).isInstanceOf(InterruptedException.class);
      shared.set();
      assertThat(side.call(() -> shared.await(LONG))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldEndWaitWhenHandleIsClosed(Side.Where where) {
    SharedEvent shared = event;
    try (Side side = where.open()) {
      Call<?> waiting = side.start(() -> shared.await());
      awaitWaiter(shared);
      side.perform(() -> shared.close());

      assertThat(waiting.failure()).isInstanceOf(RegionClosedException.class);
    }
  }

  /** Two sides in turn: no set is missed, however fast it is cleared again. */
  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldPassTurnsWhenTwoEventsAlternate(Side.Where where) throws InterruptedException {
    SharedEvent there = event;
    SharedEvent back = shm.create(SharedEvent.unset());
    try (Side side = where.open()) {
      Call<?> other =
          side.start(() -> {
            for (int i = 0; i < 500; i++) {
              there.await();
              there.clear();
              back.set();
            }
          });
      for (int i = 0; i < 500; i++) {
        there.set();
        assertThat(back.await(LONG)).isTrue();
        back.clear();
      }
      other.result();
    }
  }
}
