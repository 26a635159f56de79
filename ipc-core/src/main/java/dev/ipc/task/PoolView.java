package dev.ipc.task;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** A pool with other options. */
final class PoolView extends AbstractTaskPool {
  private final AbstractTaskPool pool;
  private final CallOptions options;

  PoolView(AbstractTaskPool pool, CallOptions options) {
    this.pool = pool;
    this.options = options;
  }

  @Override
  CallOptions options() {
    return options;
  }

  @Override
  public TaskPool with(CallOptions other) {
    return new PoolView(pool, other);
  }

  @Override
  protected void carryOut(Job job) {
    pool.carryOut(job);
  }

  @Override
  protected void carryOutHere(Job job) throws InterruptedException {
    pool.carryOutHere(job);
  }

  @Override
  protected void cancel(Job job, boolean mayInterrupt) {
    pool.cancel(job, mayInterrupt);
  }

  @Override
  protected void checkMayWait() {
    pool.checkMayWait();
  }

  @Override
  protected int workers() {
    return pool.workers();
  }

  @Override
  public void shutdown() {
    pool.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    return pool.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return pool.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return pool.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return pool.awaitTermination(timeout, unit);
  }

  @Override
  public void close() {
    pool.close();
  }
}
