package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionFormatException;
import dev.ipc.lock.Ledger;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An owned semaphore among processes whose lives follow a script. */
class OwnedSemaphoreTest {
  private static final int PERMITS = 5;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ScriptedParker parker = ScriptedParker.skipping();
  private final ScriptedLiveness liveness = new ScriptedLiveness();
  private final LocalHome first =
      LocalHome.of(SharedSemaphore.owned(PERMITS), parker, liveness)
          .inProcess(liveness.join(1, 1001));

  private LocalHome home(int slot) {
    return first.inProcess(liveness.join(slot, 1000 + slot));
  }

  private static SharedSemaphore bind(LocalHome home) {
    return home.bind(SharedSemaphore.owned(PERMITS));
  }

  private void write(OwnerId owner, int count) {
    new Ledger(first.block(), SharedSemaphoreLayout.LEDGER_OFFSET).set(owner, count);
  }

  @Test
  void shouldGetPermitsOfDeadBackWhenSomebodyWaits() throws InterruptedException {
    LocalHome dead = home(2);
    bind(dead).acquire(4);
    SharedSemaphore survivor = bind(first);
    liveness.kill(dead.self());

    assertThat(survivor.tryAcquire(2)).isFalse();
    assertThat(survivor.tryAcquire(5, LONG)).isTrue();
    assertThat(first.reports()).singleElement().asString().contains("2.1", "4");
    survivor.release(5);
    assertThat(survivor.availablePermits()).isEqualTo(PERMITS);
  }

  @Test
  void shouldNotTakePermitsFromLiving() throws InterruptedException {
    SharedSemaphore other = bind(home(2));
    other.acquire(4);
    SharedSemaphore waiter = bind(first);

    assertThat(waiter.tryAcquire(2, LONG)).isFalse();
    assertThat(liveness.asked()).hasSizeGreaterThan(100);
    other.release(4);
    assertThat(waiter.tryAcquire(5)).isTrue();
  }

  @Test
  void shouldNotInheritPermitsWhenSlotIsReused() throws InterruptedException {
    bind(home(2)).acquire(3);
    LocalHome heir = home(2);
    SharedSemaphore semaphore = bind(heir);

    assertThatThrownBy(semaphore::release)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("acquired by this process=0");
    assertThat(semaphore.availablePermits()).isEqualTo(2);
    assertThat(semaphore.tryAcquire(5)).as("the predecessor's came back").isTrue();
    semaphore.release(5);
    assertThat(semaphore.availablePermits()).isEqualTo(PERMITS);
    heir.close();
  }

  @Test
  void shouldRefuseToReleaseMoreThanOwn() throws InterruptedException {
    SharedSemaphore mine = bind(first);
    bind(home(2)).acquire(2);
    mine.acquire(2);

    assertThatThrownBy(() -> mine.release(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("count=3", "acquired by this process=2");
    assertThat(mine.availablePermits()).isEqualTo(1);
    mine.release(2);
    assertThat(mine.availablePermits()).isEqualTo(3);
  }

  /** What a death between the ledger and the count leaves, taking and giving. */
  @Test
  void shouldCountAnewWhenOwnerDiedInSection() throws InterruptedException {
    for (int taken : new int[] {0, 1, 3}) {
      OwnerId dying = liveness.join(3, 1003);
      write(dying, taken);
      leaveLockTo(dying);
      liveness.kill(dying);
      SharedSemaphore survivor = bind(first);

      assertThat(survivor.tryAcquire(1, LONG)).isTrue();
      survivor.release();
      assertThat(survivor.tryAcquire(PERMITS, LONG)).isTrue();
      survivor.release(PERMITS);
      assertThat(survivor.availablePermits()).isEqualTo(PERMITS);
    }
  }

  /** The monitor's lock as a process leaves it that dies inside. */
  private void leaveLockTo(OwnerId owner) {
    Block block = first.block();
    block.setLong(
        SharedSemaphoreLayout.MONITOR_OFFSET,
        Thread.currentThread().threadId() << 32 | owner.bits());
  }

  @Test
  void shouldRefuseToCloseWhileProcessHasPermits() throws InterruptedException {
    SharedSemaphore semaphore = bind(first);
    semaphore.acquire();

    assertThatThrownBy(first::close).hasMessageContaining("1 of its permits held");
    semaphore.release();
    first.close();
  }

  @Test
  void shouldTellWhoHasWhat() throws InterruptedException {
    SharedSemaphore semaphore = bind(first);
    semaphore.acquire(2);
    bind(home(4)).acquire();

    assertThat(semaphore.toString())
        .contains("2 of 5 permits free", "2 held by pid 1001", "1 held by pid 1004");
  }

  @Test
  void shouldRefuseCorruptFields() {
    Block block = first.block();
    block.setInt(SharedSemaphoreLayout.MOST_OFFSET, 0);

    assertThatThrownBy(() -> bind(first))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("most permits=0");
  }

  @Test
  void shouldAgreeWithModelWhenProcessesComeAndDie() throws InterruptedException {
    Random random = new Random(7);
    List<LocalHome> homes = new ArrayList<>();
    List<SharedSemaphore> semaphores = new ArrayList<>();
    int[] has = new int[6];
    for (int slot = 0; slot < has.length; slot++) {
      homes.add(home(slot));
      semaphores.add(bind(homes.getLast()));
    }
    for (int step = 0; step < 20_000; step++) {
      int slot = random.nextInt(has.length);
      int count = 1 + random.nextInt(3);
      int free = PERMITS - sum(has);
      switch (random.nextInt(8)) {
        case 0 -> {
          liveness.kill(homes.get(slot).self());
          has[slot] = 0;
          homes.set(slot, home(slot));
          semaphores.set(slot, bind(homes.get(slot)));
        }
        case 1, 2, 3 -> {
          if (has[slot] >= count) {
            semaphores.get(slot).release(count);
            has[slot] -= count;
          } else {
            SharedSemaphore semaphore = semaphores.get(slot);
            assertThatThrownBy(() -> semaphore.release(count))
                .isInstanceOf(IllegalStateException.class);
          }
        }
        default -> {
          boolean taken = semaphores.get(slot).tryAcquire(count, Duration.ofMillis(60));
          assertThat(taken).as("step %d", step).isEqualTo(free >= count);
          has[slot] += taken ? count : 0;
        }
      }
    }
    assertThat(sum(has)).isLessThanOrEqualTo(PERMITS);
  }

  private static int sum(int[] counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }
}
