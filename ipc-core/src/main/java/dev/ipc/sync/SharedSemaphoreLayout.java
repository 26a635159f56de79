package dev.ipc.sync;

import dev.ipc.lock.Ledger;
import dev.ipc.lock.MonitorLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a semaphore: one cache line, and for an owned one a monitor and a ledger.
 *
 * <pre>
 *   0 available  permits that are free
 *   4 most       how many there may be; there are no more in an owned one either
 *   8 bell       see {@link dev.ipc.wait.Bell}; of a counting or bounded one
 *  64 monitor    see {@link MonitorLayout}; of an owned one, and so what follows
 * 192 ledger     which process has how many, see {@link Ledger}; one entry per slot
 * </pre>
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
              MemoryLayout.paddingLayout(52))
          .withName("semaphore");

  /** Length in bytes of one that nobody owns permits of. */
  static final long BYTES = LAYOUT.byteSize();

  static final long AVAILABLE_OFFSET = LAYOUT.byteOffset(PathElement.groupElement("available"));
  static final long MOST_OFFSET = LAYOUT.byteOffset(PathElement.groupElement("most"));
  static final long BELL_OFFSET = LAYOUT.byteOffset(PathElement.groupElement("bell"));
  static final long MONITOR_OFFSET = BYTES;
  static final long LEDGER_OFFSET = MONITOR_OFFSET + MonitorLayout.BYTES;

  private SharedSemaphoreLayout() {}

  /** Length in bytes of an owned one, in a domain with so many slots. */
  static long ownedBytes(int slots) {
    return LEDGER_OFFSET + slots * Ledger.ENTRY_BYTES;
  }
}
