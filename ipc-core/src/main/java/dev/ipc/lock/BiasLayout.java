package dev.ipc.lock;

import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory beside a lock that may be left to the thread that uses it most.
 *
 * <pre>
 * 0 cell   1 + the cell of the thread the lock was left to last, unless known to be outside; 0 = none
 * 4 barred 1 = the lock is left to nobody any more
 * </pre>
 *
 * <p>Cells follow, each on a line of 64 bytes and for one thread. Both fields, and whose a cell is,
 * are changed by the owner of the lock; whether a thread is inside, by that thread.
 */
public final class BiasLayout {
  /** The fixed part. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_INT.withName("cell"),
              ValueLayout.JAVA_INT.withName("barred"),
              MemoryLayout.paddingLayout(56))
          .withName("bias");

  /** How many threads there are cells for. */
  static final int CELLS = 15;

  private static final long CELL_BYTES = 64;

  /** Length in bytes of the cells. */
  public static final long CELLS_BYTES = CELLS * CELL_BYTES;

  /** Length in bytes of all of it. */
  public static final long BYTES = LAYOUT.byteSize() + CELLS_BYTES;

  static final long CELL_OFFSET = Offsets.of(LAYOUT, "cell");
  static final long BARRED_OFFSET = Offsets.of(LAYOUT, "barred");

  private BiasLayout() {}

  /** Where it is said whose a cell is: the thread's word, see {@link LockWord}, or 0. */
  static long threadOffset(int cell) {
    return LAYOUT.byteSize() + cell * CELL_BYTES;
  }

  /** Where it is said whether the thread of a cell is in a section: 1, or 0. */
  static long insideOffset(int cell) {
    return threadOffset(cell) + Long.BYTES;
  }
}
