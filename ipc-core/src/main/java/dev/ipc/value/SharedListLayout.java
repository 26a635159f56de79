package dev.ipc.value;

import dev.ipc.lock.LockLayout;
import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a list.
 *
 * <pre>
 *   0 size     how many elements there are
 *   4 maxBytes how many bytes the value of each may have, at least 8
 *  64 writer   the lock of who writes
 * 128 lock     the lock that belongs to the list
 * 192 elements one after the other, see {@link TwoCopies}
 * </pre>
 */
final class SharedListLayout {
  static final int KIND = 14;
  static final int ELEMENT = 1;

  /** Enough for each number. */
  static final int LEAST_BYTES = Long.BYTES;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_INT.withName("size"),
              ValueLayout.JAVA_INT.withName("maxBytes"),
              MemoryLayout.paddingLayout(56),
              LockLayout.LAYOUT.withName("writer"),
              LockLayout.LAYOUT.withName("lock"))
          .withName("list");

  static final long SIZE_OFFSET = offset("size");
  static final long MAX_BYTES_OFFSET = offset("maxBytes");
  static final long WRITER_OFFSET = offset("writer");
  static final long LOCK_OFFSET = offset("lock");

  private static final long ELEMENTS_OFFSET = LAYOUT.byteSize();

  private SharedListLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  static long align(long bytes) {
    return (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }

  static long copyBytes(int maxBytes) {
    return align(Integer.BYTES + Scalars.TYPE_BYTES + (long) maxBytes);
  }

  private static long elementBytes(int maxBytes) {
    return Long.BYTES + 2 * copyBytes(maxBytes);
  }

  /** Neither overflows: two ints make less than a long. */
  static long bytes(int size, int maxBytes) {
    return ELEMENTS_OFFSET + size * elementBytes(maxBytes);
  }

  static long versionOffset(int index, int maxBytes) {
    return ELEMENTS_OFFSET + index * elementBytes(maxBytes);
  }

  static long copiesOffset(int index, int maxBytes) {
    return versionOffset(index, maxBytes) + Long.BYTES;
  }

  /** Whether the numbers in a file can be, and fit it. */
  static boolean isSound(Block block) {
    int size = block.getInt(SIZE_OFFSET);
    int maxBytes = block.getInt(MAX_BYTES_OFFSET);
    return size >= 0
        && maxBytes >= LEAST_BYTES
        && maxBytes <= Scalars.MAX_BYTES
        && bytes(size, maxBytes) == block.byteSize();
  }
}
