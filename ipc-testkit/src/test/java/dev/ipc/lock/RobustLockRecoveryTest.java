package dev.ipc.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Death;
import dev.ipc.Repair;
import dev.ipc.testkit.Eventually;
import dev.ipc.wait.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What the lock does when its owner dies, wherever that is. */
class RobustLockRecoveryTest {
  private static final Duration BOUND = Duration.ofNanos(RobustLock.BOUND_NANOS);

  private final LockWorld world = LockWorld.skipping();
  private final List<Death> repaired = new ArrayList<>();

  private RobustLock deadHolder(int slot) {
    RobustLock dead = world.plain(slot);
    dead.acquire();
    world.kill(dead);
    return dead;
  }

  @Test
  void shouldTakeOverAfterBoundWhenOwnerIsDead() {
    RobustLock dead = deadHolder(1);
    RobustLock heir = world.plain(2);
    heir.acquire();

    assertThat(world.word()).isEqualTo(world.wordOf(heir));
    assertThat(world.parker.nanoTime()).isEqualTo(RobustLock.BOUND_NANOS);
    assertThat(heir.unrepaired().orElseThrow().pid()).isEqualTo(1001);
    assertThat(world.block.getLong(LockLayout.DEATH_OWNER_OFFSET)).isEqualTo(world.wordOf(dead));
    assertThat(LockLayout.isDirty(world.block)).isTrue();
    assertThat(LockLayout.recoveries(world.block)).isEqualTo(1);
    assertThat(world.home(heir).reports())
        .singleElement()
        .asString()
        .contains("pid=1001", "member=1.1", "repair=none");
  }

  @Test
  void shouldNotAskWhetherOwnerLivesBeforeBound() {
    deadHolder(1);
    world.parker.onPark(park -> assertThat(world.liveness.asked()).isEmpty());
    world.plain(2).acquire();

    assertThat(world.liveness.asked()).hasSize(1);
  }

  @Test
  void shouldNeverTakeFromOwnerThatLives() throws InterruptedException {
    RobustLock holder = world.plain(1);
    RobustLock waiter = world.plain(2);
    holder.acquire();

    assertThat(waiter.acquire(Deadline.in(world.parker, Duration.ofMinutes(1))))
        .isEqualTo(RobustLock.TIMED_OUT);
    assertThat(world.word()).isEqualTo(world.wordOf(holder));
    assertThat(world.liveness.asked()).hasSizeGreaterThan(1000);
  }

  @Test
  void shouldTakeOverWithinBoundWhenOwnerDiesWhileOthersWait() {
    RobustLock holder = world.plain(1);
    RobustLock waiter = world.plain(2);
    holder.acquire();
    world.parker.onPark(park -> {
      assertThat(world.word()).isEqualTo(world.wordOf(holder));
      if (world.parker.parks().size() == 10) {
        world.kill(holder);
      }
    });
    waiter.acquire();

    assertThat(world.parker.parks()).hasSize(10);
  }

  @Test
  void shouldAskOncePerBoundWhenManyThreadsWait() throws InterruptedException {
    LockWorld blocking = LockWorld.blocking();
    RobustLock holder = blocking.plain(1);
    RobustLock waiter = blocking.plain(2);
    holder.acquire();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Thread.ofPlatform().start(() -> waiter.locked(() -> null)));
    }
    for (int asked = 0; asked < 5; asked++) {
      blocking.parker.awaitSleepers(4);
      assertThat(blocking.liveness.asked()).hasSize(asked);
      blocking.parker.advance(BOUND);
      int before = asked;
      Eventually.until("somebody asked", () -> blocking.liveness.asked().size() > before);
    }
    holder.release();
    blocking.parker.wakeForNoReason();
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofMillis(1))) {
        blocking.parker.wakeForNoReason();
      }
    }
    assertThat(blocking.word()).isEqualTo(LockWord.FREE);
  }

  @Test
  void shouldStayDirtyUntilDeclaredConsistentWhenThereIsNoRepair() {
    deadHolder(1);
    RobustLock heir = world.plain(2);
    heir.acquire();
    heir.release();
    RobustLock next = world.plain(3);
    next.acquire();

    assertThat(next.unrepaired()).isPresent();
    next.markConsistent();
    assertThat(next.unrepaired()).isEmpty();
    next.release();
    assertThat(LockLayout.isDirty(world.block)).isFalse();
  }

  @Test
  void shouldNotWaitForDirtyLockWhenNobodyHasIt() throws InterruptedException {
    deadHolder(1);
    RobustLock heir = world.plain(2);
    heir.acquire();
    heir.release();
    long before = world.parker.nanoTime();
    for (int slot : new int[] {3, 4}) {
      RobustLock next = world.plain(slot);
      assertThat(next.tryAcquire()).isNotEqualTo(RobustLock.TIMED_OUT);
      assertThat(next.unrepaired()).isPresent();
      next.release();
      next.acquire();
      next.release();
    }
    assertThat(world.word()).isEqualTo(LockWord.FREE);
    assertThat(LockLayout.isDirty(world.block)).isTrue();
    assertThat(world.parker.nanoTime()).isEqualTo(before);
  }

  @Test
  void shouldRepairBeforeAnythingElseWhenHandleCan() {
    deadHolder(1);
    RobustLock[] heir = new RobustLock[1];
    heir[0] =
        world.plain(
            2,
            death -> {
              repaired.add(death);
              assertThat(heir[0].isHeldByCurrentThread()).isTrue();
              assertThat(LockLayout.isDirty(world.block)).isTrue();
            });
    heir[0].acquire();

    assertThat(repaired).extracting(Death::pid).containsExactly(1001L);
    assertThat(heir[0].unrepaired()).isEmpty();
    heir[0].release();
    world.plain(3, repaired::add).acquire();
    assertThat(repaired).hasSize(1);
  }

  @Test
  void shouldRepairLaterWhenFirstHeirCannot() {
    deadHolder(1);
    RobustLock heir = world.plain(2);
    heir.acquire();
    heir.release();
    world.plain(3, repaired::add).acquire();

    assertThat(repaired).extracting(Death::pid).containsExactly(1001L);
    assertThat(LockLayout.isDirty(world.block)).isFalse();
  }

  @Test
  void shouldStayDirtyAndFreeWhenRepairThrows() {
    deadHolder(1);
    Repair failing =
        death -> {
          throw new UnsupportedOperationException("wanted");
        };
    RobustLock heir = world.plain(2, failing);

    assertThatThrownBy(heir::acquire).isInstanceOf(UnsupportedOperationException.class);
    assertThat(world.word()).isEqualTo(LockWord.FREE);
    assertThatThrownBy(heir::tryAcquire).isInstanceOf(UnsupportedOperationException.class);
    assertThat(LockLayout.isDirty(world.block)).isTrue();
    world.plain(3, repaired::add).acquire();
    assertThat(repaired).hasSize(1);
    assertThat(LockLayout.isDirty(world.block)).isFalse();
  }

  @Test
  void shouldLetRepairTakeLockAgainWhenReentrant() {
    deadHolder(1);
    RobustLock[] heir = new RobustLock[1];
    heir[0] = world.reentrant(2, death -> heir[0].locked(() -> repaired.add(death)));
    heir[0].acquire();

    assertThat(repaired).hasSize(1);
    heir[0].release();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
  }

  /** The words that a recoverer leaves behind if it dies after its CAS, before or in the repair. */
  @Test
  void shouldRecoverWhenRecovererDied() {
    for (long dirty : new long[] {0, LockWord.DIRTY}) {
      for (int waiting : new int[] {0, 1}) {
        LockWorld each = LockWorld.skipping();
        List<Death> deaths = new ArrayList<>();
        RobustLock recoverer = each.plain(2);
        each.kill(recoverer);
        each.block.setLong(LockLayout.WORD_OFFSET, each.wordOf(recoverer) | dirty);
        each.block.setInt(LockLayout.WAITING_OFFSET, waiting);
        RobustLock heir = each.plain(3, deaths::add);
        heir.acquire();

        assertThat(deaths).extracting(Death::pid).containsExactly(1002L);
        assertThat(LockLayout.isDirty(each.block)).isFalse();
        heir.release();
        assertThat(each.word()).isEqualTo(LockWord.FREE);
      }
    }
  }

  @Test
  void shouldRecoverWhenAllButLastDieInRepair() {
    deadHolder(1);
    for (int slot = 2; slot < 20; slot++) {
      RobustLock dying =
          world.plain(
              slot,
              death -> {
                throw new ProcessDied();
              });
      assertThatThrownBy(dying::acquire).isInstanceOf(ProcessDied.class);
      // A process that dies gives nothing back.
      world.kill(dying);
      world.block.setLong(LockLayout.WORD_OFFSET, world.wordOf(dying) | LockWord.DIRTY);
      assertThat(LockLayout.isDirty(world.block)).isTrue();
    }
    world.plain(20, repaired::add).acquire();

    assertThat(repaired).extracting(Death::pid).containsExactly(LockWorld.PID_BASE + 19);
    assertThat(LockLayout.recoveries(world.block)).isEqualTo(19);
  }

  private static final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void shouldStartAtDepthZeroWhenDeadOwnerWasDeeper() {
    RobustLock dead = world.reentrant(1);
    dead.acquire();
    dead.acquire();
    dead.acquire();
    world.kill(dead);
    RobustLock heir = world.reentrant(2);

    assertThat(heir.acquire()).isEqualTo(-1);
    assertThat(heir.acquire()).isZero();
    heir.release();
    heir.release();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
  }

  @Test
  void shouldTakeOverWithoutSleepingWhenTriedAgainAfterBound() {
    deadHolder(1);
    RobustLock heir = world.plain(2);

    assertThat(heir.tryAcquire()).isEqualTo(RobustLock.TIMED_OUT);
    world.parker.advance(BOUND.minusNanos(1));
    assertThat(heir.tryAcquire()).isEqualTo(RobustLock.TIMED_OUT);
    world.parker.advance(Duration.ofNanos(1));
    assertThat(heir.tryAcquire()).isNotEqualTo(RobustLock.TIMED_OUT);
    assertThat(heir.unrepaired()).isPresent();
    assertThat(world.parker.parks()).isEmpty();
  }

  @Test
  void shouldNotTakeWordForItsOwnWhenSlotIsReused() {
    RobustLock dead = world.plain(1);
    dead.acquire();
    RobustLock heir = world.plain(1);
    assertThat(world.home(heir).self().slot()).isEqualTo(world.home(dead).self().slot());

    assertThat(heir.isHeldByCurrentThread()).isFalse();
    assertThat(heir.held()).isEmpty();
    assertThatThrownBy(heir::release).isInstanceOf(IllegalMonitorStateException.class);
    heir.acquire();
    assertThat(heir.unrepaired()).isPresent();
    assertThat(heir.unrepaired().orElseThrow().pid()).isZero();
  }

  @Test
  void shouldBeTakenOverByOneWhenManyProcessesFindOut() throws Exception {
    for (int round = 0; round < 50; round++) {
      LockWorld each = LockWorld.skipping();
      RobustLock dead = each.plain(1);
      dead.acquire();
      each.kill(dead);
      List<FutureTask<Integer>> tasks = new ArrayList<>();
      List<Integer> inside = new ArrayList<>();
      for (int slot = 2; slot < 6; slot++) {
        RobustLock heir = each.plain(slot);
        tasks.add(new FutureTask<>(() -> heir.locked(() -> inside.add(1) ? inside.size() : -1)));
      }
      tasks.forEach(task -> Thread.ofPlatform().start(task));
      for (FutureTask<Integer> task : tasks) {
        task.get();
      }

      assertThat(inside).hasSize(4);
      assertThat(LockLayout.recoveries(each.block)).isEqualTo(1);
      assertThat(each.word()).isEqualTo(LockWord.FREE);
    }
  }
}
