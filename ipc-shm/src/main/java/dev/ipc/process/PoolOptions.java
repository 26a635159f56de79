package dev.ipc.process;

import dev.ipc.Action;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How the workers of a {@link ProcessPool} are. Begin with {@link #DEFAULTS} and change what
 * matters: {@code PoolOptions.DEFAULTS.workers(4).heap("256m").onDeath(OnDeath.RETRY_TASK)}.
 *
 * @param name what the pool is called, before a number that is made up: {@code pool} makes {@code
 *     pool-1} with the workers {@code pool-1-worker-1} and so on
 * @param workers how many workers run tasks at a time; they are started as they are needed, the
 *     first at once
 * @param prestart whether all workers are started at once
 * @param spares how many more are started ahead, and wait to take the place of one that dies
 * @param jvm how their JVMs are started; what it says of name and daemon does not count
 * @param initializer what each worker does before its first task
 * @param tasksPerWorker after how many tasks, or items of a call with many, a worker is replaced by
 *     a new one; counted at the end of a chunk. By default never
 * @param idleExpiry after how long without a task a worker ends; by default never
 * @param grace how long a task that was interrupted may go on before its worker is killed
 * @param onDeath what becomes of the items that a dead worker had begun
 */
public record PoolOptions(
    String name,
    int workers,
    boolean prestart,
    int spares,
    JvmOptions jvm,
    Optional<Action> initializer,
    OptionalInt tasksPerWorker,
    Optional<Duration> idleExpiry,
    Duration grace,
    OnDeath onDeath) {
  /** As many workers as processors, no spares, plain JVMs, a grace of 2 seconds, tasks fail. */
  public static final PoolOptions DEFAULTS =
      new PoolOptions(
          "pool",
          Runtime.getRuntime().availableProcessors(),
          false,
          0,
          JvmOptions.DEFAULTS,
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Duration.ofSeconds(2),
          OnDeath.FAIL_TASK);

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  /**
   * How many workers and spares a pool may have together: they share a domain with the members that
   * tasks may need.
   */
  public static final int MAX_WORKERS = 200;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if one of them cannot be
   */
  public PoolOptions {
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "not a name for a pool: '" + name + "'; use up to 64 letters, digits, '.', '_' and '-'");
    }
    require(workers >= 1, "a pool needs workers: workers=" + workers + "; use 1 or more");
    require(spares >= 0, "there are no negative spares: spares=" + spares + "; use 0 or more");
    require(
        (long) workers + spares <= MAX_WORKERS,
        "too many workers: workers="
            + workers
            + ", spares="
            + spares
            + ", most="
            + MAX_WORKERS
            + "; use fewer");
    require(
        tasksPerWorker.orElse(1) >= 1,
        "a worker does at least one task: tasksPerWorker=" + tasksPerWorker.orElse(0));
    require(
        idleExpiry.isEmpty() || idleExpiry.get().isPositive(),
        "an expiry must be positive: idleExpiry=" + idleExpiry.orElse(null) + "; or leave it out");
    require(!grace.isNegative(), "a grace cannot be negative: grace=" + grace + "; use 0 or more");
  }

  private static void require(boolean sound, String otherwise) {
    if (!sound) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * Changes the name.
   *
   * @param name what the pool is called, before its number
   * @return new options
   */
  public PoolOptions name(String name) {
    return new PoolOptions(
        name,
        workers,
        prestart,
        spares,
        jvm,
        initializer,
        tasksPerWorker,
        idleExpiry,
        grace,
        onDeath);
  }

  /**
   * Changes the number of workers.
   *
   * @param workers how many run tasks at a time
   * @return new options
   */
  public PoolOptions workers(int workers) {
    return new PoolOptions(
        name,
        workers,
        prestart,
        spares,
        jvm,
        initializer,
        tasksPerWorker,
        idleExpiry,
        grace,
        onDeath);
  }

  /**
   * Changes when workers are started.
   *
   * @param prestart whether all of them are started with the pool, so that none of its first tasks
   *     waits longer than others; by default each is as it is needed
   * @return new options
   */
  public PoolOptions prestart(boolean prestart) {
    return new PoolOptions(
        name,
        workers,
        prestart,
        spares,
        jvm,
        initializer,
        tasksPerWorker,
        idleExpiry,
        grace,
        onDeath);
  }

  /**
   * Changes the number of spare workers.
   *
   * @param spares how many are started ahead
   * @return new options
   */
  public PoolOptions spares(int spares) {
    return new PoolOptions(
        name,
        workers,
        prestart,
        spares,
        jvm,
        initializer,
        tasksPerWorker,
        idleExpiry,
        grace,
        onDeath);
  }

  /**
   * Changes how the JVMs are started.
   *
   * @param jvm their flags, heap, environment, output and so on
   * @return new options
   */
  public PoolOptions jvm(JvmOptions jvm) {
    return new PoolOptions(
        name,
        workers,
        prestart,
        spares,
        jvm,
        initializer,
        tasksPerWorker,
        idleExpiry,
        grace,
        onDeath);
  }

  /**
   * Changes the largest size of each worker's heap.
   *
   * @param size such as {@code "64m"}
   * @return new options
   */
  public PoolOptions heap(String size) {
    return jvm(jvm.heap(size));
  }

  /**
   * Changes the flags of the JVMs.
   *
   * @param flags such as {@code -XX:+UseSerialGC}
   * @return new options
   */
  public PoolOptions flags(String... flags) {
    return jvm(jvm.flags(List.of(flags)));
  }

  /**
   * Has the workers log to this JVM: see {@link JvmOptions#logging(Level)}.
   *
   * @param level the lowest that is sent
   * @return new options
   */
  public PoolOptions logging(Level level) {
    return jvm(jvm.logging(level));
  }

  /**
   * Changes what each worker does before its first task. If it throws, the pool is broken.
   *
   * @param initializer what to do; it travels to the worker
   * @return new options
   */
  public PoolOptions initializer(Action initializer) {
    return new PoolOptions(
        name,
        workers,
        prestart,
        spares,
        jvm,
        Optional.of(initializer),
        tasksPerWorker,
        idleExpiry,
        grace,
        onDeath);
  }

  /**
   * Changes how long workers last.
   *
   * @param tasksPerWorker after how many tasks or items a worker is replaced
   * @return new options
   */
  public PoolOptions tasksPerWorker(int tasksPerWorker) {
    return new PoolOptions(
        name,
        workers,
        prestart,
        spares,
        jvm,
        initializer,
        OptionalInt.of(tasksPerWorker),
        idleExpiry,
        grace,
        onDeath);
  }

  /**
   * Changes when idle workers end. They are started again as they are needed.
   *
   * @param idleExpiry after how long without a task
   * @return new options
   */
  public PoolOptions idleExpiry(Duration idleExpiry) {
    return new PoolOptions(
        name,
        workers,
        prestart,
        spares,
        jvm,
        initializer,
        tasksPerWorker,
        Optional.of(idleExpiry),
        grace,
        onDeath);
  }

  /**
   * Changes how patient the pool is.
   *
   * @param grace how long a task that was interrupted may go on before its worker is killed
   * @return new options
   */
  public PoolOptions grace(Duration grace) {
    return new PoolOptions(
        name,
        workers,
        prestart,
        spares,
        jvm,
        initializer,
        tasksPerWorker,
        idleExpiry,
        grace,
        onDeath);
  }

  /**
   * Changes what becomes of what a dead worker had begun.
   *
   * @param onDeath what to do
   * @return new options
   */
  public PoolOptions onDeath(OnDeath onDeath) {
    return new PoolOptions(
        name,
        workers,
        prestart,
        spares,
        jvm,
        initializer,
        tasksPerWorker,
        idleExpiry,
        grace,
        onDeath);
  }
}
