package dev.ipc.bench;

import dev.ipc.process.PoolOptions;
import dev.ipc.process.ProcessPool;

/** Makes a pool, and waits for its first result. */
final class FirstResult implements Work {
  private final PoolOptions options;
  private long nanos;

  FirstResult(PoolOptions options) {
    this.options = options;
  }

  @Override
  public int operations() {
    return 1;
  }

  @Override
  public void batch() throws InterruptedException {
    long start = System.nanoTime();
    try (ProcessPool pool = ProcessPool.of(options)) {
      pool.apply(PoolTasks::square, 1);
      nanos += System.nanoTime() - start;
    }
  }

  @Override
  public long told(long all) {
    long told = nanos;
    nanos = 0;
    return told;
  }

  @Override
  public void close() {}
}
