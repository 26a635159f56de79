package dev.ipc.sync;

import dev.ipc.lock.Ledger;
import dev.ipc.lock.MonitorLayout;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a semaphore: one cache line, and for an owned one a monitor and a ledger.
 *
 * <pre>
 *  0 available  permits that are free
 *  4 most       how many there may be
 *  8 bell       of a counting or bounded one; see {@link dev.ipc.wait.Bell}
 * 64 monitor    of an owned one only; see {@link MonitorLayout}
 * </pre>
 *
 * <p>In an owned semaphore a ledger follows: which process has how many permits, in one entry per
 * slot, {@code [0:1][slot:12][generation:19][count:32]}, or 0.
 *
 * <p>In a counting or bounded semaphore {@code available} is changed by CAS. In an owned one it is
 * changed under the monitor's lock, after the ledger, and is worth nothing but {@code most} minus
 * the ledger's sum: a repair computes it so.
 */
final class SharedSemaphoreLayout {
  static final int KIND = 5;
  static final int COUNTING = 1;
  static final int BOUNDED = 2;
  static final int OWNED = 3;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_INT.withName("available"),
              ValueLayout.JAVA_INT.withName("most"),
              ValueLayout.JAVA_INT.withName("bell"),
              MemoryLayout.paddingLayout(52),
              MonitorLayout.LAYOUT)
          .withName("semaphore");

  static final long AVAILABLE_OFFSET = Offsets.of(LAYOUT, "available");
  static final long MOST_OFFSET = Offsets.of(LAYOUT, "most");
  static final long BELL_OFFSET = Offsets.of(LAYOUT, "bell");
  static final long MONITOR_OFFSET = Offsets.of(LAYOUT, "monitor");
  static final long LEDGER_OFFSET = LAYOUT.byteSize();

  /** Length in bytes of a counting or bounded one. */
  static final long BYTES = MONITOR_OFFSET;

  private SharedSemaphoreLayout() {}

  /** Length in bytes of an owned one, in a domain with so many slots. */
  static long ownedBytes(int slots) {
    return LEDGER_OFFSET + slots * Ledger.ENTRY_BYTES;
  }
}
