package dev.ipc.shm.liveness;

import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The file {@code roster} of a domain: a header, then one line per slot.
 *
 * <pre>
 *   0 magic       "ipcROST1"
 *   8 version     of the file format
 *  12 byteOrder   0x01020304 as the writer's processor stores it
 *  16 capacity    number of slots
 *  20 lifetime    1 = temporary, deleted with its last member; 2 = persistent
 *  24 nextSlot    where the next claimer begins to look
 *  28 highWater   slots from here on were never claimed
 *  64 slots       as many as there is room for, 64 bytes each:
 *       0 generation   of the last claim, 0 = never claimed
 *       8 pid          of the last claimer
 *      16 startMillis  of its process, since 1970
 *      24 leaving      the generation that said it is about to end
 * </pre>
 *
 * <p>A slot is written by its claimer only, who has byte {@code slot} of {@code members} locked:
 * pid and start first, then the generation with release (pair "claim").
 */
final class RosterLayout {
  static final long MAGIC = 0x69_70_63_52_4f_53_54_31L;
  static final int VERSION = 1;
  static final int BYTE_ORDER = 0x01020304;
  static final int TEMPORARY = 1;
  static final int PERSISTENT = 2;

  static final StructLayout HEADER =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("magic"),
              ValueLayout.JAVA_INT.withName("version"),
              ValueLayout.JAVA_INT.withName("byteOrder"),
              ValueLayout.JAVA_INT.withName("capacity"),
              ValueLayout.JAVA_INT.withName("lifetime"),
              ValueLayout.JAVA_INT.withName("nextSlot"),
              ValueLayout.JAVA_INT.withName("highWater"),
              MemoryLayout.paddingLayout(32))
          .withName("roster");

  static final StructLayout SLOT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("generation"),
              ValueLayout.JAVA_LONG.withName("pid"),
              ValueLayout.JAVA_LONG.withName("startMillis"),
              ValueLayout.JAVA_LONG.withName("leaving"),
              MemoryLayout.paddingLayout(32))
          .withName("slot");

  static final long MAGIC_OFFSET = header("magic");
  static final long VERSION_OFFSET = header("version");
  static final long BYTE_ORDER_OFFSET = header("byteOrder");
  static final long CAPACITY_OFFSET = header("capacity");
  static final long LIFETIME_OFFSET = header("lifetime");
  static final long NEXT_SLOT_OFFSET = header("nextSlot");
  static final long HIGH_WATER_OFFSET = header("highWater");

  private static final long GENERATION = slot("generation");
  private static final long PID = slot("pid");
  private static final long START_MILLIS = slot("startMillis");
  private static final long LEAVING = slot("leaving");

  private RosterLayout() {}

  private static long header(String field) {
    return Offsets.of(HEADER, field);
  }

  private static long slot(String field) {
    return Offsets.of(SLOT, field);
  }

  static long bytes(int capacity) {
    return line(capacity);
  }

  static long generationOffset(int slot) {
    return line(slot) + GENERATION;
  }

  static long pidOffset(int slot) {
    return line(slot) + PID;
  }

  static long startMillisOffset(int slot) {
    return line(slot) + START_MILLIS;
  }

  static long leavingOffset(int slot) {
    return line(slot) + LEAVING;
  }

  private static long line(int slot) {
    return HEADER.byteSize() + slot * SLOT.byteSize();
  }
}
