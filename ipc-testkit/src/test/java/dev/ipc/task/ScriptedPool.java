package dev.ipc.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A pool without workers: a test does their work, when and how it likes. */
final class ScriptedPool extends AbstractTaskPool {
  final Deque<Job> jobs = new ArrayDeque<>();
  final List<Job> cancelled = new ArrayList<>();

  /** Items that cannot travel. */
  final Set<@Nullable Object> unsendable = new HashSet<>();

  private final int workers;
  private boolean isShutdown;

  ScriptedPool(int workers) {
    this.workers = workers;
  }

  @Override
  protected void carryOut(Job job) {
    if (isShutdown && !job.isPromised()) {
      throw new RejectedExecutionException("shut down");
    }
    if (job.items().stream().anyMatch(unsendable::contains)) {
      throw new IllegalArgumentException("cannot travel: " + job.items());
    }
    jobs.add(job);
  }

  @Override
  protected void cancel(Job job, boolean mayInterrupt) {
    cancelled.add(job);
    jobs.remove(job);
  }

  @Override
  protected int workers() {
    return workers;
  }

  /** Carries out the job that waits longest, and says how long each item took. */
  void work(long nanosPerItem) throws Exception {
    work(jobs.remove(), nanosPerItem);
  }

  /** Carries out a job, and says how long each item took. */
  void work(Job job, long nanosPerItem) throws Exception {
    List<@Nullable Object> results = new ArrayList<>();
    for (Object item : job.items()) {
      results.add(job.function().apply(item));
    }
    job.took(results.size(), nanosPerItem * results.size());
    job.allSucceeded(0, results);
  }

  /** Carries out jobs until there are none. */
  void workOff(long nanosPerItem) throws Exception {
    while (!jobs.isEmpty()) {
      work(nanosPerItem);
    }
  }

  @Override
  public void shutdown() {
    isShutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return isShutdown;
  }

  @Override
  public boolean isTerminated() {
    return isShutdown && jobs.isEmpty();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isTerminated();
  }
}
