package dev.ipc.value;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a single value: one cache line, the value first.
 *
 * <pre>
 *  0 value   4 or 8 bytes, by element type: 1 = int, 2 = long
 * </pre>
 */
final class SharedValueLayout {
  static final int KIND = 3;
  static final int INT = 1;
  static final int LONG = 2;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("value"), MemoryLayout.paddingLayout(56))
          .withName("value");

  static final long BYTES = LAYOUT.byteSize();
  static final long VALUE_OFFSET =
      LAYOUT.byteOffset(MemoryLayout.PathElement.groupElement("value"));

  private SharedValueLayout() {}
}
