package dev.ipc.bench;

import dev.ipc.shm.Shm;
import dev.ipc.value.SharedLong;
import java.nio.file.Path;

/**
 * The work of one of two sides that wait for each other in each operation. Both do the same number
 * of batches, or one would wait forever: after each of them side 0 says whether it was the last.
 */
abstract class Pair implements Work {
  /** Operations of a batch: few, because each may take long. */
  protected static final int ROUNDS = 100;

  protected final Shm shm;
  protected final int side;

  /** The number of the batch that side 0 has done, negative if it was the last of its window. */
  private final SharedLong verdict;

  private long batches;

  Pair(Path memory, int side) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.side = side;
    this.verdict = shm.openOrCreate("verdict", SharedLong.initially(0));
  }

  @Override
  public final int operations() {
    return ROUNDS;
  }

  @Override
  @SuppressWarnings(
      "ThreadPriorityCheck") // when both sides have the same core, the other shall run
  public final boolean isLast(boolean timeIsOver) {
    batches++;
    if (side == 0) {
      verdict.set(timeIsOver ? -batches : batches);
    }
    while (Math.abs(verdict.get()) < batches) {
      Thread.yield();
    }
    return verdict.get() < 0;
  }

  @Override
  public void close() {
    shm.close();
  }
}
