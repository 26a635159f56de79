package dev.ipc.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Death;
import dev.ipc.testkit.Eventually;
import dev.ipc.wait.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A lock that is left to the thread that uses it most; its clock stands still, so all are busy. */
final class BiasTest {
  private static final int MORE_THAN_OFTEN = 1_000;

  private final LockWorld world = LockWorld.skipping();
  private final List<Death> repaired = new ArrayList<>();
  private final RobustLock busy = world.biased(2, repaired::add);
  private final RobustLock other = world.biased(4, repaired::add);

  private void useOften(RobustLock lock) {
    for (int i = 0; i < MORE_THAN_OFTEN && !isLeftToSomebody(); i++) {
      lock.acquire();
      lock.release();
    }
  }

  private boolean isLeftToSomebody() {
    return LockWord.isBiased(world.block.getLong(LockLayout.WORD_OFFSET));
  }

  private static boolean tryAcquire(RobustLock lock) {
    return lock.tryAcquire() != RobustLock.TIMED_OUT;
  }

  private boolean timesOut(RobustLock lock) throws InterruptedException {
    return lock.acquire(Deadline.in(world.parker, Duration.ofMillis(200))) == RobustLock.TIMED_OUT;
  }

  @Test
  void shouldBeLeftToThreadWhenItComesOften() {
    useOften(busy);
    assertThat(isLeftToSomebody()).isTrue();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
    assertThat(busy.held()).isEmpty();
    assertThat(busy.holder()).isEqualTo("nobody");
  }

  @Test
  void shouldNotBeLeftToProcessWhenItTakesNoPartInFences() {
    RobustLock apart = world.biased(5, repaired::add);
    useOften(apart);
    assertThat(isLeftToSomebody()).isFalse();
  }

  @Test
  void shouldBeTakenAtOnceWhenThreadItIsLeftToIsOutside() {
    useOften(busy);
    assertThat(tryAcquire(other)).isTrue();
    assertThat(tryAcquire(busy)).isFalse();
    other.release();
    assertThat(tryAcquire(busy)).isTrue();
    busy.release();
  }

  @Test
  void shouldWaitWhenThreadItIsLeftToIsInside() throws InterruptedException {
    useOften(busy);
    busy.acquire();
    assertThat(isLeftToSomebody()).isTrue();
    assertThat(busy.held()).isPresent();
    assertThat(tryAcquire(other)).isFalse();
    assertThat(timesOut(other)).isTrue();
    assertThat(world.word()).as("given up").isEqualTo(LockWord.FREE);
    assertThat(tryAcquire(other)).as("still inside").isFalse();
    busy.release();
    assertThat(tryAcquire(other)).isTrue();
    other.release();
    assertThat(repaired).isEmpty();
  }

  @Test
  void shouldExcludeThreadItWasLeftToWhenTakenFromItWhileInside() throws Exception {
    useOften(busy);
    busy.acquire();
    assertThat(timesOut(other)).isTrue();
    busy.release();
    assertThat(tryAcquire(other)).isTrue();
    assertThat(tryAcquire(busy)).isFalse();
    other.release();
  }

  @Test
  void shouldRepairWhenThreadItIsLeftToDiesInside() {
    useOften(busy);
    busy.acquire();
    world.kill(busy);
    assertThat(other.acquireSoon()).isTrue();
    assertThat(repaired).hasSize(1);
    assertThat(repaired.getFirst().pid()).isEqualTo(LockWorld.PID_BASE + 2);
    other.release();
    assertThat(tryAcquire(other)).isTrue();
    assertThat(repaired).as("once").hasSize(1);
  }

  @Test
  void shouldRepairNothingWhenThreadItIsLeftToDiesOutside() {
    useOften(busy);
    world.kill(busy);
    assertThat(tryAcquire(other)).isTrue();
    assertThat(repaired).isEmpty();
  }

  @Test
  void shouldWaitInPlaceOfWhoDiesWhileItWaits() throws InterruptedException {
    useOften(busy);
    busy.acquire();
    // What a process leaves that dies as the owner of the word, while it waits for the cell.
    RobustLock victim = world.biased(6, repaired::add);
    world.block.setLong(LockLayout.WORD_OFFSET, world.wordOf(victim));
    world.kill(victim);

    assertThat(timesOut(other)).as("found the dead owner, but busy is inside").isTrue();
    busy.release();
    assertThat(other.acquireSoon()).isTrue();
    assertThat(repaired).hasSize(1);
    other.release();
  }

  @Test
  void shouldBeLeftToNobodyAgainWhenWhoCannotFenceOthersTookIt() {
    useOften(busy);
    RobustLock apart = world.biased(5, repaired::add);
    assertThat(tryAcquire(apart)).isTrue();
    apart.release();
    useOften(busy);
    assertThat(isLeftToSomebody()).isFalse();
  }

  @Test
  void shouldRefuseWhenThreadInsideTakesItAgain() {
    useOften(busy);
    busy.acquire();
    assertThatThrownBy(busy::acquire)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("held by this thread already");
    busy.release();
    assertThat(tryAcquire(other)).isTrue();
  }

  @Test
  void shouldGoOnLeavingItWhenManyThreadsCameAndWent() throws Exception {
    for (int i = 0; i < 3 * BiasLayout.CELLS; i++) {
      busy.acquire();
      busy.release();
      FutureTask<Boolean> task =
          new FutureTask<>(() -> {
            assertThat(tryAcquire(other)).isTrue();
            other.release();
            useOften(busy);
            return isLeftToSomebody();
          });
      Thread thread = Thread.ofPlatform().start(task);
      assertThat(task.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      thread.join();
    }
  }

  @Test
  void shouldExcludeOthersWhenThreadUsesItByTwoHandles() throws InterruptedException {
    RobustLock again = world.biasedToo(busy, repaired::add);
    useOften(busy);
    assertThat(tryAcquire(again)).isTrue();
    again.release();
    useOften(again);
    assertThat(isLeftToSomebody()).isTrue();

    busy.acquire();
    assertThat(timesOut(other)).as("inside by the first handle").isTrue();
    busy.release();
    assertThat(tryAcquire(other)).isTrue();
    other.release();
  }

  @Test
  void shouldKeepDeadOwnersDirtWhenItIsTakenOver() {
    busy.acquire();
    world.kill(busy);
    RobustLock third =
        world.biased(
            8,
            death -> {
              throw new IllegalStateException("not now");
            });
    assertThatThrownBy(third::acquire).hasMessage("not now");
    useOften(other);
    assertThat(repaired).hasSize(1);
    assertThat(isLeftToSomebody()).isTrue();
  }
}
