package dev.ipc.value;

import dev.ipc.lock.LockLayout;
import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of an array: how long it is, the lock that belongs to it, and its elements.
 *
 * <pre>
 *   0 length   how many elements there are
 *  64 lock     the lock that belongs to the array
 * 128 elements one after the other, padded to a multiple of 8 bytes
 * </pre>
 *
 * <p>By element type: 1 = int, 2 = long, 3 = double, 4 = float, 5 = short, 6 = byte and 7 = char,
 * of their size in Java; 8 = boolean, a byte that is 0 or 1. An array of texts begins likewise, see
 * {@link SharedTextArrayLayout}. The length is written at creation.
 */
final class SharedArrayLayout {
  static final int KIND = 10;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("length"),
              MemoryLayout.paddingLayout(56),
              LockLayout.LAYOUT)
          .withName("array");

  static final long LENGTH_OFFSET = offset("length");
  static final long LOCK_OFFSET = offset("lock");
  static final long ELEMENTS_OFFSET = LAYOUT.byteSize();

  private SharedArrayLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  /**
   * How much memory an array needs.
   *
   * @throws IllegalArgumentException if it is more than can be addressed, or the length is negative
   */
  static long bytes(long elementsOffset, long length, long elementBytes) {
    long most = (Long.MAX_VALUE - (1 << 20)) / elementBytes;
    if (length < 0 || length > most) {
      throw new IllegalArgumentException(
          "not a length for an array: length="
              + length
              + ", at most="
              + most
              + " for elements of "
              + elementBytes
              + " bytes; it must be at least 0");
    }
    return elementsOffset + (length * elementBytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }

  /** The length in a file, or -1 if it does not fit the file. */
  static long length(Block block, long elementsOffset, long elementBytes) {
    long length = block.getLong(LENGTH_OFFSET);
    boolean fits =
        length >= 0
            && length <= block.byteSize() / elementBytes
            && bytes(elementsOffset, length, elementBytes) == block.byteSize();
    return fits ? length : -1;
  }
}
