package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionFormatException;
import dev.ipc.lock.ReadWriteLayout;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.testkit.LocalHome;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Memory that no lock can have left is refused, and what is where never changes. */
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class SharedReadWriteLockFormatTest {
  private final ReadWriteWorld world = new ReadWriteWorld();

  private void assertRefused(String why) {
    assertThatThrownBy(() -> world.join(1))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("delete it and create it again");
  }

  @Test
  void shouldHaveALinePerSlot() {
    assertThat(ReadWriteLayout.LAYOUT.byteSize()).isEqualTo(ReadWriteWorld.lineOffset(0));
    assertThat(ReadWriteLayout.bytes(256)).isEqualTo(ReadWriteWorld.lineOffset(256));
    ReadWriteWorld.Participant reader = world.join(7);
    reader.lock().readLock().lock();
    reader.lock().readLock().lock();

    assertThat(world.line(7)).isEqualTo(((7L << 19 | 1) << 32) + 1);
    assertThat(world.block.getInt(ReadWriteWorld.MARK_OFFSET)).isEqualTo(8);
    reader.lock().readLock().unlock();
    reader.lock().readLock().unlock();
    assertThat(world.line(7)).isEqualTo((7L << 19 | 1) << 32);
  }

  @Test
  void shouldRefuseWhenTheMarkIsNoSlot() {
    world.block.setInt(ReadWriteWorld.MARK_OFFSET, LocalHome.SLOTS + 1);
    assertRefused("mark=65, at most=64");
    world.block.setInt(ReadWriteWorld.MARK_OFFSET, -1);
    assertRefused("mark=-1, at most=64");
  }

  @Test
  void shouldRefuseWhenALineIsNoCount() {
    world.block.setInt(ReadWriteWorld.MARK_OFFSET, 10);
    for (long line :
        new long[] {
          1, // nobody's
          new OwnerId(8, 1).bits() * (1L << 32) + 1, // another slot's
          (9L << 19) * (1L << 32) + 1, // of no generation
          new OwnerId(9, 1).bits() * (1L << 32) + 0x8000_0000L, // less than none
          1L << 63 | new OwnerId(9, 1).bits() * (1L << 32) + 1
        }) {
      world.block.setLong(ReadWriteWorld.lineOffset(9), line);
      assertRefused("line of slot=9 is 0x" + Long.toHexString(line));
    }
    world.block.setLong(ReadWriteWorld.lineOffset(9), new OwnerId(9, 1).bits() * (1L << 32) + 1);
    assertThat(world.join(1).lock().readers()).isEqualTo(1);
  }

  @Test
  void shouldRefuseWhenTheMemoryIsNoWholeNumberOfLines() {
    Block odd = LocalHome.memory(ReadWriteLayout.bytes(4) + 8);
    LocalHome home = new LocalHome(odd, 1, new OwnerId(1, 1), world.parker, world.liveness);

    assertThatThrownBy(() -> home.bind(SharedReadWriteLock.reentrant()))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("bytes=392");
  }

  @Test
  void shouldRefuseWhenThisProcessHasNoLine() {
    Block small = LocalHome.memory(ReadWriteLayout.bytes(4));
    LocalHome home = new LocalHome(small, 1, new OwnerId(4, 2), world.parker, world.liveness);

    assertThatThrownBy(() -> home.bind(SharedReadWriteLock.reentrant()))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("slots=4, this process has 4.2");
  }

  /** As {@code ipc ls} looks: without a slot, at memory that it cannot write to. */
  @Test
  void shouldTellItsStateWhenMemoryIsReadOnly() {
    ReadWriteWorld.Participant reader = world.join(2);
    OwnerId nobody = new OwnerId(OwnerId.MAX_SLOT, OwnerId.MAX_GENERATION);
    MemorySegment memory = world.block.segment().asReadOnly();
    LocalHome view = new LocalHome(new Block(memory), 1, nobody, world.parker, world.liveness);
    SharedReadWriteLock seen = view.bind(SharedReadWriteLock.reentrant());

    assertThat(seen.toString()).contains("[free, ");
    reader.lock().readLock().lock();
    assertThat(seen.toString()).contains("[read by pid 1002 with 1 thread, ");
    reader.lock().readLock().unlock();
    reader.lock().writeLock().lock();
    assertThat(seen.toString()).contains("[written by pid 1002 thread ");
    assertThat(seen.writerPid()).contains(1002L);
    reader.lock().readLock().lock();
    assertThat(seen.toString()).contains("[read by pid 1002 with 1 thread; writer pid 1002 ");
  }
}
