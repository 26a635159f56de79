package dev.ipc.cli;

/** Where snapshots are seen. */
interface TopView extends AutoCloseable {
  void show(Snapshot snapshot);

  /**
   * Waits for the time of the next snapshot.
   *
   * @param nanos that time, by {@link System#nanoTime}
   * @return false if nobody wants another
   */
  boolean await(long nanos) throws InterruptedException;

  @Override
  void close();
}
