package dev.ipc.value;

import dev.ipc.lock.LockLayout;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a single value: a cache line for the value, and one for the lock that belongs to
 * it.
 *
 * <pre>
 *   0 value   a long, or an int in the first 4 bytes; what is smaller is kept as an int, so that
 *             the hardware's compare-and-set serves all of them
 *  64 lock    the lock that belongs to the value
 * </pre>
 *
 * <p>By element type: 1 = int and 2 = long, as they are; 3 = double, as a long of its bits; 4 =
 * float, as an int of its bits; 5 = short, 6 = byte and 7 = char, as an int of the same value; 8 =
 * boolean, as an int that is 0 or 1.
 */
final class SharedValueLayout {
  static final int KIND = 3;
  static final int INT = 1;
  static final int LONG = 2;
  static final int DOUBLE = 3;
  static final int FLOAT = 4;
  static final int SHORT = 5;
  static final int BYTE = 6;
  static final int CHAR = 7;
  static final int BOOLEAN = 8;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("value"),
              MemoryLayout.paddingLayout(56),
              LockLayout.LAYOUT)
          .withName("value");

  static final long BYTES = LAYOUT.byteSize();
  static final long VALUE_OFFSET = Offsets.of(LAYOUT, "value");
  static final long LOCK_OFFSET = Offsets.of(LAYOUT, "lock");

  private SharedValueLayout() {}
}
