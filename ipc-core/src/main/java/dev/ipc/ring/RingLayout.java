package dev.ipc.ring;

import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a ring: what producers write, what consumers write, and then the lines of the
 * records.
 *
 * <pre>
 *   0 lines    how many lines of 64 bytes there are for records, a power of two
 *   4 maxItems how many items may be in it, 0 = as many as fit
 *  64 tail     where the next record goes
 *  72 headSeen a head that producers have seen
 *  80 passed   how many items were before some tail, all 64 bits of it
 *  88 spilled  how many items were too large for the ring
 * 128 head     the first record that is not finished
 * 136 next     while mixedEnd is after head: no item before it is to be had
 * 144 mixedEnd from here on no record is on lease, nor finished but for pads
 * 152 leaving  1 + the line of an item elsewhere whose bytes are about to be deleted, 0 = none
 * 192 records
 * </pre>
 *
 * <p>{@code tail}, {@code head}, {@code next} and {@code mixedEnd} are positions, see {@link
 * Position}.
 */
public final class RingLayout {
  /** The fixed part. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_INT.withName("lines"),
              ValueLayout.JAVA_INT.withName("maxItems"),
              MemoryLayout.paddingLayout(56),
              ValueLayout.JAVA_LONG.withName("tail"),
              ValueLayout.JAVA_LONG.withName("headSeen"),
              ValueLayout.JAVA_LONG.withName("passed"),
              ValueLayout.JAVA_LONG.withName("spilled"),
              MemoryLayout.paddingLayout(32),
              ValueLayout.JAVA_LONG.withName("head"),
              ValueLayout.JAVA_LONG.withName("next"),
              ValueLayout.JAVA_LONG.withName("mixedEnd"),
              ValueLayout.JAVA_LONG.withName("leaving"),
              MemoryLayout.paddingLayout(32))
          .withName("ring");

  /** The smallest ring, in lines. */
  public static final int MIN_LINES = 16;

  /** The largest ring, in lines: 64 GiB. */
  public static final int MAX_LINES = 1 << 30;

  /** The largest ring, in bytes of records. */
  public static final long MAX_BYTES = MAX_LINES * RecordLayout.LINE_BYTES;

  static final long LINES_OFFSET = offset("lines");
  static final long MAX_ITEMS_OFFSET = offset("maxItems");
  static final long TAIL_OFFSET = offset("tail");
  static final long HEAD_SEEN_OFFSET = offset("headSeen");
  static final long PASSED_OFFSET = offset("passed");
  static final long SPILLED_OFFSET = offset("spilled");
  static final long HEAD_OFFSET = offset("head");
  static final long NEXT_OFFSET = offset("next");
  static final long MIXED_END_OFFSET = offset("mixedEnd");
  static final long LEAVING_OFFSET = offset("leaving");
  static final long RECORDS_OFFSET = LAYOUT.byteSize();

  private RingLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  /**
   * How many lines hold so many bytes of records.
   *
   * @param capacityBytes what is asked for; at most {@link #MAX_LINES} lines
   * @return the next power of two, at least {@link #MIN_LINES}
   */
  public static int lines(long capacityBytes) {
    long asked = (capacityBytes + RecordLayout.LINE_BYTES - 1) / RecordLayout.LINE_BYTES;
    long least = Math.clamp(asked, MIN_LINES, MAX_LINES);
    return (int) (Long.highestOneBit(least - 1) << 1);
  }

  /**
   * How much memory a ring needs.
   *
   * @param lines how many lines it has for records
   * @return bytes
   */
  public static long bytes(int lines) {
    return RECORDS_OFFSET + lines * RecordLayout.LINE_BYTES;
  }

  /**
   * Fills in what a new ring is, in memory that is zero.
   *
   * @param block starts with the ring
   * @param lines how many lines it has for records
   * @param maxItems how many items may be in it, 0 = as many as fit
   */
  public static void initialize(Block block, int lines, int maxItems) {
    block.setInt(LINES_OFFSET, lines);
    block.setInt(MAX_ITEMS_OFFSET, maxItems);
  }
}
