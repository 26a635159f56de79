package dev.ipc.sync;

import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of an event: one cache line.
 *
 * <pre>
 * 0 state  [times:63][set:1]: how often it was set, and whether it is
 * 8 bell   see {@link dev.ipc.wait.Bell}
 * </pre>
 *
 * <p>{@code state} is changed by CAS.
 */
final class SharedEventLayout {
  static final int KIND = 7;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("state"),
              ValueLayout.JAVA_INT.withName("bell"),
              MemoryLayout.paddingLayout(52))
          .withName("event");

  static final long BYTES = LAYOUT.byteSize();
  static final long STATE_OFFSET = Offsets.of(LAYOUT, "state");
  static final long BELL_OFFSET = Offsets.of(LAYOUT, "bell");

  static final long SET = 1;
  static final long ONCE_MORE = 2;

  private SharedEventLayout() {}

  static boolean isSet(long state) {
    return (state & SET) != 0;
  }

  static long times(long state) {
    return state >>> 1;
  }
}
