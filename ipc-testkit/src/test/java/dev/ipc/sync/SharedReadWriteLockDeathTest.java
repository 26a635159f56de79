package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Death;
import dev.ipc.sync.ReadWriteWorld.Participant;
import dev.ipc.sync.SharedReadWriteLock.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the lock does when readers and writers die, and what their slots' next owners see. */
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class SharedReadWriteLockDeathTest {
  private static final Duration BOUND = Duration.ofMillis(25);
  private static final long DIRTY = 1L << 31;

  private final ReadWriteWorld world = new ReadWriteWorld();
  private final List<Death> repaired = new ArrayList<>();

  private Participant deadReader(int slot) {
    Participant dead = world.join(slot);
    dead.lock().readLock().lock();
    world.kill(dead);
    return dead;
  }

  private Participant deadWriter(int slot) {
    Participant dead = world.join(slot);
    dead.lock().writeLock().lock();
    world.kill(dead);
    return dead;
  }

  @Test
  void shouldWriteAfterBoundWhenReaderIsDead() {
    deadReader(3);
    Participant writer = world.join(2);
    assertThat(writer.lock().readers()).isEqualTo(1);
    writer.lock().writeLock().lock();

    assertThat(world.parker.nanoTime()).isEqualTo(BOUND.toNanos());
    assertThat(world.word()).isEqualTo(writer.word());
    assertThat(world.line(3)).isZero();
    try (Hold hold = writer.lock().writeLock().hold()) {
      assertThat(hold.recovered()).as("readers change nothing").isEmpty();
    }
  }

  @Test
  void shouldWriteAfterOneBoundWhenManyReadersAreDead() {
    for (int slot = 10; slot < 40; slot++) {
      deadReader(slot);
    }
    world.join(2).lock().writeLock().lock();

    assertThat(world.parker.nanoTime()).isEqualTo(BOUND.toNanos());
  }

  @Test
  void shouldNotAskWhetherReadersLiveWhenThereAreNone() {
    Participant reader = world.join(3);
    reader.lock().readLock().lock();
    reader.lock().readLock().unlock();
    world.join(2).lock().writeLock().lock();

    assertThat(world.liveness.asked()).isEmpty();
    assertThat(world.parker.parks()).isEmpty();
  }

  @Test
  void shouldNeverWriteWhenReaderLives() throws InterruptedException {
    Participant reader = world.join(3);
    Participant writer = world.join(2);
    reader.lock().readLock().lock();

    assertThat(writer.lock().writeLock().tryLock(Duration.ofMinutes(1))).isFalse();
    assertThat(world.parker.nanoTime()).isEqualTo(Duration.ofMinutes(1).toNanos());
    assertThat(world.liveness.asked()).hasSizeGreaterThan(1000);
    assertThat(world.word()).isZero();
    assertThat(reader.lock().readers()).isEqualTo(1);
    reader.lock().readLock().unlock();
    assertThat(writer.lock().writeLock().tryLock()).isTrue();
  }

  @Test
  void shouldKeepTheLivingWhenTheDeadAreCleared() throws InterruptedException {
    deadReader(3);
    Participant reader = world.join(4);
    reader.lock().readLock().lock();
    deadReader(5);
    Participant writer = world.join(2);

    assertThat(writer.lock().writeLock().tryLock(Duration.ofSeconds(1))).isFalse();
    assertThat(writer.lock().readers()).isEqualTo(1);
    assertThat(world.line(3)).isZero();
    assertThat(world.line(5)).isZero();
  }

  @Test
  void shouldWriteWithoutSleepingWhenTriedAgainAfterBoundAndReaderIsDead() {
    deadReader(3);
    Participant writer = world.join(2);

    assertThat(writer.lock().writeLock().tryLock()).isFalse();
    world.parker.advance(BOUND.minusNanos(1));
    assertThat(writer.lock().writeLock().tryLock()).isFalse();
    world.parker.advance(Duration.ofNanos(1));
    assertThat(writer.lock().writeLock().tryLock()).isTrue();
    assertThat(world.parker.parks()).isEmpty();
  }

  @Test
  void shouldNotInheritCountsWhenSlotIsReused() {
    Participant dead = world.join(3);
    dead.lock().readLock().lock();
    Participant heir = world.join(3);
    assertThat(heir.owner().slot()).isEqualTo(dead.owner().slot());

    assertThat(heir.home().self()).isNotEqualTo(dead.owner());
    assertThat(heir.lock().readLock().isHeldByCurrentThread()).isFalse();
    heir.home().close();
    Participant next = world.join(3);
    next.lock().readLock().lock();
    assertThat(next.lock().readers()).isEqualTo(1);
    assertThatThrownBy(() -> next.home().close()).hasMessageContaining("read by 1 thread");
    next.lock().readLock().unlock();
    assertThat(next.lock().readers()).isZero();
    assertThat(world.join(2).lock().writeLock().tryLock()).isTrue();
    assertThat(world.parker.nanoTime()).isZero();
  }

  @Test
  void shouldClearPredecessorsCountWhenSlotIsReusedByOneThatDoesNotRead() {
    Participant dead = world.join(3);
    dead.lock().readLock().lock();
    world.join(3);
    world.join(2).lock().writeLock().lock();

    assertThat(world.line(3)).isZero();
  }

  @Test
  void shouldWriteWhenReaderDiesWhileWriterWaits() {
    Participant reader = world.join(3);
    Participant writer = world.join(2);
    reader.lock().readLock().lock();
    world.parker.onPark(park -> {
      if (world.parker.parks().size() == 10) {
        world.kill(reader);
      }
    });
    writer.lock().writeLock().lock();

    assertThat(world.parker.parks()).hasSize(10);
  }

  /** It counted itself, and died before it saw that somebody writes. */
  @Test
  void shouldClearTheCountOfOneThatDiedBeforeItLookedForTheWriter() {
    Participant dead = deadReader(3);
    long line = world.line(3);
    Participant writer = world.join(2);
    writer.lock().writeLock().lock();
    world.block.setLong(ReadWriteWorld.lineOffset(3), line);
    assertThat(dead.lock().readers()).isEqualTo(1);
    writer.lock().writeLock().unlock();
    world.join(4).lock().writeLock().lock();

    assertThat(world.line(3)).isZero();
  }

  @Test
  void shouldReadWhenWriterIsDeadAndNoWriterComes() {
    Participant dead = deadWriter(3);
    Participant reader = world.join(2);
    assertThat(reader.lock().toString()).contains("written by pid 1003");
    try (Hold hold = reader.lock().readLock().hold()) {
      assertThat(hold.recovered()).map(Death::pid).contains(1003L);
      assertThat(world.word()).isEqualTo(DIRTY);
      assertThatThrownBy(hold::markConsistent).isInstanceOf(IllegalMonitorStateException.class);
      assertThat(reader.lock().toString()).contains("read by pid 1002 with 1 thread, dirty");
    }
    assertThat(world.parker.nanoTime()).isEqualTo(2 * BOUND.toNanos());
    assertThat(reader.home().reports())
        .singleElement()
        .asString()
        .contains("pid=1003", "member=" + dead.owner(), "repair=none");
    try (Hold hold = reader.lock().writeLock().hold()) {
      assertThat(hold.recovered()).isPresent();
      hold.markConsistent();
    }
    try (Hold hold = reader.lock().readLock().hold()) {
      assertThat(hold.recovered()).isEmpty();
    }
  }

  @Test
  void shouldReadWithoutSleepingWhenTriedAgainAfterBoundAndWriterIsDead() {
    deadWriter(3);
    Participant reader = world.join(2);

    assertThat(reader.lock().readLock().tryLock()).isFalse();
    world.parker.advance(BOUND.minusNanos(1));
    assertThat(reader.lock().readLock().tryLock()).isFalse();
    world.parker.advance(Duration.ofNanos(1));
    assertThat(reader.lock().readLock().tryLock()).isTrue();
    assertThat(world.parker.parks()).isEmpty();
  }

  @Test
  void shouldNeverReadWhenWriterLives() throws InterruptedException {
    Participant writer = world.join(3);
    Participant reader = world.join(2);
    writer.lock().writeLock().lock();

    assertThat(reader.lock().readLock().tryLock(Duration.ofMinutes(1))).isFalse();
    assertThat(world.parker.nanoTime()).isEqualTo(Duration.ofMinutes(1).toNanos());
    assertThat(world.word()).isEqualTo(writer.word());
    assertThat(reader.lock().readers()).isZero();
  }

  @Test
  void shouldRepairBeforeReadingWhenHandleCan() {
    deadWriter(3);
    Participant[] reader = new Participant[1];
    reader[0] =
        world.join(
            2,
            death -> {
              repaired.add(death);
              assertThat(reader[0].lock().writeLock().isHeldByCurrentThread()).isTrue();
              assertThat(reader[0].lock().readers()).isZero();
            });
    for (int i = 0; i < 2; i++) {
      try (Hold hold = reader[0].lock().readLock().hold()) {
        assertThat(repaired).extracting(Death::pid).containsExactly(1003L);
        assertThat(hold.recovered()).isEmpty();
      }
    }
    assertThat(world.word()).isZero();
    assertThat(reader[0].home().reports())
        .singleElement()
        .asString()
        .contains("repair=runs when nobody reads");
  }

  /** One without a repair reads the dirty data; who repairs it must wait for that. */
  @Test
  void shouldRepairOnlyWhenNobodyReads() throws InterruptedException {
    deadWriter(3);
    Participant reader = world.join(2);
    reader.lock().readLock().lock();
    Participant[] heir = new Participant[1];
    heir[0] =
        world.join(
            4,
            death -> {
              repaired.add(death);
              assertThat(heir[0].lock().readers()).isZero();
            });
    assertThat(heir[0].lock().readLock().tryLock()).isFalse();
    assertThat(heir[0].lock().writeLock().tryLock()).isFalse();
    assertThat(heir[0].lock().readLock().tryLock(Duration.ofSeconds(1))).isFalse();
    assertThat(heir[0].lock().writeLock().tryLock(Duration.ofSeconds(1))).isFalse();
    assertThat(repaired).isEmpty();
    assertThat(world.word()).isEqualTo(DIRTY);

    world.onFirstPark(() -> reader.lock().readLock().unlock());
    heir[0].lock().readLock().lock();
    assertThat(repaired).hasSize(1);
    assertThat(world.word()).isZero();
  }

  @Test
  void shouldRepairOnlyWhenNobodyReadsWhenWriterDiedWaitingForReaders() {
    Participant reader = world.join(2);
    reader.lock().readLock().lock();
    Participant dead = world.join(3);
    world.kill(dead);
    world.block.setLong(ReadWriteWorld.WRITER_OFFSET, dead.word());
    reader.lock().readLock().lock();
    reader.lock().readLock().unlock();
    Participant[] writer = new Participant[1];
    writer[0] =
        world.join(
            4,
            death -> {
              repaired.add(death);
              assertThat(writer[0].lock().readers()).isZero();
            });
    world.parker.onPark(park -> {
      if (park.offset() == ReadWriteWorld.DRAINING_OFFSET) {
        world.parker.onPark(later -> {});
        reader.lock().readLock().unlock();
      }
    });
    writer[0].lock().writeLock().lock();

    assertThat(repaired).extracting(Death::pid).containsExactly(1003L);
  }

  @Test
  void shouldStayDirtyAndFreeWhenRepairThrows() {
    deadWriter(3);
    Participant failing =
        world.join(
            2,
            death -> {
              throw new UnsupportedOperationException("wanted");
            });
    assertThatThrownBy(() -> failing.lock().readLock().lock())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(world.word()).isEqualTo(DIRTY);
    assertThatThrownBy(() -> failing.lock().writeLock().tryLock())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> failing.lock().writeLock().locked(() -> {}))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(world.word()).isEqualTo(DIRTY);
    assertThat(failing.lock().readers()).isZero();
    world.join(4, repaired::add).lock().writeLock().lock();
    assertThat(repaired).hasSize(1);
  }

  @Test
  void shouldLetRepairTakeBothLocksWhenItWants() {
    deadWriter(3);
    Participant[] heir = new Participant[1];
    heir[0] =
        world.join(
            2,
            death -> {
              heir[0].lock().writeLock().locked(() -> {});
              heir[0].lock().readLock().locked(() -> repaired.add(death));
            });
    heir[0].lock().readLock().lock();

    assertThat(repaired).hasSize(1);
    assertThat(world.word()).isZero();
    assertThat(heir[0].lock().readers()).isEqualTo(1);
  }

  /** The words that a recoverer leaves behind if it dies after its CAS, before or in the repair. */
  @Test
  void shouldRepairInTurnWhenRecovererDied() {
    for (boolean reads : new boolean[] {false, true}) {
      ReadWriteWorld each = new ReadWriteWorld();
      List<Death> deaths = new ArrayList<>();
      Participant recoverer = each.join(2);
      each.kill(recoverer);
      each.block.setLong(ReadWriteWorld.WRITER_OFFSET, recoverer.word() | DIRTY);
      Participant heir = each.join(3, deaths::add);
      var lock = reads ? heir.lock().readLock() : heir.lock().writeLock();
      lock.lock();

      assertThat(deaths).extracting(Death::pid).containsExactly(1002L);
      lock.unlock();
      assertThat(each.word()).isZero();
    }
  }

  /** Whoever died may have left the bells set. */
  @Test
  void shouldGoOnWhenBellsWereLeftSet() {
    Participant reader = world.join(2);
    Participant writer = world.join(3);
    world.block.setInt(ReadWriteWorld.WAITING_OFFSET, 1);
    world.block.setInt(ReadWriteWorld.DRAINING_OFFSET, 1);
    reader.lock().readLock().lock();
    reader.lock().readLock().unlock();
    writer.lock().writeLock().lock();
    writer.lock().writeLock().unlock();

    assertThat(world.block.getInt(ReadWriteWorld.WAITING_OFFSET)).isZero();
    assertThat(world.block.getInt(ReadWriteWorld.DRAINING_OFFSET)).isZero();
    assertThat(world.parker.wakes()).hasSize(2);
    assertThat(reader.lock().hasWaiters()).isFalse();
  }

  /** It raised the mark, and died before it put itself into its line. */
  @Test
  void shouldGoOnWhenReaderDiedBeforeItsFirstCount() {
    world.block.setInt(ReadWriteWorld.MARK_OFFSET, 10);

    world.join(2).lock().writeLock().lock();
    assertThat(world.parker.parks()).isEmpty();
  }
}
