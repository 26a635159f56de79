package dev.ipc.shm.kill;

import static dev.ipc.shm.kill.BarrierKillTest.Fate.BROKEN;
import static dev.ipc.shm.kill.BarrierKillTest.Fate.PASSED;
import static dev.ipc.shm.kill.BarrierKillTest.Fate.UNHARMED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.Spec;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side;
import dev.ipc.sync.SharedBarrier;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kills a process at each step of the barrier: who waits passes or learns why not. */
@ExtendWith(LeakLedger.class)
final class BarrierKillTest {
  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  /** What a death does to the pass. */
  enum Fate {
    /** Nothing: the others pass without the dead one. */
    UNHARMED,
    /** It is broken. */
    BROKEN,
    /** It had ended whole. */
    PASSED
  }

  /** What the victim does. */
  enum Doing {
    REGISTER,
    ARRIVE,
    ABORT,
    RESET;

    Side.Deed with(SharedBarrier barrier) {
      return switch (this) {
        case REGISTER -> barrier::register;
        case ARRIVE -> barrier::await;
        case ABORT -> barrier::abort;
        case RESET -> barrier::reset;
      };
    }
  }

  /**
   * A death.
   *
   * @param step where
   * @param doing what the victim does
   * @param waiting whether a thread waits already
   * @param fate what becomes of the pass
   * @param why what the message says
   */
  record Kill(String step, Doing doing, boolean waiting, Fate fate, String why) {
    @Override
    public String toString() {
      return step + (waiting ? " when one waits" : "");
    }
  }

  static List<Kill> kills() {
    return List.of(
        new Kill("barrier.register", Doing.REGISTER, false, UNHARMED, ""),
        new Kill("barrier.register.done", Doing.REGISTER, false, BROKEN, "died"),
        new Kill("barrier.arrive", Doing.ARRIVE, false, UNHARMED, ""),
        new Kill("barrier.registered", Doing.ARRIVE, false, BROKEN, "died"),
        new Kill("barrier.arrived", Doing.ARRIVE, false, BROKEN, "died"),
        new Kill("barrier.arrive", Doing.ARRIVE, true, UNHARMED, ""),
        new Kill("barrier.finish", Doing.ARRIVE, true, BROKEN, "died, as a registered party"),
        new Kill("barrier.finished", Doing.ARRIVE, true, PASSED, ""),
        new Kill("bell.wake", Doing.ARRIVE, true, PASSED, ""),
        new Kill("barrier.break", Doing.ABORT, true, UNHARMED, ""),
        new Kill("barrier.breaking", Doing.ABORT, true, BROKEN, "aborted"),
        new Kill("barrier.broken", Doing.ABORT, true, BROKEN, "aborted"),
        new Kill("barrier.reset", Doing.RESET, true, UNHARMED, ""),
        new Kill("barrier.breaking", Doing.RESET, true, BROKEN, "reset"),
        new Kill("barrier.mend", Doing.RESET, true, BROKEN, "reset"));
  }

  static List<String> acting() {
    return List.of("barrier.acting", "barrier.action", "barrier.acted");
  }

  static Stream<String> steps() {
    return Stream.concat(kills().stream().map(Kill::step), acting().stream());
  }

  @ParameterizedTest
  @MethodSource("kills")
  void shouldHangNobodyWhenKilledAt(Kill kill) {
    SharedBarrier barrier = shm.create(SharedBarrier.ofParties(2));
    try (Partner victim = Partner.startStepped()) {
      victim.perform(barrier::parties);
      List<Background<Integer>> threads = new ArrayList<>();
      if (kill.waiting) {
        threads.add(waiter(barrier));
      }
      victim.stepped().arm(kill.step);
      victim.start(kill.doing.with(barrier));
      victim.stepped().awaitStep(kill.step);
      victim.kill();
      if (kill.fate == UNHARMED) {
        while (threads.size() < 2) {
          threads.add(Background.of(barrier::await));
        }
      } else if (threads.isEmpty()) {
        threads.add(Background.of(barrier::await));
      }
      check(kill, threads, victim.process().pid());
    }
    if (kill.fate == PASSED) {
      assertThat(Background.of(barrier::await).failure())
          .isInstanceOf(BrokenBarrierException.class);
    }
    assertThat(barrier.isBroken()).isEqualTo(kill.fate != UNHARMED);
    assertStartsAfresh(barrier);
  }

  private static void check(Kill kill, List<Background<Integer>> threads, long pid) {
    switch (kill.fate) {
      case UNHARMED ->
          assertThat(threads.stream().map(Background::result)).containsExactlyInAnyOrder(0, 1);
      case PASSED -> assertThat(threads.getFirst().result()).isEqualTo(1);
      case BROKEN ->
          assertThat(threads.getFirst().failure())
              .isInstanceOf(BrokenBarrierException.class)
              .hasMessageContaining("process " + pid + " " + kill.why);
    }
  }

  @ParameterizedTest
  @MethodSource("acting")
  void shouldBreakWhenKilledInAction(String step) {
    SharedInt runs = shm.create(SharedInt.initially(0));
    Spec<SharedBarrier> spec = SharedBarrier.ofParties(2, runs::incrementAndGet);
    SharedBarrier barrier = shm.create(spec);
    try (Partner victim = Partner.startStepped()) {
      victim.perform(barrier::parties);
      Background<Integer> waiter = waiter(barrier);
      victim.stepped().arm(step);
      victim.start(barrier::await);
      victim.stepped().awaitStep(step);
      victim.kill();

      assertThat(waiter.failure())
          .isInstanceOf(BrokenBarrierException.class)
          .hasMessageContaining("died while it ran the action");
    }
    int before = runs.get();
    assertThat(before).isEqualTo(step.equals("barrier.acted") ? 1 : 0);
    assertStartsAfresh(barrier);
    assertThat(runs.get()).isEqualTo(before + 1);
  }

  @Test
  void shouldPassWithAThousandPartiesAndBreakWhenTheirProcessDies() {
    int half = 500;
    SharedBarrier barrier = shm.create(SharedBarrier.ofParties(2 * half));
    try (Partner other = Partner.start(Side.Threads.VIRTUAL)) {
      Side here = new Side.Here(Side.Threads.VIRTUAL);
      for (int pass = 0; pass < 2; pass++) {
        Side.Call<Integer> there = other.begin(() -> crowd(barrier, half));
        int sum = here.call(() -> crowd(barrier, half));
        assertThat(sum + there.result()).isEqualTo(2 * half * (2 * half - 1) / 2);
      }
      assertThat(barrier.toString())
          .contains("pid " + other.process().pid() + " x 500")
          .contains("pid " + ProcessHandle.current().pid() + " x 500");
      Side.Call<Integer> alone = here.begin(barrier::await);
      Eventually.until("one waits", () -> barrier.waiting() == 1);
      other.kill();
      assertThat(alone.failure())
          .isInstanceOf(BrokenBarrierException.class)
          .hasMessageContaining("process " + other.process().pid() + " died");
    }
  }

  /** So many threads pass once; the sum of their indices. */
  static int crowd(SharedBarrier barrier, int threads) throws InterruptedException {
    int[] indices = new int[threads];
    List<Thread> crowd = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int number = i;
      crowd.add(
          Thread.startVirtualThread(() -> {
            try {
              indices[number] = barrier.await();
            } catch (InterruptedException | BrokenBarrierException e) {
              throw new IllegalStateException(e);
            }
          }));
    }
    int sum = 0;
    for (int i = 0; i < threads; i++) {
      crowd.get(i).join();
      sum += indices[i];
    }
    return sum;
  }

  private static Background<Integer> waiter(SharedBarrier barrier) {
    Background<Integer> waiter = Background.of(barrier::await);
    Eventually.until("one waits", () -> barrier.waiting() == 1);
    waiter.awaitParked();
    return waiter;
  }

  private static void assertStartsAfresh(SharedBarrier barrier) {
    barrier.reset();
    Background<Integer> other = Background.of(barrier::await);
    Background<Integer> another = Background.of(barrier::await);
    assertThat(List.of(other.result(), another.result())).containsExactlyInAnyOrder(0, 1);
    assertThat(barrier.isBroken()).isFalse();
  }
}
