package dev.ipc.process;

import dev.ipc.task.AbstractTaskPool;

/**
 * A pool whose workers are JVMs of their own: own heap, own garbage collector, own death.
 *
 * <pre>{@code
 * try (var pool = ProcessPool.of(4)) {
 *   List<Integer> squares = pool.map(n -> n * n, IntStream.range(0, 12));
 * }
 * }</pre>
 *
 * <p>The first worker starts with the pool, others as tasks wait, up to the number given. Tasks run
 * on a worker's main thread, one at a time. Workers end with the pool, and with this JVM however
 * that ends; an open pool does not keep the JVM alive, and one that is forgotten ends.
 *
 * <p>What cannot travel is an error of the call; a result that cannot is an error of its task.
 *
 * <table class="striped">
 * <caption>If a worker dies, by whatever</caption>
 * <tr><th>an item</th><th>is</th></tr>
 * <tr><td>whose result came</td><td>done</td></tr>
 * <tr><td>that was begun</td><td>failed with {@link dev.ipc.WorkerDiedException}, or run again: see
 * {@link OnDeath}</td></tr>
 * <tr><td>that was not begun</td><td>run by another worker</td></tr>
 * </table>
 *
 * <p>A new worker, or a spare, takes the place of the dead one. An initializer that throws, or
 * three workers in a row that die before they are ready, break the pool: all that is left fails
 * with the cause, and no more is taken.
 *
 * <p>At its time limit, a task fails and is interrupted, as one that is cancelled is; if it does
 * not end within {@link PoolOptions#grace}, its worker is killed.
 *
 * <p>Callbacks of results run in the thread that serves a worker, {@code ipc-pool-1-worker-2}, or
 * in the thread of {@code apply}: be brief there, and do not wait for the pool.
 *
 * <h2>Overview</h2>
 *
 * <p>Each worker has a pipe to the pool, and one thread at a time serves it: sends it jobs, and
 * receives what comes of them. So a worker that is stopped, or gets something large, keeps nobody
 * else waiting, and no lock is shared between processes. The thread of {@code apply} serves an idle
 * worker itself, which saves two of four hand-overs. Short jobs are sent ahead, as many as make
 * about 200 microseconds, so that workers need not wait; what is not begun is taken back when the
 * job before it takes longer than 10 ms, is cancelled, or the worker dies. How a job is begun or
 * taken back, and never both, is told in {@code dev.ipc.pool.PoolBoard}.
 */
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
