package dev.ipc.task;

import dev.ipc.Action;
import dev.ipc.Action1;
import dev.ipc.Action2;
import dev.ipc.Action3;
import dev.ipc.Args;
import dev.ipc.Fn;
import dev.ipc.Fn2;
import dev.ipc.Fn3;
import dev.ipc.Fn4;
import dev.ipc.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * All calls of a {@link TaskPool}, in terms of jobs. For those who write pools: a pool carries out
 * {@linkplain Job jobs}, cancels them, knows its workers, and has the end of an {@code
 * ExecutorService}.
 *
 * <p>What a pool keeps to:
 *
 * <ul>
 *   <li>Each item of each job gets an outcome, whatever happens: at the latest, {@code shutdownNow}
 *       and the break of a pool {@linkplain Job#cancelled cancel} the job or report it {@linkplain
 *       Job#lost lost}.
 *   <li>It reports outcomes without holding a lock that it needs for anything else: users'
 *       callbacks run in the reporting thread, and may call the pool.
 *   <li>An item that failed is run again while {@link Job#tryAgain} says so.
 *   <li>It tells how long items ran ({@link Job#took}): chunks are sized by it.
 *   <li>After {@code shutdown} it refuses jobs, unless they are {@linkplain Job#isPromised
 *       promised}, and has ended when none is left.
 * </ul>
 */
public abstract class AbstractTaskPool implements TaskPool {
  /** Creates the pool. */
  protected AbstractTaskPool() {}

  /**
   * Has a job carried out, by another thread than this one. Returns at once.
   *
   * @param job the job
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker
   */
  protected abstract void carryOut(Job job);

  /**
   * Carries out a job, and returns when it is over. The caller may do a part of it itself.
   *
   * @param job the job
   * @throws InterruptedException if this thread is interrupted meanwhile; the caller cancels the
   *     job then
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker
   */
  protected void carryOutHere(Job job) throws InterruptedException {
    checkMayWait();
    carryOut(job);
    job.awaitOver();
  }

  /**
   * Takes a job back that has its outcomes already: what was not begun never runs.
   *
   * @param job the job; it may be over for long
   * @param mayInterrupt whether to interrupt it if it runs
   */
  protected abstract void cancel(Job job, boolean mayInterrupt);

  /**
   * Called by a thread that is about to wait for what this pool carries out. A pool whose threads
   * report outcomes, and so run callbacks of users, refuses these: they would wait for themselves.
   *
   * @throws IllegalStateException if the pool needs this thread
   */
  protected void checkMayWait() {}

  /**
   * How many workers there are: chunks and windows are sized by it.
   *
   * @return their number, positive
   */
  protected abstract int workers();

  /** Of all calls. */
  CallOptions options() {
    return CallOptions.DEFAULTS;
  }

  @Override
  public TaskPool with(CallOptions options) {
    return new PoolView(this, options);
  }

  @Override
  public <R extends @Nullable Object> R apply(Task<? extends R> task) throws InterruptedException {
    return applyHere(Shape.of(task), null);
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> R apply(
      Fn<? super A, ? extends R> fn, A argument) throws InterruptedException {
    return applyHere(Shape.of(fn), argument);
  }

  @Override
  public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      R apply(Fn2<? super A, ? super B, ? extends R> fn, A first, B second)
          throws InterruptedException {
    return applyHere(Shape.of(fn), Args.of(first, second));
  }

  @Override
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      R apply(Fn3<? super A, ? super B, ? super C, ? extends R> fn, A first, B second, C third)
          throws InterruptedException {
    return applyHere(Shape.of(fn), Args.of(first, second, third));
  }

  @Override
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      R apply(
          Fn4<? super A, ? super B, ? super C, ? super D, ? extends R> fn,
          A first,
          B second,
          C third,
          D fourth)
          throws InterruptedException {
    return applyHere(Shape.of(fn), Args.of(first, second, third, fourth));
  }

  @Override
  public <T extends @Nullable Object> AsyncResult<T> submit(Callable<T> task) {
    return start(Shape.of(task), null, null);
  }

  @Override
  public <T extends @Nullable Object> AsyncResult<T> submit(Task<T> task) {
    return start(Shape.of(task), null, null);
  }

  @Override
  public AsyncResult<?> submit(Runnable task) {
    return start(Shape.of(task), null, null);
  }

  @Override
  public AsyncResult<?> submit(Action action) {
    return start(Shape.of(action), null, null);
  }

  @Override
  public <T extends @Nullable Object> AsyncResult<T> submit(Runnable task, T result) {
    return start(Shape.of(task), null, result);
  }

  @Override
  public void execute(Runnable task) {
    carryOut(
        Job.of(Shape.of(task), null, options(), Origin.of(task), AbstractTaskPool::tellFailure));
  }

  @Override
  public void execute(Action action) {
    execute((Runnable) action);
  }

  @Override
  public <R extends @Nullable Object> AsyncResult<R> applyAsync(Task<? extends R> task) {
    return start(Shape.of(task), null, null);
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
      Fn<? super A, ? extends R> fn, A argument) {
    return start(Shape.of(fn), argument, null);
  }

  @Override
  public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      AsyncResult<R> applyAsync(Fn2<? super A, ? super B, ? extends R> fn, A first, B second) {
    return start(Shape.of(fn), Args.of(first, second), null);
  }

  @Override
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      AsyncResult<R> applyAsync(
          Fn3<? super A, ? super B, ? super C, ? extends R> fn, A first, B second, C third) {
    return start(Shape.of(fn), Args.of(first, second, third), null);
  }

  @Override
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      AsyncResult<R> applyAsync(
          Fn4<? super A, ? super B, ? super C, ? super D, ? extends R> fn,
          A first,
          B second,
          C third,
          D fourth) {
    return start(Shape.of(fn), Args.of(first, second, third, fourth), null);
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Fn<? super A, ? extends R> fn, Iterable<? extends A> items) throws InterruptedException {
    return gather(Shape.of(fn), items);
  }

  @Override
  public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      List<R> starmap(Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args.Two<A, B>> items)
          throws InterruptedException {
    return gather(Shape.of(fn), items);
  }

  @Override
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      List<R> starmap(
          Fn3<? super A, ? super B, ? super C, ? extends R> fn, Iterable<Args.Three<A, B, C>> items)
          throws InterruptedException {
    return gather(Shape.of(fn), items);
  }

  @Override
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      List<R> starmap(
          Fn4<? super A, ? super B, ? super C, ? super D, ? extends R> fn,
          Iterable<Args.Four<A, B, C, D>> items)
          throws InterruptedException {
    return gather(Shape.of(fn), items);
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      Fn<? super A, ? extends R> fn, Iterable<? extends A> items) {
    return startAll(Shape.of(fn), items);
  }

  @Override
  public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      AsyncResult<List<R>> starmapAsync(
          Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args.Two<A, B>> items) {
    return startAll(Shape.of(fn), items);
  }

  @Override
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      AsyncResult<List<R>> starmapAsync(
          Fn3<? super A, ? super B, ? super C, ? extends R> fn,
          Iterable<Args.Three<A, B, C>> items) {
    return startAll(Shape.of(fn), items);
  }

  @Override
  public <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      AsyncResult<List<R>> starmapAsync(
          Fn4<? super A, ? super B, ? super C, ? super D, ? extends R> fn,
          Iterable<Args.Four<A, B, C, D>> items) {
    return startAll(Shape.of(fn), items);
  }

  @Override
  public <A extends @Nullable Object> void forEach(
      Action1<? super A> action, Iterable<? extends A> items) throws InterruptedException {
    drain(Shape.ofWork(action), items);
  }

  @Override
  public <A extends @Nullable Object, B extends @Nullable Object> void starForEach(
      Action2<? super A, ? super B> action, Iterable<Args.Two<A, B>> items)
      throws InterruptedException {
    drain(Shape.ofWork(action), items);
  }

  @Override
  public <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
      void starForEach(
          Action3<? super A, ? super B, ? super C> action, Iterable<Args.Three<A, B, C>> items)
          throws InterruptedException {
    drain(Shape.ofWork(action), items);
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Results<R> imap(
      Fn<? super A, ? extends R> fn, Iterable<? extends A> items) {
    return results(Shape.of(fn), items, true);
  }

  @Override
  public <A extends @Nullable Object, R extends @Nullable Object> Results<R> imapUnordered(
      Fn<? super A, ? extends R> fn, Iterable<? extends A> items) {
    return results(Shape.of(fn), items, false);
  }

  @SuppressWarnings("unchecked") // the function of the jobs gives Rs
  private <R extends @Nullable Object> List<R> gather(Shape shape, Iterable<?> items)
      throws InterruptedException {
    return (List<R>) gathering(shape, items, true).all();
  }

  private void drain(Shape shape, Iterable<?> items) throws InterruptedException {
    gathering(shape, items, false).all();
  }

  private Gathering gathering(Shape shape, Iterable<?> items, boolean wantsResults) {
    return new Gathering(
        this, shape, Origin.here(), items.iterator(), Items.size(items), wantsResults);
  }

  private <R extends @Nullable Object> AsyncResult<List<R>> startAll(
      Shape shape, Iterable<?> items) {
    List<@Nullable Object> all = new ArrayList<>();
    items.forEach(all::add);
    ListResult<R> results = new ListResult<>(this, shape, Origin.here(), all);
    results.start();
    return results;
  }

  private <R extends @Nullable Object> Results<R> results(
      Shape shape, Iterable<?> items, boolean ordered) {
    Flow flow = new Flow(this, shape, Origin.here(), items.iterator(), Items.size(items), ordered);
    flow.start();
    return new Results<>(flow);
  }

  @Override
  public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
      throws InterruptedException {
    return invokeAll(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  @Override
  public <T> List<Future<T>> invokeAll(
      Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException {
    long start = System.nanoTime();
    long nanos = unit.toNanos(timeout);
    List<AsyncResult<T>> results = new ArrayList<>();
    boolean allDone = false;
    try {
      for (Callable<T> task : tasks) {
        results.add(submit(task));
      }
      boolean inTime = true;
      for (AsyncResult<T> result : results) {
        inTime &= result.await(Duration.ofNanos(nanos - (System.nanoTime() - start)));
      }
      allDone = inTime;
    } finally {
      if (!allDone) {
        results.forEach(result -> result.cancel(true));
      }
    }
    return new ArrayList<>(results);
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> tasks)
      throws InterruptedException, ExecutionException {
    try {
      return invokeAny(tasks, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nobody waits that long", e);
    }
  }

  @Override
  public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("there is no result of no tasks; give at least one");
    }
    checkMayWait();
    long start = System.nanoTime();
    long nanos = unit.toNanos(timeout);
    BlockingQueue<AsyncResult<T>> ended = new LinkedBlockingQueue<>();
    List<AsyncResult<T>> results = new ArrayList<>();
    try {
      for (Callable<T> task : tasks) {
        AsyncResult<T> result = submit(task);
        results.add(result);
        var _ = result.whenComplete((_, _) -> ended.add(result));
      }
      for (int failures = 0; ; failures++) {
        AsyncResult<T> first =
            ended.poll(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        if (first == null) {
          throw new TimeoutException("no task succeeded in time: tasks=" + results.size());
        }
        if (first.state() == Future.State.SUCCESS || failures == results.size() - 1) {
          return first.get();
        }
      }
    } finally {
      results.forEach(result -> result.cancel(true));
    }
  }

  private <T extends @Nullable Object> AsyncResult<T> start(
      Shape shape, @Nullable Object item, @Nullable T result) {
    SingleResult<T> to = new SingleResult<>(this, result);
    Job job = Job.of(shape, item, options(), Origin.of(shape.subject()), to);
    to.of(job);
    carryOut(job);
    return to;
  }

  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"}) // the job gives an R
  private <R extends @Nullable Object> R applyHere(Shape shape, @Nullable Object item)
      throws InterruptedException {
    Job job = Job.of(shape, item, options(), Origin.of(shape.subject()), Call.OF_NOBODY);
    try {
      carryOutHere(job);
    } catch (InterruptedException e) {
      job.cancelled();
      cancel(job, true);
      throw e;
    }
    Object outcome = job.outcome(0);
    if (outcome instanceof Failure failure) {
      throw failure.thrownHere();
    }
    return (R) outcome;
  }

  /** Of work whose end nobody waits for. */
  private static void tellFailure(Job job, int first, int count, boolean last) {
    if (job.outcome(0) instanceof Failure failure) {
      Job.tellHandler(failure.thrown());
    }
  }
}
