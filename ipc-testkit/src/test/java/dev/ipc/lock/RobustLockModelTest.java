package dev.ipc.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.wait.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random operations of a few processes, each compared with a model. A failure names the seed; the
 * system property {@code seed} runs it again.
 */
class RobustLockModelTest {
  private static final int RUNS = 300;
  private static final int OPERATIONS = 200;

  @Test
  void shouldDoAsTheModelWhenOperationsAreRandom() {
    Long given = Long.getLong("seed");
    long first = given == null ? System.nanoTime() : given;
    for (long seed = first; seed < first + (given == null ? RUNS : 1); seed++) {
      for (boolean reentrant : new boolean[] {false, true}) {
        Run run = new Run(seed, reentrant);
        try {
          run.go();
        } catch (Throwable t) {
          throw new AssertionError("seed=" + seed + ", reentrant=" + reentrant + run.done, t);
        }
      }
    }
  }

  /** One world and its model: who has the lock, how deep, and what is dirty. */
  private static final class Run {
    private static final int NOBODY = -1;
    private static final int SOMEBODY_DEAD = -2;
    private static final int PROCESSES = 3;
    private static final Duration LONG_ENOUGH = Duration.ofNanos(3 * RobustLock.BOUND_NANOS);

    final List<String> done = new ArrayList<>();
    private final LockWorld world = LockWorld.skipping();
    private final Random random;
    private final boolean reentrant;
    private final RobustLock[] locks = new RobustLock[PROCESSES];
    private int owner = NOBODY;
    private int depth;
    private boolean dirty;
    private int repairs;
    private int recoveries;

    Run(long seed, boolean reentrant) {
      this.random = new Random(seed);
      this.reentrant = reentrant;
      for (int process = 0; process < PROCESSES; process++) {
        join(process);
      }
    }

    /** The first process has no repair, the others have one. */
    private void join(int process) {
      int slot = process + 1;
      if (process == 0) {
        locks[process] = reentrant ? world.reentrant(slot) : world.plain(slot);
      } else {
        locks[process] =
            reentrant
                ? world.reentrant(slot, death -> repairs++)
                : world.plain(slot, death -> repairs++);
      }
    }

    void go() throws InterruptedException {
      for (int i = 0; i < OPERATIONS; i++) {
        int process = random.nextInt(PROCESSES);
        int operation = random.nextInt(100);
        done.add(process + ":" + operation);
        operate(process, operation);
        compare();
      }
    }

    private void operate(int process, int operation) throws InterruptedException {
      if (operation < 25) {
        acquire(process, false);
      } else if (operation < 45) {
        acquire(process, true);
      } else if (operation < 80) {
        release(process);
      } else if (operation < 86) {
        kill(process);
      } else if (operation < 92) {
        markConsistent(process);
      } else if (operation < 96) {
        world.parker.advance(Duration.ofNanos(random.nextLong(2 * RobustLock.BOUND_NANOS)));
      } else {
        locks[process].tend();
      }
    }

    private void acquire(int process, boolean timed) throws InterruptedException {
      RobustLock lock = locks[process];
      if (timed && owner == process && !reentrant) {
        assertThatThrownBy(() -> timedAcquire(lock)).isInstanceOf(IllegalStateException.class);
        return;
      }
      int repairsBefore = repairs;
      long start = world.parker.nanoTime();
      int before = timed ? timedAcquire(lock) : lock.tryAcquire();
      if (owner == process && reentrant) {
        assertThat(before).isEqualTo(depth++);
      } else if (owner >= 0) {
        assertThat(before).isEqualTo(RobustLock.TIMED_OUT);
        long waited = world.parker.nanoTime() - start;
        assertThat(waited).isEqualTo(timed ? LONG_ENOUGH.toNanos() : 0);
      } else if (owner == NOBODY || timed || before != RobustLock.TIMED_OUT) {
        assertThat(before).isEqualTo(-1);
        if (owner == SOMEBODY_DEAD) {
          dirty = true;
          recoveries++;
        }
        boolean repaired = dirty && process != 0;
        assertThat(repairs).isEqualTo(repairsBefore + (repaired ? 1 : 0));
        dirty &= !repaired;
        owner = process;
        depth = 0;
        assertThat(lock.unrepaired().isPresent()).isEqualTo(dirty);
      }
    }

    private int timedAcquire(RobustLock lock) throws InterruptedException {
      return lock.acquire(Deadline.in(world.parker, LONG_ENOUGH));
    }

    private void release(int process) {
      if (owner == process) {
        locks[process].release();
        if (depth == 0) {
          owner = NOBODY;
        } else {
          depth--;
        }
      } else {
        assertThatThrownBy(locks[process]::release)
            .isInstanceOf(IllegalMonitorStateException.class);
      }
    }

    private void kill(int process) {
      world.kill(locks[process]);
      if (owner == process) {
        owner = SOMEBODY_DEAD;
      }
      join(process);
    }

    private void markConsistent(int process) {
      if (owner == process) {
        locks[process].markConsistent();
        dirty = false;
      } else {
        assertThatThrownBy(locks[process]::markConsistent)
            .isInstanceOf(IllegalMonitorStateException.class);
      }
    }

    private void compare() {
      assertThat(world.word() == LockWord.FREE).isEqualTo(owner == NOBODY);
      for (int process = 0; process < PROCESSES; process++) {
        assertThat(locks[process].isHeldByCurrentThread()).isEqualTo(owner == process);
      }
      assertThat(LockLayout.isDirty(world.block)).isEqualTo(dirty);
      assertThat(LockLayout.recoveries(world.block)).isEqualTo(recoveries);
    }
  }
}
