package dev.ipc.pool;

import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a pool's board: who its workers are, and what they do.
 *
 * <pre>
 *   0 lines     how many lines follow
 *   4 workers   how many workers get tasks at a time
 *   8 pending   how many jobs are with no worker
 *   0 hand      [epoch:32][started:32]: how often jobs were taken back from the worker, and how
 *               many it has begun, both modulo 2^32
 *  64 state     0 = free, 1 = starting, 2 = at work, 3 = ending in order
 *  68 owner     which member the worker is, [0:1][slot:12][generation:19], 0 = none yet
 *  72 pid       its process id, 0 = none yet
 *  80 job       number of the job that it has begun, 0 = it is idle
 *  88 item      how many of the job's items it has begun
 *  96 since     when it began that job, or became idle: nanoseconds of the system's uptime
 * 104 done      how many items it has done
 * 112 heapUsed  bytes of its heap in use
 * 120 heapMax   bytes that its heap may have
 * 128 control   [started:31][interrupt:1]: the job to be given up, by what `started` became when it
 *               was begun
 * </pre>
 *
 * <p>The fields from {@code hand} on are those of a line, one for each worker and spare worker. The
 * lines begin at a multiple of 64 and have 192 bytes each.
 *
 * <p>The pool writes {@code lines} and {@code workers} at creation, {@code pending}, the whole of a
 * line while it is free, and {@code control}. Both sides change {@code hand} by compare-and-set.
 * The worker writes all else in its line.
 */
final class PoolBoardLayout {
  static final int KIND = 19;
  static final int ELEMENT = 1;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_INT.withName("lines"),
              ValueLayout.JAVA_INT.withName("workers"),
              ValueLayout.JAVA_LONG.withName("pending"),
              MemoryLayout.paddingLayout(48))
          .withName("board");

  static final StructLayout LINE =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("hand"),
              MemoryLayout.paddingLayout(56),
              ValueLayout.JAVA_INT.withName("state"),
              ValueLayout.JAVA_INT.withName("owner"),
              ValueLayout.JAVA_LONG.withName("pid"),
              ValueLayout.JAVA_LONG.withName("job"),
              ValueLayout.JAVA_INT.withName("item"),
              MemoryLayout.paddingLayout(4),
              ValueLayout.JAVA_LONG.withName("since"),
              ValueLayout.JAVA_LONG.withName("done"),
              ValueLayout.JAVA_LONG.withName("heapUsed"),
              ValueLayout.JAVA_LONG.withName("heapMax"),
              ValueLayout.JAVA_INT.withName("control"),
              MemoryLayout.paddingLayout(60))
          .withName("line");

  static final long LINES_OFFSET = offset(LAYOUT, "lines");
  static final long WORKERS_OFFSET = offset(LAYOUT, "workers");
  static final long PENDING_OFFSET = offset(LAYOUT, "pending");

  static final long HAND_OFFSET = offset(LINE, "hand");
  static final long STATE_OFFSET = offset(LINE, "state");
  static final long OWNER_OFFSET = offset(LINE, "owner");
  static final long PID_OFFSET = offset(LINE, "pid");
  static final long JOB_OFFSET = offset(LINE, "job");
  static final long ITEM_OFFSET = offset(LINE, "item");
  static final long SINCE_OFFSET = offset(LINE, "since");
  static final long DONE_OFFSET = offset(LINE, "done");
  static final long HEAP_USED_OFFSET = offset(LINE, "heapUsed");
  static final long HEAP_MAX_OFFSET = offset(LINE, "heapMax");
  static final long CONTROL_OFFSET = offset(LINE, "control");

  private PoolBoardLayout() {}

  private static long offset(StructLayout struct, String field) {
    return Offsets.of(struct, field);
  }

  static long bytes(int lines) {
    return lineOffset(lines);
  }

  static long lineOffset(int line) {
    return LAYOUT.byteSize() + line * LINE.byteSize();
  }

  /** How many lines a file has, or -1 if that does not fit the file. */
  static int lines(Block block) {
    int lines = block.getInt(LINES_OFFSET);
    return lines > 0 && bytes(lines) == block.byteSize() ? lines : -1;
  }
}
