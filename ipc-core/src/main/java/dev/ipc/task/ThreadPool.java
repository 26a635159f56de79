package dev.ipc.task;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A pool whose workers are daemon threads of this JVM. They start when they are needed. */
final class ThreadPool extends AbstractTaskPool {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final int size;
  private final String name;

  /*
   * The monitor of this object guards what follows. No job is reported to with it held. A worker
   * counts as busy until its job has been reported to, so that the pool does not end before.
   */
  private final Deque<Job> pending = new ArrayDeque<>();
  private final List<Worker> workers = new ArrayList<>();
  private int idle;
  private boolean isShutdown;
  private boolean isStopped;

  ThreadPool(int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException(
          "a pool needs workers: workers=" + workers + "; give 1 or more");
    }
    size = workers;
    name = "ipc-threads-" + COUNT.incrementAndGet();
  }

  @Override
  protected int workers() {
    return size;
  }

  @Override
  protected synchronized void carryOut(Job job) {
    if (isStopped || (isShutdown && !job.isPromised())) {
      throw new RejectedExecutionException(
          "the pool was shut down: pool=" + name + ", submitted=" + job.origin());
    }
    pending.add(job);
    if (idle >= pending.size()) {
      notify();
    } else if (workers.size() < size) {
      Worker worker = new Worker(name + "-worker-" + (workers.size() + 1));
      workers.add(worker);
      worker.start();
    }
  }

  @Override
  protected void cancel(Job job, boolean mayInterrupt) {
    if (mayInterrupt && job.attachment() instanceof Worker worker) {
      worker.interruptIn(job);
    }
  }

  /** The next job for a worker; null if there will be none. */
  private synchronized @Nullable Job take() {
    while (pending.isEmpty() && !isShutdown) {
      idle++;
      try {
        wait();
      } catch (InterruptedException e) {
        // Somebody else's: a worker is interrupted in its task only.
      } finally {
        idle--;
      }
    }
    return pending.poll();
  }

  private synchronized void ended(Worker worker) {
    workers.remove(worker);
    notifyAll();
  }

  @Override
  public synchronized void shutdown() {
    isShutdown = true;
    notifyAll();
  }

  @Override
  public List<Runnable> shutdownNow() {
    List<Job> queued;
    List<Worker> busy;
    synchronized (this) {
      shutdown();
      isStopped = true;
      queued = new ArrayList<>(pending);
      busy = new ArrayList<>(workers);
      pending.clear();
    }
    queued.forEach(Job::cancelled);
    busy.forEach(Worker::stop);
    return List.of();
  }

  @Override
  public synchronized boolean isShutdown() {
    return isShutdown;
  }

  @Override
  public synchronized boolean isTerminated() {
    return isShutdown && pending.isEmpty() && workers.isEmpty();
  }

  @Override
  public synchronized boolean awaitTermination(long timeout, TimeUnit unit)
      throws InterruptedException {
    long start = System.nanoTime();
    long nanos = unit.toNanos(timeout);
    while (!isTerminated()) {
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  @Override
  public String toString() {
    return name;
  }

  /** A thread that carries out one job after the other. */
  private final class Worker implements Runnable {
    private final Thread thread;

    /*
     * The monitor of this object guards what follows, and the interrupts of the thread: it is
     * interrupted only while it is in the job, or the try, that is meant. A job's monitor may be
     * taken with it held.
     */
    private @Nullable Job current;
    private long tries;
    private boolean isLate;
    private boolean isToBeTriedAgain;

    Worker(String name) {
      thread = Thread.ofPlatform().daemon().name(name).unstarted(this);
    }

    void start() {
      thread.start();
    }

    @Override
    public void run() {
      try {
        for (Job job = take(); job != null; job = take()) {
          work(job);
        }
      } finally {
        ended(this);
      }
    }

    private void work(Job job) {
      job.attach(this);
      long start = System.nanoTime();
      int count = 0;
      for (int item = 0; item < job.items().size(); item++) {
        while (tryOnce(job, item)) {
          // It failed, and is to be tried again.
        }
        count++;
        long now = System.nanoTime();
        if (now - start > 1_000_000 || item == job.items().size() - 1) {
          job.took(count, now - start);
          start = now;
          count = 0;
        }
      }
      job.attach(null);
    }

    /** Runs an item unless it has an outcome, and reports; or tells that it is to be run again. */
    private boolean tryOnce(Job job, int item) {
      long thisTry = enter(job);
      Future<?> limit = null;
      Object result = null;
      Throwable thrown = null;
      boolean isSkipped = job.isOver(item); // after enter(): who cancels now interrupts us
      if (!isSkipped) {
        limit = job.options().timeLimit().map(time -> limit(job, item, thisTry, time)).orElse(null);
        try {
          result = job.function().apply(job.items().get(item));
        } catch (Throwable t) {
          thrown = t;
        }
      }
      boolean late = leave();
      if (limit != null) {
        limit.cancel(false);
      }
      if (isSkipped) {
        return false;
      }
      if (late) {
        return isToBeTriedAgain;
      }
      if (thrown == null) {
        job.succeeded(item, result);
        return false;
      }
      if (job.tryAgain(item, 0)) {
        return true;
      }
      job.failed(item, thrown, thread.getName());
      return false;
    }

    private synchronized long enter(Job job) {
      current = job;
      isLate = false;
      return ++tries;
    }

    /** Returns whether the time was up before. */
    private synchronized boolean leave() {
      current = null;
      Thread.interrupted();
      return isLate;
    }

    private Future<?> limit(Job job, int item, long thisTry, Duration time) {
      return ForkJoinPool.commonPool()
          .schedule(
              () -> timeIsUp(job, item, thisTry, time),
              TimeUnit.NANOSECONDS.convert(time),
              TimeUnit.NANOSECONDS);
    }

    /** The item fails now, whether or not its function heeds the interrupt. */
    private void timeIsUp(Job job, int item, long thisTry, Duration time) {
      synchronized (this) {
        if (current != job || tries != thisTry) {
          return;
        }
        isLate = true;
        isToBeTriedAgain = job.tryAgain(item, 0);
        thread.interrupt();
        if (isToBeTriedAgain) {
          return;
        }
      }
      job.failed(
          item,
          new TimeoutException(
              "the task took longer than its limit: timeLimit=" + time + "; it was interrupted"),
          thread.getName());
    }

    private synchronized void interruptIn(Job job) {
      if (current == job) {
        thread.interrupt();
      }
    }

    /** Cancels what it is doing. */
    private void stop() {
      Job job;
      synchronized (this) {
        job = current;
      }
      if (job != null) {
        job.cancelled();
        interruptIn(job);
      }
    }
  }
}
