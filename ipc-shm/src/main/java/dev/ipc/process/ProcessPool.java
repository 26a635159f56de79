package dev.ipc.process;

import dev.ipc.task.AbstractTaskPool;

/** A pool whose workers are JVMs of their own. */
public abstract class ProcessPool extends AbstractTaskPool {
  /** For the one implementation. */
  ProcessPool() {}

  /**
   * A pool with so many workers.
   *
   * @param workers how many run tasks at a time
   * @return the pool, to be closed
   * @throws IllegalArgumentException if they are none or too many
   */
  public static ProcessPool of(int workers) {
    return of(PoolOptions.DEFAULTS.workers(workers));
  }

  /**
   * A pool with as many workers as this JVM sees processors.
   *
   * @return the pool, to be closed
   */
  public static ProcessPool onProcessors() {
    return of(PoolOptions.DEFAULTS.workers(Runtime.getRuntime().availableProcessors()));
  }

  /**
   * A pool as the options say.
   *
   * @param options how the workers are
   * @return the pool, to be closed
   * @throws IllegalArgumentException if the initializer cannot travel
   */
  public static ProcessPool of(PoolOptions options) {
    return new CrewPool(options);
  }
}
