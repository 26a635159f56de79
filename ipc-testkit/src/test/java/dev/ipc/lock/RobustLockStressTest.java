package dev.ipc.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.memory.Block;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.Witness;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Many threads of several processes at once; a witness and plain counters judge. */
class RobustLockStressTest {
  private static final int SECTIONS = 20_000;

  private final LockWorld world = LockWorld.skipping();
  private final Block data = LocalHome.memory(64);
  private final Witness witness = new Witness(data, 0);
  private long count;

  RobustLockStressTest() {
    world.parker.withSpins(50).onPark(park -> LockSupport.parkNanos(1));
  }

  private void inThreads(List<Runnable> work) throws Exception {
    List<FutureTask<?>> tasks = new ArrayList<>();
    work.forEach(each -> tasks.add(new FutureTask<>(each, null)));
    tasks.forEach(task -> Thread.ofPlatform().start(task));
    for (FutureTask<?> task : tasks) {
      task.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private Void countOnce() {
    long user = Thread.currentThread().threadId();
    witness.enter(user);
    count++;
    witness.leave(user);
    return null;
  }

  @Test
  void shouldLoseNoCountWhenThreadsOfSeveralProcessesCompete() throws Exception {
    List<Runnable> work = new ArrayList<>();
    for (RobustLock lock : List.of(world.plain(1), world.plain(2))) {
      for (int thread = 0; thread < 3; thread++) {
        work.add(() -> {
          for (int i = 0; i < SECTIONS; i++) {
            lock.locked(this::countOnce);
          }
        });
      }
    }
    inThreads(work);

    assertThat(count).isEqualTo(6L * SECTIONS);
    assertThat(world.word()).isEqualTo(LockWord.FREE);
    assertThat(LockLayout.recoveries(world.block)).isZero();
  }

  @Test
  void shouldLoseNoCountWhenReentrantSectionsNest() throws Exception {
    RobustLock lock = world.reentrant(1);
    List<Runnable> work = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      work.add(() -> {
        for (int i = 0; i < SECTIONS; i++) {
          lock.locked(() -> lock.locked(() -> lock.locked(this::countOnce)));
        }
      });
    }
    inThreads(work);

    assertThat(count).isEqualTo(4L * SECTIONS);
    assertThat(world.word()).isEqualTo(LockWord.FREE);
  }

  /** Each of four slots sees process after process that dies in its last section. */
  @Test
  void shouldRepairEachDeathOnceWhenProcessesDieInTheirSections() throws Exception {
    int lives = 200;
    int sectionsPerLife = 20;
    AtomicInteger repairs = new AtomicInteger();
    List<Runnable> work = new ArrayList<>();
    for (int slot = 1; slot <= 4; slot++) {
      int mySlot = slot;
      work.add(() -> {
        for (int life = 0; life < lives; life++) {
          liveOnce(mySlot, sectionsPerLife, repairs);
        }
      });
    }
    inThreads(work);
    RobustLock last = world.plain(9, death -> repair(repairs));
    last.acquire();

    assertThat(repairs).hasValue(4 * lives);
    assertThat(LockLayout.recoveries(world.block)).isEqualTo(4L * lives);
    assertThat(count).isEqualTo(4L * lives * sectionsPerLife);
    assertThat(witness.inside()).isZero();
  }

  private void liveOnce(int slot, int sections, AtomicInteger repairs) {
    RobustLock lock = world.plain(slot, death -> repair(repairs));
    for (int i = 0; i < sections; i++) {
      lock.locked(this::countOnce);
    }
    lock.acquire();
    witness.enter(slot);
    world.kill(lock);
  }

  private void repair(AtomicInteger repairs) {
    assertThat(witness.inside()).isNotZero();
    witness.forget();
    repairs.incrementAndGet();
  }
}
