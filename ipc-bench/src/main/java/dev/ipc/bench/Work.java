package dev.ipc.bench;

import java.io.IOException;
import java.util.concurrent.BrokenBarrierException;

/** What a worker does, over memory that it shares with others. */
interface Work extends AutoCloseable {
  /** Operations between two looks at the clock, where nobody waits for anybody. */
  int BATCH = 1_000;

  /** How many operations the last batch had. */
  default int operations() {
    return BATCH;
  }

  /** Does {@link #operations} operations. */
  void batch() throws IOException, InterruptedException, BrokenBarrierException;

  /**
   * Whether the batch just done is the last of its window.
   *
   * @param timeIsOver what the clock says
   */
  default boolean isLast(boolean timeIsOver) throws InterruptedException {
    return timeIsOver;
  }

  /**
   * What is told of a window beside the number of operations; asked once for each.
   *
   * @param nanos from its first operation to the last
   * @return the same, unless this work has a measure of its own
   */
  default long told(long nanos) {
    return nanos;
  }

  /** Takes the lock, and keeps it. */
  default void take() throws IOException {
    throw new UnsupportedOperationException(this + " has no lock");
  }

  @Override
  void close() throws IOException;
}
