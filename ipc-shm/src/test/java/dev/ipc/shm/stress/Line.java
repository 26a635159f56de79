package dev.ipc.shm.stress;

import dev.ipc.memory.Block;
import java.util.List;

/**
 * What one thread writes down: eight longs, which others may read at any time, and the test when
 * the thread is dead. The first two mean the same for all, the others what the {@link Drill} says.
 */
final class Line {
  static final long BYTES = 64;

  /** How many turns the thread has made. */
  static final int TURNS = 0;

  /** Where the thread is; see {@link Crowd}. */
  static final int PRESENCE = 1;

  private final Block block;

  Line(Block block) {
    this.block = block;
  }

  long get(int cell) {
    return block.getLongVolatile(offset(cell));
  }

  void set(int cell, long value) {
    block.setLongVolatile(offset(cell), value);
  }

  void add(int cell, long delta) {
    set(cell, get(cell) + delta);
  }

  private static long offset(int cell) {
    return (long) cell * Long.BYTES;
  }

  static long sum(List<Line> lines, int cell) {
    return lines.stream().mapToLong(line -> line.get(cell)).sum();
  }
}
