package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.bind.BoundObject;
import dev.ipc.shm.Shm;
import dev.ipc.shm.region.RegionView;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Side;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a barrier does for threads of this JVM and of another, platform and virtual. */
@Tag("conformance")
@ExtendWith(LeakLedger.class)
final class SharedBarrierContractTest {
  private static final int PASSES = 1_000;

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
  @EnumSource(Side.Where.class)
  void shouldPassTogetherAndSeeWhatOthersDidWhenPassesFollowEachOther(Side.Where where)
      throws Exception {
    SharedInt runs = shm.create(SharedInt.initially(0));
    SharedInt mine = shm.create(SharedInt.initially(0));
    SharedInt theirs = shm.create(SharedInt.initially(0));
    SharedBarrier plain = shm.create(SharedBarrier.ofParties(2));
    SharedBarrier acting = shm.create(SharedBarrier.ofParties(2, runs::incrementAndGet));
    try (Side side = where.open()) {
      Side.Call<Integer> there = side.begin(() -> passAgainAndAgain(plain, acting, theirs, mine));
      int here = passAgainAndAgain(plain, acting, mine, theirs);

      assertThat(here + there.result()).as("sum of the indices").isEqualTo(2 * PASSES);
    }
    assertThat(runs.get()).isEqualTo(PASSES);
  }

  private static int passAgainAndAgain(
      SharedBarrier plain, SharedBarrier acting, SharedInt own, SharedInt other)
      throws InterruptedException, BrokenBarrierException {
    int sum = 0;
    for (int i = 1; i <= PASSES; i++) {
      own.setPlain(i);
      sum += plain.await();
      if (other.getPlain() != i) {
        throw new IllegalStateException("expected=" + i + ", seen=" + other.getPlain());
      }
      sum += acting.await();
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldBreakForAllAndStartAfreshWhenPartyGivesUp(Side.Where where) throws Exception {
    SharedBarrier barrier = shm.create(SharedBarrier.ofParties(3));
    try (Side side = where.open()) {
      Side.Call<Integer> waiting = waiter(side, barrier);
      long start = System.nanoTime();
      assertThatThrownBy(() -> barrier.await(60, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000);
      assertBroken(waiting.failure(), "timed out");
      assertBroken(side.start(barrier::await).failure(), "timed out");
      assertThat(barrier.isBroken()).isTrue();

      barrier.reset();
      waiting = waiter(side, barrier);
      Thread.currentThread().interrupt();
      assertThatThrownBy(barrier::await).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
      assertBroken(waiting.failure(), "interrupted");

      side.perform(barrier::reset);
      Background<Integer> here = Background.of(barrier::await);
      Side.Call<?> interrupted = side.start(() -> awaitInterrupted(barrier, 2));
      assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
      assertBroken(here.failure(), "interrupted");

      barrier.reset();
      waiting = waiter(side, barrier);
      barrier.reset();
      assertBroken(waiting.failure(), "reset it");
      assertThat(barrier.isBroken()).isFalse();

      waiting = waiter(side, barrier);
      barrier.abort();
      assertBroken(waiting.failure(), "aborted it");

      barrier.reset();
      waiting = waiter(side, barrier);
      Side.Call<Integer> second = side.begin(() -> barrier.await(Duration.ofMinutes(1)));
      assertThat(barrier.await() + waiting.result() + second.result()).isEqualTo(3);
    }
  }

  /** Waits in a thread that is interrupted as soon as so many wait. */
  static void awaitInterrupted(SharedBarrier barrier, int waiting) throws Exception {
    Thread me = Thread.currentThread();
    Thread.startVirtualThread(() -> {
      Eventually.until("all wait", () -> barrier.waiting() == waiting);
      me.interrupt();
    });
    barrier.await();
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldLetWaitersGoAndBreakForOthersWhenHandleIsClosed(Side.Where where) {
    SharedBarrier barrier = shm.create("barrier", SharedBarrier.ofParties(3));
    SharedBarrier second = shm.open("barrier", SharedBarrier.KIND);
    try (Side side = where.open()) {
      Side.Call<Integer> waiting = waiter(side, barrier);
      Background<Integer> here = Background.of(second::await);
      Eventually.until("both wait", () -> second.waiting() == 2);
      side.perform(barrier::close);

      assertThat(waiting.failure()).isInstanceOf(RegionClosedException.class);
      assertBroken(here.failure(), "closed its handle");
      assertThatThrownBy(() -> second.await(Duration.ofMinutes(1)))
          .isInstanceOf(BrokenBarrierException.class);
    }
    second.close();
    assertThatThrownBy(second::await).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(second::reset).isInstanceOf(RegionClosedException.class);
    shm.delete("barrier");
  }

  @Test
  void shouldPassOnTheActionWhenHandleTravels() throws Exception {
    SharedInt runs = shm.create(SharedInt.initially(0));
    SharedBarrier barrier = shm.create("acting", SharedBarrier.ofParties(1, runs::incrementAndGet));
    assertThat(barrier.await()).isZero();
    SharedBarrier opened = shm.open("acting", SharedBarrier.ofParties(1, () -> runs.addAndGet(10)));
    assertThat(opened.await()).isZero();
    assertThat(runs.get()).isEqualTo(11);
    assertThatThrownBy(shm.open("acting", SharedBarrier.KIND)::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this handle=false");
  }

  @Test
  void shouldShowItsStateWhenItIsOnlyLookedAt() throws IOException {
    SharedBarrier barrier = shm.create("seen", SharedBarrier.ofParties(2));
    Background<Integer> waiter = Background.of(barrier::await);
    waiter.awaitParked();
    try (RegionView view = RegionView.open(shm.folder().resolve("seen"))) {
      assertThat(BoundObject.stateOf(view.object(view.format().orElseThrow())))
          .isEqualTo("1 of 2 wait, registered: member 0.1 x 1");
      barrier.abort();
      assertThat(BoundObject.stateOf(view.object(view.format().orElseThrow())))
          .startsWith("0 of 2 wait, broken: process " + ProcessHandle.current().pid());
    }
    assertBroken(waiter.failure(), "aborted");
  }

  private static Side.Call<Integer> waiter(Side side, SharedBarrier barrier) {
    int before = barrier.waiting();
    Side.Call<Integer> call = side.begin(barrier::await);
    Eventually.until("one more waits", () -> barrier.waiting() == before + 1);
    return call;
  }

  private static void assertBroken(Throwable failure, String why) {
    assertThat(failure).isInstanceOf(BrokenBarrierException.class).hasMessageContaining(why);
  }
}
