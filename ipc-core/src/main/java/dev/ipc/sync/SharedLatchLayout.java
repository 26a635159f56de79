package dev.ipc.sync;

import dev.ipc.lock.Ledger;
import dev.ipc.lock.MonitorLayout;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a latch.
 *
 * <pre>
 *   0 monitor      see {@link MonitorLayout}
 * 128 count        how often it has to be counted down still, 0 = open for ever
 * 132 initial      how often at first
 * 136 payment      a debt that is being paid: what the payer's entry in the ledger is to be, 0 =
 *                  none is
 * 144 paidCount    what {@code count} is to be then
 * 148 broken       1 = somebody died who owed
 * 152 deathPid     who that was, 0 = unknown
 * 160 deathMillis  when it was found out, since 1970
 * </pre>
 *
 * <p>A ledger of who is registered follows, with how often it has to count down still, an entry per
 * slot: {@code [0:1][slot:12][generation:19][count:32]}, or 0.
 *
 * <p>All of it is written by who has the monitor's lock.
 */
final class SharedLatchLayout {
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              MonitorLayout.LAYOUT,
              ValueLayout.JAVA_INT.withName("count"),
              ValueLayout.JAVA_INT.withName("initial"),
              ValueLayout.JAVA_LONG.withName("payment"),
              ValueLayout.JAVA_INT.withName("paidCount"),
              ValueLayout.JAVA_INT.withName("broken"),
              ValueLayout.JAVA_LONG.withName("deathPid"),
              ValueLayout.JAVA_LONG.withName("deathMillis"),
              MemoryLayout.paddingLayout(24))
          .withName("latch");

  static final long COUNT_OFFSET = offset("count");
  static final long INITIAL_OFFSET = offset("initial");
  static final long PAYMENT_OFFSET = offset("payment");
  static final long PAID_COUNT_OFFSET = offset("paidCount");
  static final long BROKEN_OFFSET = offset("broken");
  static final long DEATH_PID_OFFSET = offset("deathPid");
  static final long DEATH_MILLIS_OFFSET = offset("deathMillis");
  static final long OWED_OFFSET = LAYOUT.byteSize();

  private SharedLatchLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  static long bytes(int slots) {
    return OWED_OFFSET + slots * Ledger.ENTRY_BYTES;
  }
}
