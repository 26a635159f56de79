package dev.ipc.sync;

import dev.ipc.lock.Ledger;
import dev.ipc.lock.MonitorLayout;
import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a barrier.
 *
 * <pre>
 *   0 monitor      see {@link MonitorLayout}
 * 128 pass         number of the pass that is under way, from 1
 * 136 lastBroken   number of the last pass that was broken, 0 = none was
 * 144 outcomes     bit [pass mod 64] of the last 63 passes: 1 = broken
 * 152 arrivals     [pass:32][arrived:32]: how many threads have arrived in a pass
 * 160 actor        [pass:32][owner:32]: who runs the action of a pass
 * 168 causePid     who broke the last broken pass, 0 = unknown
 * 176 causeMillis  when, since 1970
 * 184 cause        why, the number of a {@link BarrierBooks.Cause}
 * 188 broken       1 = nobody may arrive until somebody resets the barrier
 * 192 parties      how many threads a pass takes
 * 196 hasAction    1 = the last thread to arrive runs an action
 * 200 timeout      the default timeout in nanoseconds, 0 = none
 * 208 since        when the first thread arrived, on the clock of the machine's nanoseconds
 * </pre>
 *
 * <p>A ledger of who is registered follows, with how many threads, an entry per slot: {@code
 * [0:1][slot:12][generation:19][count:32]}, or 0.
 *
 * <p>{@code arrivals} and {@code actor} of another pass than {@code pass} mean nobody. All that
 * changes is written by who has the monitor's lock.
 */
final class SharedBarrierLayout {
  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              MonitorLayout.LAYOUT,
              ValueLayout.JAVA_LONG.withName("pass"),
              ValueLayout.JAVA_LONG.withName("lastBroken"),
              ValueLayout.JAVA_LONG.withName("outcomes"),
              ValueLayout.JAVA_LONG.withName("arrivals"),
              ValueLayout.JAVA_LONG.withName("actor"),
              ValueLayout.JAVA_LONG.withName("causePid"),
              ValueLayout.JAVA_LONG.withName("causeMillis"),
              ValueLayout.JAVA_INT.withName("cause"),
              ValueLayout.JAVA_INT.withName("broken"),
              ValueLayout.JAVA_INT.withName("parties"),
              ValueLayout.JAVA_INT.withName("hasAction"),
              ValueLayout.JAVA_LONG.withName("timeout"),
              ValueLayout.JAVA_LONG.withName("since"),
              MemoryLayout.paddingLayout(40))
          .withName("barrier");

  static final long PASS_OFFSET = offset("pass");
  static final long LAST_BROKEN_OFFSET = offset("lastBroken");
  static final long OUTCOMES_OFFSET = offset("outcomes");
  static final long ARRIVALS_OFFSET = offset("arrivals");
  static final long ACTOR_OFFSET = offset("actor");
  static final long CAUSE_PID_OFFSET = offset("causePid");
  static final long CAUSE_MILLIS_OFFSET = offset("causeMillis");
  static final long CAUSE_OFFSET = offset("cause");
  static final long BROKEN_OFFSET = offset("broken");
  static final long PARTIES_OFFSET = offset("parties");
  static final long HAS_ACTION_OFFSET = offset("hasAction");
  static final long TIMEOUT_OFFSET = offset("timeout");
  static final long SINCE_OFFSET = offset("since");
  static final long REGISTERED_OFFSET = LAYOUT.byteSize();

  private SharedBarrierLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  static long bytes(int slots) {
    return REGISTERED_OFFSET + slots * Ledger.ENTRY_BYTES;
  }

  static void initialize(Block block, int parties, boolean hasAction, long timeoutNanos) {
    block.setLong(PASS_OFFSET, 1);
    block.setInt(PARTIES_OFFSET, parties);
    block.setInt(HAS_ACTION_OFFSET, hasAction ? 1 : 0);
    block.setLong(TIMEOUT_OFFSET, timeoutNanos);
  }
}
