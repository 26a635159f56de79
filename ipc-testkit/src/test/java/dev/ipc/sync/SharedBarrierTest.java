package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.Spec;
import dev.ipc.sync.BarrierBooks.Cause;
import dev.ipc.testkit.LocalHome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The barrier by a script: who does what while another sleeps, and who dies when. */
class SharedBarrierTest {
  private final SyncWorld<SharedBarrier> world = new SyncWorld<>(SharedBarrier.ofParties(2));

  private static int pass(SharedBarrier barrier) {
    try {
      return barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldPassInTurnWhenTwoProcessesArriveAgainAndAgain() {
    SharedBarrier here = world.handle(1);
    SharedBarrier there = world.handle(2);
    for (int i = 0; i < 100; i++) {
      world.onPark(1, () -> assertThat(pass(there)).isZero());
      assertThat(pass(here)).isEqualTo(1);
      assertThat(here.waiting()).isZero();
    }
    assertThat(world.parker.wakes()).hasSize(100);
  }

  @Test
  void shouldPassAtOnceWhenThereIsOneParty() {
    SyncWorld<SharedBarrier> alone = new SyncWorld<>(SharedBarrier.ofParties(1));
    SharedBarrier barrier = alone.handle(1);
    assertThat(pass(barrier)).isZero();
    assertThat(pass(barrier)).isZero();
    assertThat(alone.parker.parks()).isEmpty();
  }

  @Test
  void shouldBreakWithinBoundWhenRegisteredProcessDies() {
    SharedBarrier here = world.handle(1);
    LocalHome other = world.join(2);
    other.bind(world.spec).register();
    world.onPark(3, () -> world.kill(other));

    assertThatThrownBy(here::await)
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessageContaining("process 1002 died, as a registered party")
        .hasMessageContaining("reset()");
    assertThat(world.parker.parks()).hasSize(3);
    assertThat(here.isBroken()).isTrue();
    assertThat(here.waiting()).isZero();
  }

  @Test
  void shouldRefuseWhoComesLaterUntilResetForgetsTheDead() {
    SharedBarrier here = world.handle(1);
    LocalHome other = world.join(2);
    other.bind(world.spec).register();
    world.kill(other);
    SharedBarrier third = world.handle(3);
    assertThatThrownBy(here::await).isInstanceOf(BrokenBarrierException.class);
    int parks = world.parker.parks().size();

    assertThatThrownBy(third::await).hasMessageContaining("process 1002 died");
    assertThat(world.parker.parks()).hasSize(parks);

    here.reset();
    assertThat(here.isBroken()).isFalse();
    world.onPark(3, () -> pass(third));
    assertThat(pass(here)).isEqualTo(1);
  }

  @Test
  void shouldBreakWhenProcessThatOnlyArrivedDies() {
    SharedBarrier here = world.handle(1);
    LocalHome other = world.join(2);
    SharedBarrier there = other.bind(world.spec);
    world.onPark(1, () -> pass(there));
    pass(here);
    world.onPark(1, () -> world.kill(other));

    assertThatThrownBy(here::await).hasMessageContaining("process 1002 died");
  }

  @Test
  void shouldBreakWhenLastArrivesLongAfterTheDead() {
    SharedBarrier here = world.handle(1);
    LocalHome other = world.join(2);
    SharedBarrier there = other.bind(world.spec);
    there.register();
    BarrierBooks books = new BarrierBooks(world.block());
    books.setSince(world.parker.nanoTime());
    books.setArrived(1);
    world.kill(other);
    world.parker.advance(Duration.ofMillis(26));

    assertThatThrownBy(here::await).hasMessageContaining("process 1002 died");
    assertThat(world.parker.parks()).isEmpty();
  }

  @Test
  void shouldPassWhenLastArrivesLongAfterTheOthersWhoLive() {
    SharedBarrier here = world.handle(1);
    SharedBarrier there = world.handle(2);
    world.onPark(3, () -> assertThat(pass(there)).isZero());
    assertThat(pass(here)).isEqualTo(1);
    assertThat(world.liveness.asked()).isNotEmpty();
  }

  @Test
  void shouldAskNobodyWhenAllArriveSoon() {
    SharedBarrier here = world.handle(1);
    SharedBarrier there = world.handle(2);
    for (int i = 0; i < 10; i++) {
      world.onPark(1, () -> pass(there));
      pass(here);
    }
    assertThat(world.liveness.asked()).isEmpty();
  }

  @Test
  void shouldGoOnWhenProcessDiesThatDeregistered() {
    SharedBarrier here = world.handle(1);
    LocalHome other = world.join(2);
    SharedBarrier there = other.bind(world.spec);
    there.register(2);
    there.deregister();
    world.kill(other);
    SharedBarrier third = world.handle(3);
    world.onPark(4, () -> pass(third));

    assertThat(pass(here)).isEqualTo(1);
  }

  @Test
  void shouldGoOnWhenProcessDiesThatClosedItsHandle() {
    SharedBarrier here = world.handle(1);
    LocalHome other = world.join(2);
    SharedBarrier there = other.bind(world.spec);
    there.register();
    there.close();
    world.kill(other);
    SharedBarrier third = world.handle(3);
    world.onPark(4, () -> pass(third));

    assertThat(pass(here)).isEqualTo(1);
    assertThatThrownBy(there::await).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(there::register).isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldStayRegisteredWhenOneOfTwoHandlesOfProcessCloses() {
    SharedBarrier here = world.handle(1);
    LocalHome other = world.join(2);
    other.bind(world.spec).register();
    LocalHome second = other.inProcess(other.self());
    SharedBarrier again = second.bind(world.spec);
    again.register();
    again.close();
    world.kill(other);

    assertThatThrownBy(here::await).hasMessageContaining("process 1002 died");
  }

  @Test
  void shouldNotInheritRegistrationWhenSlotIsHandedOn() {
    SharedBarrier here = world.handle(1);
    LocalHome dead = world.join(2);
    dead.bind(world.spec).register();
    SharedBarrier heir = world.handle(2);

    assertThatThrownBy(heir::await)
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessageContaining("(pid unknown) died");
    here.reset();
    assertThat(world.block().getLong(SharedBarrierLayout.REGISTERED_OFFSET + 2 * 8)).isZero();
    LocalHome newest = world.join(2);
    world.kill(newest);
    SharedBarrier third = world.handle(3);
    world.onPark(4, () -> pass(third));
    assertThat(pass(here)).as("the heir had not registered").isEqualTo(1);
  }

  @Test
  void shouldBreakButRegisterWhenSlotOfTheDeadIsRegisteredAnew() {
    SharedBarrier here = world.handle(1);
    world.join(2).bind(world.spec).register();
    LocalHome heir = world.join(2);
    heir.bind(world.spec).register();

    assertThat(here.isBroken()).isTrue();
    here.reset();
    world.onPark(1, () -> world.kill(heir));
    assertThatThrownBy(here::await).hasMessageContaining("process 1002 died");
  }

  @Test
  void shouldRegisterAsManyThreadsAsArriveInOnePass() {
    SyncWorld<SharedBarrier> three = new SyncWorld<>(SharedBarrier.ofParties(3));
    SharedBarrier barrier = three.handle(1);
    three.onPark(
        1,
        () -> {
          three.onPark(1, () -> assertThat(pass(barrier)).isZero());
          assertThat(pass(barrier)).isEqualTo(1);
        });
    assertThat(pass(barrier)).isEqualTo(2);
    assertThat(barrier.toString()).contains("0 of 3 wait, registered: pid 1001 x 3");
  }

  @Test
  void shouldTimeOutNeverEarlyAndBreakForOthersWhenPartyIsMissing() {
    SyncWorld<SharedBarrier> three = new SyncWorld<>(SharedBarrier.ofParties(3));
    SharedBarrier here = three.handle(1);
    SharedBarrier there = three.handle(2);
    three.onPark(
        1,
        () -> {
          three.parker.onPark(park -> {});
          assertThatThrownBy(() -> there.await(Duration.ofMillis(60)))
              .isInstanceOf(TimeoutException.class)
              .hasMessageContaining("parties=3");
          assertThat(three.parker.nanoTime()).isEqualTo(60_000_000);
        });

    assertThatThrownBy(here::await)
        .isInstanceOf(BrokenBarrierException.class)
        .hasMessageContaining("process 1002 timed out");
  }

  @Test
  void shouldTimeOutByDefaultWhenBarrierSaysSo() {
    Spec<SharedBarrier> spec = SharedBarrier.ofParties(2, Duration.ofMillis(40));
    SyncWorld<SharedBarrier> timed = new SyncWorld<>(spec);
    SharedBarrier barrier = timed.join(1).bind(SharedBarrier.ofParties(2));

    assertThatThrownBy(barrier::await)
        .isInstanceOf(BrokenBarrierException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(timed.parker.nanoTime()).isEqualTo(40_000_000);
    assertThat(barrier.isBroken()).isTrue();
  }

  @Test
  void shouldTellBothThatResetBrokeTheirPassAndLetNewOnesPass() {
    SharedBarrier here = world.handle(1);
    SharedBarrier there = world.handle(2);
    world.onPark(1, there::reset);
    assertThatThrownBy(here::await).hasMessageContaining("process 1002 reset it");
    assertThat(here.isBroken()).isFalse();
    world.onPark(1, () -> pass(there));
    assertThat(pass(here)).isEqualTo(1);
  }

  @Test
  void shouldBreakWhenAborted() {
    SharedBarrier here = world.handle(1);
    SharedBarrier there = world.handle(2);
    world.onPark(1, there::abort);
    assertThatThrownBy(here::await).hasMessageContaining("process 1002 aborted it");
    assertThatThrownBy(there::await).isInstanceOf(BrokenBarrierException.class);
    there.abort();
    there.reset();
    assertThat(here.isBroken()).isFalse();
  }

  @Test
  void shouldRunActionOnceBeforeAnybodyGoesOn() {
    int[] runs = {0};
    SyncWorld<SharedBarrier> acting = new SyncWorld<>(SharedBarrier.ofParties(2, () -> runs[0]++));
    SharedBarrier here = acting.handle(1);
    SharedBarrier there = acting.handle(2);
    for (int i = 1; i <= 10; i++) {
      int expected = i;
      acting.onPark(
          1,
          () -> {
            assertThat(runs[0]).isEqualTo(expected - 1);
            assertThat(pass(there)).isZero();
          });
      assertThat(pass(here)).isEqualTo(1);
      assertThat(runs[0]).isEqualTo(expected);
    }
  }

  @Test
  void shouldBreakWhenActionFails() {
    SyncWorld<SharedBarrier> acting =
        new SyncWorld<>(
            SharedBarrier.ofParties(
                2,
                () -> {
                  throw new IllegalStateException("no");
                }));
    SharedBarrier here = acting.handle(1);
    SharedBarrier there = acting.handle(2);
    acting.onPark(1, () -> assertThatThrownBy(there::await).hasMessage("no"));
    assertThatThrownBy(here::await).hasMessageContaining("process 1002 ran the action, which");
  }

  @Test
  void shouldBreakWhenProcessDiesInAction() {
    SharedBarrier here = world.handle(1);
    LocalHome dead = world.join(2);
    dead.bind(world.spec).register();
    world.onPark(
        1,
        () -> {
          new BarrierBooks(world.block()).setActor(dead.self());
          world.kill(dead);
        });
    assertThatThrownBy(here::await)
        .hasMessageContaining("process 1002 died while it ran the action");
  }

  @Test
  void shouldTellActorWhenItsPassWasBrokenMeanwhile() {
    SharedBarrier[] other = new SharedBarrier[1];
    SyncWorld<SharedBarrier> acting =
        new SyncWorld<>(SharedBarrier.ofParties(1, () -> other[0].abort()));
    SharedBarrier here = acting.handle(1);
    other[0] = acting.handle(2);
    assertThatThrownBy(here::await).hasMessageContaining("process 1002 aborted it");
  }

  @Test
  void shouldLetNextPassWaitAtTheDoorWhileActionRuns() {
    SharedBarrier[] other = new SharedBarrier[1];
    SyncWorld<SharedBarrier> acting =
        new SyncWorld<>(
            SharedBarrier.ofParties(
                1,
                () ->
                    assertThatThrownBy(() -> other[0].await(Duration.ofMillis(10)))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessageContaining("action of the pass before still runs")));
    SharedBarrier here = acting.handle(1);
    other[0] = acting.handle(2);
    assertThat(pass(here)).isZero();
    assertThat(here.isBroken()).isFalse();
  }

  @Test
  void shouldRefuseWhenActionWaitsForItsOwnBarrierOrClosesIt() {
    SharedBarrier[] own = new SharedBarrier[1];
    SyncWorld<SharedBarrier> acting =
        new SyncWorld<>(
            SharedBarrier.ofParties(
                1,
                () -> {
                  assertThatThrownBy(own[0]::await).hasMessageContaining("its own barrier");
                  assertThatThrownBy(own[0]::close).hasMessageContaining("running the action");
                  assertThatThrownBy(own[0]::deregister).isInstanceOf(IllegalStateException.class);
                }));
    own[0] = acting.handle(1);
    assertThat(pass(own[0])).isZero();
    own[0].deregister();
  }

  @Test
  void shouldRefuseWhenHandleAndBarrierDisagreeAboutAction() {
    SharedBarrier with = world.join(1).bind(SharedBarrier.ofParties(2, () -> {}));
    assertThatThrownBy(with::await)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("action=false, this handle=true");
    SyncWorld<SharedBarrier> acting = new SyncWorld<>(SharedBarrier.ofParties(2, () -> {}));
    SharedBarrier without = acting.join(1).bind(SharedBarrier.ofParties(2));
    assertThatThrownBy(without::await).hasMessageContaining("action=true, this handle=false");
  }

  @Test
  void shouldFinishBreakingWhenItsBreakerDied() {
    SharedBarrier here = world.handle(1);
    BarrierBooks books = new BarrierBooks(world.block());
    world.onPark(
        1,
        () ->
            world.dieInSection(
                9,
                () -> world.block().setLong(SharedBarrierLayout.LAST_BROKEN_OFFSET, books.pass())));
    assertThatThrownBy(here::await).isInstanceOf(BrokenBarrierException.class);
    assertThat(here.isBroken()).isTrue();
  }

  @Test
  void shouldGoOnWhenStrangerDiedBeforeItsBreakingCounted() {
    SharedBarrier here = world.handle(1);
    SharedBarrier there = world.handle(2);
    world.onPark(
        1,
        () -> {
          world.dieInSection(
              9, () -> world.block().setLong(SharedBarrierLayout.OUTCOMES_OFFSET, -1));
          world.onPark(1, () -> {});
          assertThat(pass(there)).isZero();
        });
    assertThat(pass(here)).isEqualTo(1);
  }

  @Test
  void shouldBeBrokenStillWhenItsResetterDiedBeforeTheEnd() {
    SharedBarrier here = world.handle(1);
    here.abort();
    world.dieInSection(9, () -> {});
    assertThatThrownBy(here::await).isInstanceOf(BrokenBarrierException.class);
    here.reset();
    SharedBarrier there = world.handle(2);
    world.onPark(1, () -> pass(there));
    assertThat(pass(here)).isEqualTo(1);
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseMemoryWhenItIsCorrupt() {
    return Flaw.each(
        world.spec,
        new Flaw(128, 8, 0L, "pass=0"),
        new Flaw(136, 8, 2L, "last broken=2"),
        new Flaw(136, 8, -1L, "last broken=-1"),
        new Flaw(152, 8, 4294967298L, "arrived=2"),
        new Flaw(152, 8, 4294967295L, "arrived=-1"),
        new Flaw(160, 8, 524288L, "actor=524288"),
        new Flaw(184, 4, 9L, "cause=9"),
        new Flaw(184, 4, -1L, "cause=-1"),
        new Flaw(188, 4, 2L, "broken=2"),
        new Flaw(192, 4, 0L, "parties=0"),
        new Flaw(196, 4, 2L, "hasAction=2"),
        new Flaw(200, 8, -1L, "default timeout=-1"),
        new Flaw(256, 8, 1L, "entry of slot 0=0x1"),
        new Flaw(264, 8, 4294967297L, "entry of slot 1=0x100000001"),
        new Flaw(256, 8, 4294967296L, "entry of slot 0=0x100000000"),
        new Flaw(256, 8, 6442450944L, "entry of slot 0=0x180000000"));
  }

  @Test
  void shouldRefuseNonsense() {
    assertThatThrownBy(() -> SharedBarrier.ofParties(0)).hasMessageContaining("parties=0");
    assertThatThrownBy(() -> SharedBarrier.ofParties(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    SharedBarrier barrier = world.handle(1);
    for (int threads : List.of(0, 3)) {
      assertThatThrownBy(() -> barrier.register(threads))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("threads=" + threads);
    }
  }

  @Test
  void shouldSayWhyEachTimeItIsBroken() {
    BarrierBooks books = new BarrierBooks(world.block());
    for (Cause cause : Cause.values()) {
      books.breakUp(cause, cause == Cause.DIED ? 0 : 77);
      assertThat(books.why())
          .startsWith(cause == Cause.DIED ? "process (pid unknown) " : "process 77 ");
      books.mend();
    }
  }
}
