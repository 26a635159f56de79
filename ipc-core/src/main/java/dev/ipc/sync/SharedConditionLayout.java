package dev.ipc.sync;

import dev.ipc.bind.Identity;
import dev.ipc.lock.WaitSetLayout;
import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a condition: which lock it belongs to, and who waits.
 *
 * <pre>
 *  0 lockHigh    the lock's identity: the upper half of its region's id
 *  8 lockLow     the lower half
 * 16 lockOffset  where in that region's memory the lock is
 * 32 waiters     to the end, see {@link WaitSetLayout}
 * </pre>
 *
 * <p>The identity is written before any other process can see it, and never again.
 */
final class SharedConditionLayout {
  private static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("lockHigh"),
              ValueLayout.JAVA_LONG.withName("lockLow"),
              ValueLayout.JAVA_LONG.withName("lockOffset"),
              MemoryLayout.paddingLayout(8))
          .withName("condition");

  static final long LOCK_HIGH_OFFSET = offset("lockHigh");
  static final long LOCK_LOW_OFFSET = offset("lockLow");
  static final long LOCK_OFFSET_OFFSET = offset("lockOffset");
  static final long WAIT_SET_OFFSET = LAYOUT.byteSize();

  private SharedConditionLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  static long bytes(int maxWaiters) {
    return WAIT_SET_OFFSET + WaitSetLayout.bytes(maxWaiters);
  }

  static void initialize(Block block, Identity lock, int maxWaiters) {
    block.setLong(LOCK_HIGH_OFFSET, lock.high());
    block.setLong(LOCK_LOW_OFFSET, lock.low());
    block.setLong(LOCK_OFFSET_OFFSET, lock.offset());
    WaitSetLayout.initialize(waitSet(block), maxWaiters);
  }

  static Block waitSet(Block block) {
    return block.slice(WAIT_SET_OFFSET, block.byteSize() - WAIT_SET_OFFSET);
  }

  static Identity lock(Block block) {
    return new Identity(
        block.getLong(LOCK_HIGH_OFFSET),
        block.getLong(LOCK_LOW_OFFSET),
        block.getLong(LOCK_OFFSET_OFFSET));
  }
}
