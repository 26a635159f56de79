package dev.ipc.bench;

import java.io.IOException;

/** What a worker does, over memory that it shares with others. */
interface Work extends AutoCloseable {
  /** Operations between two looks at the clock. */
  int BATCH = 1_000;

  /** Does {@link #BATCH} operations. */
  void batch() throws IOException;

  /** Takes the lock, and keeps it. */
  default void take() throws IOException {
    throw new UnsupportedOperationException(this + " has no lock");
  }

  @Override
  void close() throws IOException;
}
