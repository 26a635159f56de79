package dev.ipc.pipe;

import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import dev.ipc.ring.RingLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a pipe: its ends, and what waiting needs.
 *
 * <pre>
 *   0 first       what became of the first end: [number:28][state:4][owner:32]
 *   8 second      what became of the second end
 *  16 passing     1 = made for two connections: its file goes when an end is closed
 *  64 secondItems 1 = who has the second end waits for messages
 * 128 firstRoom   1 = who has the first end waits for room
 * 192 firstItems  1 = who has the first end waits for messages
 * 256 secondRoom  1 = who has the second end waits for room
 * </pre>
 *
 * <p>States: 0 = free, 1 = taken, 2 = sent, 3 = closed, 4 = died. The ring from the first end to
 * the second follows, and in a duplex pipe the ring of the other direction, of the same size.
 *
 * <p>In these rings, a record is a message or a part of a long one. In place of a lease it has the
 * length of the message in bytes, as an int, and how many of them came before, as another.
 */
final class SharedPipeLayout {
  static final int KIND = 17;
  static final int ONE_WAY = 1;
  static final int DUPLEX = 2;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("first"),
              ValueLayout.JAVA_LONG.withName("second"),
              ValueLayout.JAVA_INT.withName("passing"),
              MemoryLayout.paddingLayout(44),
              ValueLayout.JAVA_INT.withName("secondItems"),
              MemoryLayout.paddingLayout(60),
              ValueLayout.JAVA_INT.withName("firstRoom"),
              MemoryLayout.paddingLayout(60),
              ValueLayout.JAVA_INT.withName("firstItems"),
              MemoryLayout.paddingLayout(60),
              ValueLayout.JAVA_INT.withName("secondRoom"),
              MemoryLayout.paddingLayout(60))
          .withName("pipe");

  static final long FIRST_OFFSET = offset("first");
  static final long SECOND_OFFSET = offset("second");
  static final long PASSING_OFFSET = offset("passing");
  static final long SECOND_ITEMS_OFFSET = offset("secondItems");
  static final long FIRST_ROOM_OFFSET = offset("firstRoom");
  static final long FIRST_ITEMS_OFFSET = offset("firstItems");
  static final long SECOND_ROOM_OFFSET = offset("secondRoom");
  static final long RINGS_OFFSET = LAYOUT.byteSize();

  private SharedPipeLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  /** How much memory a pipe needs, of so many directions and with rings of so many lines. */
  static long bytes(int directions, int lines) {
    return RINGS_OFFSET + directions * RingLayout.bytes(lines);
  }

  /** Fills in what a new pipe is, in memory that is zero. */
  static void initialize(Block block, int directions, int lines) {
    for (int direction = 0; direction < directions; direction++) {
      RingLayout.initialize(ring(block, directions, direction), lines, 0);
    }
  }

  /** The memory of a ring. */
  static Block ring(Block block, int directions, int direction) {
    // Rounded down, so that rings in memory of a wrong size are refused as such.
    long bytes = (block.byteSize() - RINGS_OFFSET) / directions & -Long.BYTES;
    return block.slice(RINGS_OFFSET + direction * bytes, bytes);
  }
}
