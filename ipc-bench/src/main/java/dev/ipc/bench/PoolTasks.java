package dev.ipc.bench;

import dev.ipc.process.PoolOptions;
import dev.ipc.process.ProcessPool;
import dev.ipc.task.CallOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Has a pool of warm workers do trivial tasks. */
abstract class PoolTasks implements Work {
  private final int tasks;
  protected final ProcessPool pool;

  private PoolTasks(PoolOptions options, int tasks) {
    this.tasks = tasks;
    this.pool = ProcessPool.of(options);
  }

  static int square(int n) {
    return n * n;
  }

  static long pid() {
    return ProcessHandle.current().pid();
  }

  @Override
  public final int operations() {
    return tasks;
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Maps many items. */
  static final class Mapping extends PoolTasks {
    private static final int ITEMS = 100_000;
    private static final int CHUNKS = 20_000;

    private final CallOptions options;

    /** A call that leaves it to the pool how many items are a chunk, or one with chunks of one. */
    Mapping(PoolOptions options, boolean singly) {
      super(options, singly ? CHUNKS : ITEMS);
      this.options = singly ? CallOptions.DEFAULTS.chunkSize(1) : CallOptions.DEFAULTS;
    }

    @Override
    public void batch() throws InterruptedException {
      List<Integer> results =
          pool.with(options).map(PoolTasks::square, IntStream.range(0, operations()));
      check(results.getLast(), operations() - 1);
    }
  }

  /** Submits many tasks, then fetches all results. */
  static final class Submitting extends PoolTasks {
    private static final int TASKS = 20_000;

    Submitting(PoolOptions options) {
      super(options, TASKS);
    }

    @Override
    public void batch() throws InterruptedException {
      List<Future<Integer>> results = new ArrayList<>(TASKS);
      for (int i = 0; i < TASKS; i++) {
        results.add(pool.applyAsync(PoolTasks::square, i));
      }
      int last = 0;
      for (Future<Integer> result : results) {
        last = value(result);
      }
      check(last, TASKS - 1);
    }

    private static int value(Future<Integer> result) throws InterruptedException {
      try {
        return result.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("task failed: " + e.getCause(), e);
      }
    }
  }

  /** Has one task done after the other, and keeps how long each took. */
  static final class Applying extends PoolTasks {
    private static final int DIGITS = 3;

    private final Histogram times = new Histogram(DIGITS);

    Applying(PoolOptions options) {
      super(options, BATCH);
    }

    @Override
    public void batch() throws InterruptedException {
      for (int i = 0; i < BATCH; i++) {
        long start = System.nanoTime();
        pool.apply(PoolTasks::square, i);
        times.recordValue(System.nanoTime() - start);
      }
    }

    @Override
    public long told(long all) {
      long median = times.getValueAtPercentile(50);
      times.reset();
      return median;
    }
  }

  private static void check(int result, int n) {
    if (result != square(n)) {
      throw new IllegalStateException("wrong result: n=" + n + ", result=" + result);
    }
  }
}
