package dev.ipc.lock;

import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a {@link Monitor}: two cache lines.
 *
 * <pre>
 *  0 lock     guards the state that the monitor watches, see {@link LockLayout}
 * 64 changes  how often that state was changed so that waiters have to look again
 * 72 bell     1 = somebody sleeps, or is about to; see {@link dev.ipc.wait.Bell}
 * </pre>
 *
 * <p>{@code changes} is written by the lock's holder.
 */
public final class MonitorLayout {
  /** The whole of it. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              LockLayout.LAYOUT,
              ValueLayout.JAVA_LONG.withName("changes"),
              ValueLayout.JAVA_INT.withName("bell"),
              MemoryLayout.paddingLayout(52))
          .withName("monitor");

  /** Length in bytes: two cache lines. */
  public static final long BYTES = LAYOUT.byteSize();

  static final long CHANGES_OFFSET = Offsets.of(LAYOUT, "changes");
  static final long BELL_OFFSET = Offsets.of(LAYOUT, "bell");

  private MonitorLayout() {}
}
