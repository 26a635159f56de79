package dev.ipc.value;

import dev.ipc.lock.LockLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/**
 * The memory of a raw block.
 *
 * <pre>
 *   0 lock  the lock that belongs to the block
 *  64 block what its users make of it, up to the end of the file
 * </pre>
 */
final class SharedMemoryLayout {
  static final int KIND = 13;
  static final int ELEMENT = 1;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(LockLayout.LAYOUT.withName("lock")).withName("memory");

  static final long LOCK_OFFSET = 0;
  static final long BLOCK_OFFSET = LAYOUT.byteSize();

  private SharedMemoryLayout() {}

  static long bytes(long byteSize) {
    return Math.addExact(BLOCK_OFFSET, byteSize);
  }
}
