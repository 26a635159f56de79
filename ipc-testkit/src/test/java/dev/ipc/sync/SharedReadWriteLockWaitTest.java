package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.sync.ReadWriteWorld.Participant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to a thread just when it is about to sleep: the writer for readers, or a reader. */
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class SharedReadWriteLockWaitTest {
  private final ReadWriteWorld world = new ReadWriteWorld();
  private final Participant holder = world.join(3);
  private final Participant waiter = world.join(2);

  private void assertWakes(long offset) {
    assertThat(world.parker.wakes()).singleElement().extracting("offset").isEqualTo(offset);
  }

  @Test
  void shouldWakeTheWriterWhenTheLastReaderLeaves() {
    holder.lock().readLock().lock();
    holder.lock().readLock().lock();
    world.onFirstPark(() -> {
      holder.lock().readLock().unlock();
      assertThat(world.parker.wakes()).isEmpty();
      holder.lock().readLock().unlock();
      assertWakes(ReadWriteWorld.DRAINING_OFFSET);
    });
    waiter.lock().writeLock().lock();

    assertThat(world.parker.parks()).hasSize(1);
    assertThat(world.parker.nanoTime()).as("it did not sleep").isZero();
  }

  @Test
  void shouldWakeReadersWhenTheWriterGivesBackForGood() {
    holder.lock().writeLock().lock();
    holder.lock().writeLock().lock();
    world.onFirstPark(() -> {
      holder.lock().writeLock().unlock();
      assertThat(world.parker.wakes()).isEmpty();
      holder.lock().writeLock().unlock();
      assertWakes(ReadWriteWorld.WAITING_OFFSET);
    });
    waiter.lock().readLock().lock();

    assertThat(world.parker.nanoTime()).as("it did not sleep").isZero();
  }

  @Test
  void shouldWakeReadersWhenTheWriterGivesUp() throws InterruptedException {
    Participant reader = world.join(4);
    holder.lock().readLock().lock();
    boolean[] read = new boolean[1];
    world.onFirstPark(() -> {
      assertThat(reader.lock().readLock().tryLock()).as("the writer comes first").isFalse();
      assertThat(waiter.lock().hasWaiters()).isTrue();
      world.block.setInt(ReadWriteWorld.WAITING_OFFSET, 1);
      read[0] = true;
    });
    assertThat(waiter.lock().writeLock().tryLock(Duration.ofMillis(10))).isFalse();

    assertThat(read[0]).isTrue();
    assertThat(world.parker.nanoTime()).isEqualTo(Duration.ofMillis(10).toNanos());
    assertWakes(ReadWriteWorld.WAITING_OFFSET);
    assertThat(reader.lock().readLock().tryLock()).isTrue();
  }

  @Test
  void shouldGiveUpWhenInterruptedWhileItWaits() {
    for (boolean reads : new boolean[] {false, true}) {
      var held = reads ? holder.lock().writeLock() : holder.lock().readLock();
      var wanted = reads ? waiter.lock().readLock() : waiter.lock().writeLock();
      held.lock();
      world.onFirstPark(() -> Thread.currentThread().interrupt());
      assertThatThrownBy(wanted::lockInterruptibly)
          .isInstanceOf(InterruptedException.class)
          .hasMessageStartingWith("interrupted while waiting for ");
      assertThat(Thread.interrupted()).isFalse();
      assertThat(wanted.isHeldByCurrentThread()).isFalse();
      held.unlock();
      assertThat(world.word()).isZero();
      assertThat(waiter.lock().readers()).isZero();
    }
  }

  @Test
  void shouldKeepTheInterruptWhenTheFormDoesNotAllowIt() {
    for (boolean reads : new boolean[] {false, true}) {
      var held = reads ? holder.lock().writeLock() : holder.lock().readLock();
      var wanted = reads ? waiter.lock().readLock() : waiter.lock().writeLock();
      held.lock();
      world.parker.onPark(park -> {
        Thread.currentThread().interrupt();
        if (park.atNanos() > Duration.ofMillis(100).toNanos() * (reads ? 2 : 1)) {
          world.parker.onPark(later -> {});
          held.unlock();
        }
      });
      wanted.lock();
      assertThat(Thread.interrupted()).isTrue();
      wanted.unlock();
    }
  }

  @Test
  void shouldBeSentAwayWhenItWaitsAndTheHandleIsClosed() {
    for (boolean reads : new boolean[] {false, true}) {
      ReadWriteWorld each = new ReadWriteWorld();
      Participant other = each.join(3);
      Participant closed = each.join(2);
      var held = reads ? other.lock().writeLock() : other.lock().readLock();
      var wanted = reads ? closed.lock().readLock() : closed.lock().writeLock();
      held.lock();
      Thread[] closer = new Thread[1];
      each.onFirstPark(() -> {
        closer[0] = Thread.ofPlatform().start(() -> closed.home().close());
        while (!closed.lock().isClosed()) {
          Thread.onSpinWait();
        }
      });
      assertThatThrownBy(wanted::lock).isInstanceOf(RegionClosedException.class);
      held.unlock();
      assertThat(each.word()).isZero();
      assertThat(other.lock().readers()).isZero();
      join(closer[0]);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldNotSleepWhenThereIsNoReasonTo() {
    for (var view : List.of(waiter.lock().readLock(), waiter.lock().writeLock())) {
      view.lock();
      view.unlock();
    }
    assertThat(world.parker.parks()).isEmpty();
    assertThat(world.parker.wakes()).isEmpty();
    assertThat(world.liveness.asked()).isEmpty();
  }

  /** A bell that was cleared for another, or a sleep that ends for no reason, changes nothing. */
  @Test
  void shouldSleepAgainWhenWokenForNothing() throws InterruptedException {
    holder.lock().readLock().lock();
    world.parker.onPark(park -> world.block.setInt(park.offset(), 0));
    world.onFirstPark(() -> {
      world.block.setInt(ReadWriteWorld.DRAINING_OFFSET, 0);
    });
    assertThat(waiter.lock().writeLock().tryLock(Duration.ofMillis(50))).isFalse();
    assertThat(world.parker.nanoTime()).isEqualTo(Duration.ofMillis(50).toNanos());
  }
}
