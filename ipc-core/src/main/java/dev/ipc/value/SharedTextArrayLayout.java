package dev.ipc.value;

import dev.ipc.lock.LockLayout;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of an array of bounded texts.
 *
 * <pre>
 *   0 array    length and lock, see {@link SharedArrayLayout}
 * 128 writer   the lock of who writes
 * 192 maxBytes how long a text may be
 * 256 elements each 8 bytes version, then two copies of 4 bytes length and the text in UTF-8; each
 *              copy is padded to a multiple of 8, and copy [version mod 2] is the text
 * </pre>
 *
 * <p>{@code maxBytes} is written at creation.
 */
final class SharedTextArrayLayout {
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              SharedArrayLayout.LAYOUT,
              LockLayout.LAYOUT.withName("writer"),
              ValueLayout.JAVA_INT.withName("maxBytes"),
              MemoryLayout.paddingLayout(60))
          .withName("textArray");

  static final long WRITER_OFFSET = offset("writer");
  static final long MAX_BYTES_OFFSET = offset("maxBytes");
  static final long ELEMENTS_OFFSET = LAYOUT.byteSize();

  private SharedTextArrayLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  static long copyBytes(int maxBytes) {
    return (Integer.BYTES + (long) maxBytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
  }

  static long elementBytes(int maxBytes) {
    return Long.BYTES + 2 * copyBytes(maxBytes);
  }
}
