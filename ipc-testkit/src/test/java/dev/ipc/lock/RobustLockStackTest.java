package dev.ipc.lock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.Eventually;
import dev.ipc.wait.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Threads that run out of stack anywhere in the lock: in taking, in the section, in giving back.
 */
class RobustLockStackTest {
  private static final int ROUNDS = 10;

  private final LockWorld world = LockWorld.skipping();

  /** A class whose first use is in want of stack can never be used again: that is the JDK's. */
  @BeforeAll
  static void loadAllThatIsUsed() {
    LockWorld other = LockWorld.skipping();
    RobustLock dead = other.plain(1);
    dead.acquire();
    other.kill(dead);
    RobustLock heir = other.reentrant(2, death -> {});
    heir.locked(() -> heir.locked(heir::held));
    heir.tend();
  }

  private void assertUsable(RobustLock lock) throws Exception {
    lock.tend();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
    assertThat(lock.acquire()).isEqualTo(-1);
    lock.release();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
    FutureTask<Void> closing = new FutureTask<>(() -> world.home(lock).close(), null);
    Thread.ofPlatform().daemon().start(closing);
    closing.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void shouldBeFreeWhenStackOverflowsInPlainSection() throws Exception {
    RobustLock lock = world.plain(1);
    AtomicInteger sections = new AtomicInteger();
    for (int round = 0; round < ROUNDS; round++) {
      Diver diver = Diver.inSmallStack(() -> lock.locked(sections::incrementAndGet));

      assertThat(diver.attempts).isGreaterThan(1000);
      assertThat(diver.overflows).isPositive();
    }
    assertThat(sections.get()).isPositive();
    assertUsable(lock);
  }

  @Test
  void shouldBeFreeWhenStackOverflowsInNestedSections() throws Exception {
    RobustLock lock = world.reentrant(1);
    for (int round = 0; round < ROUNDS; round++) {
      Diver.inSmallStack(() -> lock.locked(() -> lock.locked(() -> lock.locked(() -> null))));
    }
    assertUsable(lock);
  }

  /** Leaves what a thread leaves that has no stack to give the lock back. */
  private void strand(RobustLock lock) {
    runInOtherThread(
        new FutureTask<>(() -> {
          lock.acquire();
          world.block.setInt(LockLayout.DEPTH_OFFSET, 5);
          lock.stranded.word = world.word();
          return null;
        }));
  }

  @Test
  void shouldBeFreedWhenTendedAfterThreadHadNoStackToGiveItBack() {
    RobustLock lock = world.plain(1);
    RobustLock other = world.plain(2);
    strand(lock);
    assertThat(other.tryAcquire()).isEqualTo(RobustLock.TIMED_OUT);

    lock.tend();
    assertThat(other.tryAcquire()).isNotEqualTo(RobustLock.TIMED_OUT);
    assertThat(other.unrepaired()).isEmpty();
  }

  @Test
  void shouldBeTakenAtOnceByThreadOfSameProcessWhenStranded() {
    RobustLock lock = world.reentrant(1);
    strand(lock);

    assertThat(lock.tryAcquire()).isEqualTo(-1);
    assertThat(lock.tryAcquire()).isZero();
    lock.release();
    lock.release();
    assertThat(world.word()).isEqualTo(LockWord.FREE);
  }

  @Test
  void shouldNotDisturbNextHolderWhenItComesWhileTheLockIsTended() throws Exception {
    RobustLock lock = world.reentrant(1);
    RobustLock waiter = world.reentrant(2);
    strand(lock);
    waiter.acquire(Deadline.in(world.parker, Duration.ofMillis(1)));
    assertThat(world.hasWaiters()).isTrue();
    List<Integer> depths = new ArrayList<>();
    FutureTask<?> next =
        new FutureTask<>(() -> depths.addAll(List.of(lock.acquire(), lock.acquire())));
    world.parker.onWake(wake -> runInOtherThread(next));
    lock.tend();

    assertThat(depths).containsExactly(-1, 0);
    assertThat(world.word()).isNotEqualTo(LockWord.FREE);
    assertThat(LockWord.ownerBits(world.word())).isEqualTo(world.home(lock).self().bits());
    lock.tend();
    assertThat(world.word()).isNotEqualTo(LockWord.FREE);
  }

  private static void runInOtherThread(FutureTask<?> task) {
    try {
      Thread.ofPlatform().start(task);
      task.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The word of a dead process sends every attempt through waiting, taking over and repair. */
  @Test
  void shouldRepairBeforeSectionWhenStackOverflowsInRecovery() throws Exception {
    AtomicInteger repaired = new AtomicInteger();
    AtomicInteger planted = new AtomicInteger();
    AtomicInteger unrepairedSections = new AtomicInteger();
    RobustLock dead = world.plain(1);
    long deadWord = world.wordOf(dead);
    world.kill(dead);
    RobustLock lock = world.plain(2, death -> repaired.set(planted.get()));
    for (int round = 0; round < ROUNDS; round++) {
      Diver.inSmallStack(() -> {
        // Each death is another one: the thread in the word counts.
        int next = planted.get() + 1;
        if (world.block.compareAndSetLong(
            LockLayout.WORD_OFFSET, LockWord.FREE, deadWord + ((long) next << 32))) {
          planted.set(next);
        }
        lock.locked(() -> {
          if (repaired.get() != planted.get()) {
            unrepairedSections.incrementAndGet();
          }
          return null;
        });
      });
    }
    lock.tend();
    assertThat(unrepairedSections).hasValue(0);
    assertThat(planted.get()).isGreaterThan(1000);
    lock.acquire();
    lock.release();
    assertUsable(lock);
  }
}
