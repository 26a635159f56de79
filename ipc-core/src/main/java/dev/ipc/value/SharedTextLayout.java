package dev.ipc.value;

import dev.ipc.lock.LockLayout;
import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a bounded text: two copies, and a version that says which of them is the text.
 *
 * <pre>
 *   0 version   copy [version mod 2] is the text
 *   8 maxBytes  how long a text may be
 *  64 writer    the lock of who writes
 * 128 lock      the lock that belongs to the value
 * 192 copies    two, each 4 bytes length, then the text in UTF-8, padded to a multiple of 64
 * </pre>
 */
final class SharedTextLayout {
  static final int ELEMENT = 9;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("version"),
              ValueLayout.JAVA_INT.withName("maxBytes"),
              MemoryLayout.paddingLayout(52),
              LockLayout.LAYOUT.withName("writer"),
              LockLayout.LAYOUT.withName("lock"))
          .withName("text");

  static final long VERSION_OFFSET = offset("version");
  static final long MAX_BYTES_OFFSET = offset("maxBytes");
  static final long WRITER_OFFSET = offset("writer");
  static final long LOCK_OFFSET = offset("lock");

  static final long COPIES_OFFSET = LAYOUT.byteSize();

  private static final long LINE_BYTES = 64;

  private SharedTextLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  static long copyBytes(int maxBytes) {
    return (Integer.BYTES + (long) maxBytes + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
  }

  static long bytes(int maxBytes) {
    return COPIES_OFFSET + 2 * copyBytes(maxBytes);
  }

  /** Where the copy of a version has its length; the text follows. */
  static long lengthOffset(long version, int maxBytes) {
    return COPIES_OFFSET + (version & 1) * copyBytes(maxBytes);
  }

  /** The bound in a file, or -1 if it does not fit the file. */
  static int maxBytes(Block block) {
    int maxBytes = block.getInt(MAX_BYTES_OFFSET);
    return maxBytes > 0 && bytes(maxBytes) == block.byteSize() ? maxBytes : -1;
  }
}
