package dev.ipc.lock;

import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a {@link WaitSet}: a head, and a table of lines, one for each thread that waits.
 *
 * <pre>
 *  0 tickets  how many lines were ever taken
 *  8 eligible how many of them when a grant was given last
 * 16 move     [from:32][to:32], lines counted from 1: a grant on its way from a dead one's; 0 = none
 * 24 capacity how many lines there are
 * 28 used     lines from this one on are free
 * 32 lines    as many as there is room for, 24 bytes each:
 *       0 state   0 = free, 1 = its thread waits, 2 = it may go on; threads sleep while it is 1
 *       4 owner   [0:1][slot:12][generation:19], its process; 0 = gave up without having the lock
 *       8 thread  number of the thread in its process
 *      16 ticket  its place in the order in which they came, from 1
 * </pre>
 *
 * <p>{@code capacity} is written at creation. Everything else is written with the lock held, {@code
 * state} last, except that a thread which cannot take the lock again stores 0 in the {@code owner}
 * of its own line.
 */
public final class WaitSetLayout {
  private static final StructLayout HEAD =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("tickets"),
              ValueLayout.JAVA_LONG.withName("eligible"),
              ValueLayout.JAVA_LONG.withName("move"),
              ValueLayout.JAVA_INT.withName("capacity"),
              ValueLayout.JAVA_INT.withName("used"))
          .withName("waitSet");

  private static final StructLayout LINE =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_INT.withName("state"),
              ValueLayout.JAVA_INT.withName("owner"),
              ValueLayout.JAVA_LONG.withName("thread"),
              ValueLayout.JAVA_LONG.withName("ticket"))
          .withName("line");

  static final long TICKETS_OFFSET = offset(HEAD, "tickets");
  static final long ELIGIBLE_OFFSET = offset(HEAD, "eligible");
  static final long MOVE_OFFSET = offset(HEAD, "move");
  static final long CAPACITY_OFFSET = offset(HEAD, "capacity");
  static final long USED_OFFSET = offset(HEAD, "used");
  static final long LINES_OFFSET = HEAD.byteSize();

  static final long LINE_BYTES = LINE.byteSize();
  static final long STATE_OFFSET = offset(LINE, "state");
  static final long OWNER_OFFSET = offset(LINE, "owner");
  static final long THREAD_OFFSET = offset(LINE, "thread");
  static final long TICKET_OFFSET = offset(LINE, "ticket");

  /** States of a line. */
  static final int FREE = 0;

  static final int WAITING = 1;
  static final int GRANTED = 2;

  private WaitSetLayout() {}

  private static long offset(StructLayout layout, String field) {
    return Offsets.of(layout, field);
  }

  /**
   * How much memory it needs.
   *
   * @param capacity how many threads may wait at the same time
   * @return bytes
   */
  public static long bytes(int capacity) {
    return LINES_OFFSET + capacity * LINE_BYTES;
  }

  /**
   * Prepares memory that is zero.
   *
   * @param block the memory
   * @param capacity how many threads may wait at the same time
   */
  public static void initialize(Block block, int capacity) {
    block.setInt(CAPACITY_OFFSET, capacity);
  }

  /**
   * How many threads may wait at the same time, by the memory itself.
   *
   * @param block the memory
   * @return the capacity, from whoever wrote the file
   */
  public static int capacity(Block block) {
    return block.getInt(CAPACITY_OFFSET);
  }

  /**
   * Whether the memory can be a wait set.
   *
   * @param block the memory
   * @return false if its capacity does not fit its length
   */
  public static boolean isValid(Block block) {
    int capacity = capacity(block);
    return capacity > 0 && bytes(capacity) == block.byteSize();
  }
}
