package dev.ipc.queue;

import dev.ipc.lock.BiasLayout;
import dev.ipc.lock.Ledger;
import dev.ipc.lock.LockLayout;
import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import dev.ipc.ring.RingLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a queue: what waiting needs, what each process has taken, and the ring.
 *
 * <pre>
 *    0 state         0 = open, 1 = shut down: nothing is put any more
 *    4 slots         how many processes there is a debt for
 *    8 leases        how many leases there were, modulo 2^32
 *   64 producers     the lock of who puts
 *  128 consumers     the lock of who takes
 *  192 items         1 = somebody waits for items
 *  200 itemsNanos    for how long threads waited for items, together
 *  256 room          1 = somebody waits for room
 *  264 roomNanos     for how long threads waited for room, together
 *  320 idle          1 = somebody waits until all is done
 *  384 producersBias the thread that the lock of who puts is left to, and cells
 * 1408 consumersBias the thread that the lock of who takes is left to, and cells
 * 2432 debts         of each slot, 8 bytes: [owner:32][taken and not reported done:32]
 * </pre>
 *
 * <p>The debts are padded to a multiple of 64, and the ring follows.
 */
final class SharedQueueLayout {
  static final int KIND = 16;
  static final int OPEN = 0;
  static final int SHUT = 1;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_INT.withName("state"),
              ValueLayout.JAVA_INT.withName("slots"),
              ValueLayout.JAVA_INT.withName("leases"),
              MemoryLayout.paddingLayout(52),
              LockLayout.LAYOUT.withName("producers"),
              LockLayout.LAYOUT.withName("consumers"),
              ValueLayout.JAVA_INT.withName("items"),
              MemoryLayout.paddingLayout(4),
              ValueLayout.JAVA_LONG.withName("itemsNanos"),
              MemoryLayout.paddingLayout(48),
              ValueLayout.JAVA_INT.withName("room"),
              MemoryLayout.paddingLayout(4),
              ValueLayout.JAVA_LONG.withName("roomNanos"),
              MemoryLayout.paddingLayout(48),
              ValueLayout.JAVA_INT.withName("idle"),
              MemoryLayout.paddingLayout(60),
              BiasLayout.LAYOUT.withName("producersBias"),
              MemoryLayout.paddingLayout(BiasLayout.CELLS_BYTES),
              BiasLayout.LAYOUT.withName("consumersBias"),
              MemoryLayout.paddingLayout(BiasLayout.CELLS_BYTES))
          .withName("queue");

  static final long STATE_OFFSET = offset("state");
  static final long SLOTS_OFFSET = offset("slots");
  static final long LEASES_OFFSET = offset("leases");
  static final long PRODUCERS_OFFSET = offset("producers");
  static final long CONSUMERS_OFFSET = offset("consumers");
  static final long ITEMS_OFFSET = offset("items");
  static final long ITEMS_NANOS_OFFSET = offset("itemsNanos");
  static final long ROOM_OFFSET = offset("room");
  static final long ROOM_NANOS_OFFSET = offset("roomNanos");
  static final long IDLE_OFFSET = offset("idle");
  static final long PRODUCERS_BIAS_OFFSET = offset("producersBias");
  static final long CONSUMERS_BIAS_OFFSET = offset("consumersBias");
  static final long DEBTS_OFFSET = LAYOUT.byteSize();

  private static final long LINE_BYTES = 64;

  private SharedQueueLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  static long ringOffset(int slots) {
    long debts = slots * Ledger.ENTRY_BYTES;
    return DEBTS_OFFSET + (debts + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
  }

  static long bytes(int slots, int lines) {
    return ringOffset(slots) + RingLayout.bytes(lines);
  }

  /** Fills in what a new queue is, in memory that is zero and was made for so many lines. */
  static void initialize(Block block, int lines, int maxItems) {
    long ringOffset = block.byteSize() - RingLayout.bytes(lines);
    block.setInt(SLOTS_OFFSET, Math.toIntExact((ringOffset - DEBTS_OFFSET) / Ledger.ENTRY_BYTES));
    RingLayout.initialize(block.slice(ringOffset, RingLayout.bytes(lines)), lines, maxItems);
  }

  /** How many slots a file has debts for, or -1 if they do not fit it. */
  static int slots(Block block) {
    int slots = block.getInt(SLOTS_OFFSET);
    long least = RingLayout.bytes(RingLayout.MIN_LINES);
    return slots > 0 && ringOffset(slots) + least <= block.byteSize() ? slots : -1;
  }
}
