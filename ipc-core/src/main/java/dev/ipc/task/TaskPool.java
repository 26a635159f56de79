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
import dev.ipc.TaskFailedException;
import dev.ipc.WorkerDiedException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * Workers that carry out tasks: an {@link ExecutorService} with the calls of a process pool.
 *
 * <pre>{@code
 * try (TaskPool pool = TaskPool.threads(4)) {
 *   List<Integer> squares = pool.map(n -> n * n, IntStream.range(0, 12));
 *   List<Integer> products = pool.starmap((a, b) -> a * b, List.of(Args.of(1, 2), Args.of(3, 4)));
 *   AsyncResult<String> slow = pool.applyAsync(Lesson::slow);
 * }
 * }</pre>
 *
 * <table class="striped">
 * <caption>The calls</caption>
 * <tr><th>call</th><th>waits</th><th>input</th><th>a failure</th></tr>
 * <tr><td>{@code apply}</td><td>for the result</td><td>one</td><td>is thrown</td></tr>
 * <tr><td>{@code submit}, {@code applyAsync}</td><td>no</td><td>one</td><td>is in the result</td></tr>
 * <tr><td>{@code map}, {@code starmap}, {@code forEach}, {@code starForEach}</td><td>for all</td>
 * <td>pulled as the work goes on</td><td>ends the call, is thrown</td></tr>
 * <tr><td>{@code mapAsync}, {@code starmapAsync}</td><td>no</td><td>collected first</td>
 * <td>ends the work, is in the result</td></tr>
 * <tr><td>{@code imap}, {@code imapUnordered}</td><td>for the next</td><td>pulled as results are
 * taken</td><td>is thrown by its {@code next}</td></tr>
 * </table>
 *
 * <p>A failure is a {@link TaskFailedException} with the original exception as its cause, or a
 * {@link WorkerDiedException}; {@code get} of a result throws an {@code ExecutionException} with
 * the original exception as its cause.
 *
 * <p><b>What travels.</b> Where workers are processes, functions, arguments and results are sent as
 * copies, and shared objects as themselves; what cannot be sent is an error of the call. Where they
 * are {@linkplain #threads threads}, nothing is copied.
 *
 * <p><b>Memory effects.</b> What a thread did before a call happens before the task; what the task
 * did happens before its result is taken.
 *
 * <p><b>The end.</b> {@code shutdown} lets all that was submitted finish; {@code shutdownNow}
 * cancels it, interrupts what runs, and returns an empty list, since each result tells of itself;
 * {@code close} shuts down and waits. A pool that is forgotten keeps no JVM alive.
 *
 * <p>All methods may be called by any thread. A task that waits for another one of the same pool
 * can wait for ever, when all workers do.
 */
public interface TaskPool extends ExecutorService {
  /**
   * Creates a pool whose workers are threads of this JVM: for tests, and for work that need not be
   * isolated. Arguments and results are not copied. A task is interrupted when it is cancelled or
   * takes too long; if it ignores that, its thread stays busy. The threads are daemons.
   *
   * @param workers how many
   * @return the pool
   * @throws IllegalArgumentException if the number is not positive
   */
  static TaskPool threads(int workers) {
    return new ThreadPool(workers);
  }

  @Override
  <T extends @Nullable Object> AsyncResult<T> submit(Callable<T> task);

  @Override
  AsyncResult<?> submit(Runnable task);

  @Override
  <T extends @Nullable Object> AsyncResult<T> submit(Runnable task, T result);

  /**
   * Has a task carried out.
   *
   * @param task the task
   * @param <T> the type of the result
   * @return its result, to come
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the task cannot travel to a worker; the message says why
   */
  <T extends @Nullable Object> AsyncResult<T> submit(Task<T> task);

  /**
   * Has some work done.
   *
   * @param action the work
   * @return its end, to come; the result is null
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the work cannot travel to a worker; the message says why
   */
  AsyncResult<?> submit(Action action);

  /**
   * Has some work done. If it fails, the handler of uncaught exceptions of the thread that learns
   * of it is told.
   *
   * @param action the work
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the work cannot travel to a worker; the message says why
   */
  void execute(Action action);

  /**
   * Has a task carried out, and waits for its result.
   *
   * @param task the task
   * @param <R> the type of the result
   * @return its result
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the task threw, or took longer than its limit
   * @throws WorkerDiedException if its worker died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the task cannot travel to a worker; the message says why
   */
  <R extends @Nullable Object> R apply(Task<? extends R> task) throws InterruptedException;

  /**
   * Has a function applied, and waits for its result.
   *
   * @param fn the function
   * @param argument its argument
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return what the function gave
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the task threw, or took longer than its limit
   * @throws WorkerDiedException if its worker died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an argument cannot travel to a worker; the
   *     message says why
   */
  <A extends @Nullable Object, R extends @Nullable Object> R apply(
      Fn<? super A, ? extends R> fn, A argument) throws InterruptedException;

  /**
   * Has a function applied, and waits for its result.
   *
   * @param fn the function
   * @param first its first argument
   * @param second its second argument
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <R> the type of the result
   * @return what the function gave
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the task threw, or took longer than its limit
   * @throws WorkerDiedException if its worker died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an argument cannot travel to a worker; the
   *     message says why
   */
  <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R apply(
      Fn2<? super A, ? super B, ? extends R> fn, A first, B second) throws InterruptedException;

  /**
   * Has a function applied, and waits for its result.
   *
   * @param fn the function
   * @param first its first argument
   * @param second its second argument
   * @param third its third argument
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @param <R> the type of the result
   * @return what the function gave
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the task threw, or took longer than its limit
   * @throws WorkerDiedException if its worker died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an argument cannot travel to a worker; the
   *     message says why
   */
  <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      R apply(Fn3<? super A, ? super B, ? super C, ? extends R> fn, A first, B second, C third)
          throws InterruptedException;

  /**
   * Has a function applied, and waits for its result.
   *
   * @param fn the function
   * @param first its first argument
   * @param second its second argument
   * @param third its third argument
   * @param fourth its fourth argument
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @param <D> the type of the fourth argument
   * @param <R> the type of the result
   * @return what the function gave
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the task threw, or took longer than its limit
   * @throws WorkerDiedException if its worker died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an argument cannot travel to a worker; the
   *     message says why
   */
  <
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
          throws InterruptedException;

  /**
   * Has a task carried out. The same as {@link #submit(Task)}.
   *
   * @param task the task
   * @param <R> the type of the result
   * @return its result, to come
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the task cannot travel to a worker; the message says why
   */
  <R extends @Nullable Object> AsyncResult<R> applyAsync(Task<? extends R> task);

  /**
   * Has a function applied.
   *
   * @param fn the function
   * @param argument its argument
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return its result, to come
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an argument cannot travel to a worker; the
   *     message says why
   */
  <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<R> applyAsync(
      Fn<? super A, ? extends R> fn, A argument);

  /**
   * Has a function applied.
   *
   * @param fn the function
   * @param first its first argument
   * @param second its second argument
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <R> the type of the result
   * @return its result, to come
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an argument cannot travel to a worker; the
   *     message says why
   */
  <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      AsyncResult<R> applyAsync(Fn2<? super A, ? super B, ? extends R> fn, A first, B second);

  /**
   * Has a function applied.
   *
   * @param fn the function
   * @param first its first argument
   * @param second its second argument
   * @param third its third argument
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @param <R> the type of the result
   * @return its result, to come
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an argument cannot travel to a worker; the
   *     message says why
   */
  <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      AsyncResult<R> applyAsync(
          Fn3<? super A, ? super B, ? super C, ? extends R> fn, A first, B second, C third);

  /**
   * Has a function applied.
   *
   * @param fn the function
   * @param first its first argument
   * @param second its second argument
   * @param third its third argument
   * @param fourth its fourth argument
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @param <D> the type of the fourth argument
   * @param <R> the type of the result
   * @return its result, to come
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an argument cannot travel to a worker; the
   *     message says why
   */
  <
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
          D fourth);

  /**
   * Has a function applied to each item, and waits for the results. The first failure ends the
   * call: what did not begin is cancelled, and what runs is interrupted.
   *
   * @param fn the function
   * @param items the arguments; pulled by this thread, as the work goes on. What its iterator
   *     throws, this throws
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the results, in the order of the items
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the function threw for an item, or took longer than its limit;
   *     the message tells the item
   * @throws WorkerDiedException if the worker of an item died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker; the
   *     message says why
   */
  <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Fn<? super A, ? extends R> fn, Iterable<? extends A> items) throws InterruptedException;

  /**
   * Has a function applied to each item, and waits for the results. The first failure ends the
   * call: what did not begin is cancelled, and what runs is interrupted.
   *
   * @param fn the function
   * @param items the arguments; pulled by this thread, as the work goes on. What its iterator
   *     throws, this throws
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the results, in the order of the items
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the function threw for an item, or took longer than its limit;
   *     the message tells the item
   * @throws WorkerDiedException if the worker of an item died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker; the
   *     message says why
   */
  default <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
      Fn<? super A, ? extends R> fn, BaseStream<? extends A, ?> items) throws InterruptedException {
    return map(fn, Items.of(items));
  }

  /**
   * Has a function applied to each item. The first failure fails the result: what did not begin is
   * cancelled, and what runs is interrupted. All of it is carried out also if the pool is shut down
   * meanwhile.
   *
   * @param fn the function
   * @param items the arguments; collected by this thread before this returns. What its iterator
   *     throws, this throws
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the results to come, in the order of the items
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function, or one of the first items, cannot travel to a
   *     worker; the message says why
   */
  <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      Fn<? super A, ? extends R> fn, Iterable<? extends A> items);

  /**
   * Has a function applied to each item. The first failure fails the result: what did not begin is
   * cancelled, and what runs is interrupted. All of it is carried out also if the pool is shut down
   * meanwhile.
   *
   * @param fn the function
   * @param items the arguments; collected by this thread before this returns. What its iterator
   *     throws, this throws
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the results to come, in the order of the items
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function, or one of the first items, cannot travel to a
   *     worker; the message says why
   */
  default <A extends @Nullable Object, R extends @Nullable Object> AsyncResult<List<R>> mapAsync(
      Fn<? super A, ? extends R> fn, BaseStream<? extends A, ?> items) {
    return mapAsync(fn, Items.of(items));
  }

  /**
   * The same as {@link #map(Fn, Iterable)} for a function of two arguments.
   *
   * @param fn the function
   * @param items the arguments; pulled by this thread, as the work goes on. What its iterator
   *     throws, this throws
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <R> the type of the result
   * @return the results, in the order of the items
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the function threw for an item, or took longer than its limit;
   *     the message tells the item
   * @throws WorkerDiedException if the worker of an item died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker; the
   *     message says why
   */
  <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      List<R> starmap(Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args.Two<A, B>> items)
          throws InterruptedException;

  /**
   * The same as {@link #map(Fn, Iterable)} for a function of three arguments.
   *
   * @param fn the function
   * @param items the arguments; pulled by this thread, as the work goes on. What its iterator
   *     throws, this throws
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @param <R> the type of the result
   * @return the results, in the order of the items
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the function threw for an item, or took longer than its limit;
   *     the message tells the item
   * @throws WorkerDiedException if the worker of an item died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker; the
   *     message says why
   */
  <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      List<R> starmap(
          Fn3<? super A, ? super B, ? super C, ? extends R> fn, Iterable<Args.Three<A, B, C>> items)
          throws InterruptedException;

  /**
   * The same as {@link #map(Fn, Iterable)} for a function of four arguments.
   *
   * @param fn the function
   * @param items the arguments; pulled by this thread, as the work goes on. What its iterator
   *     throws, this throws
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @param <D> the type of the fourth argument
   * @param <R> the type of the result
   * @return the results, in the order of the items
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the function threw for an item, or took longer than its limit;
   *     the message tells the item
   * @throws WorkerDiedException if the worker of an item died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker; the
   *     message says why
   */
  <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      List<R> starmap(
          Fn4<? super A, ? super B, ? super C, ? super D, ? extends R> fn,
          Iterable<Args.Four<A, B, C, D>> items)
          throws InterruptedException;

  /**
   * The same as {@link #mapAsync(Fn, Iterable)} for a function of two arguments.
   *
   * @param fn the function
   * @param items the arguments; collected by this thread before this returns. What its iterator
   *     throws, this throws
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <R> the type of the result
   * @return the results to come, in the order of the items
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function, or one of the first items, cannot travel to a
   *     worker; the message says why
   */
  <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      AsyncResult<List<R>> starmapAsync(
          Fn2<? super A, ? super B, ? extends R> fn, Iterable<Args.Two<A, B>> items);

  /**
   * The same as {@link #mapAsync(Fn, Iterable)} for a function of three arguments.
   *
   * @param fn the function
   * @param items the arguments; collected by this thread before this returns. What its iterator
   *     throws, this throws
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @param <R> the type of the result
   * @return the results to come, in the order of the items
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function, or one of the first items, cannot travel to a
   *     worker; the message says why
   */
  <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      AsyncResult<List<R>> starmapAsync(
          Fn3<? super A, ? super B, ? super C, ? extends R> fn,
          Iterable<Args.Three<A, B, C>> items);

  /**
   * The same as {@link #mapAsync(Fn, Iterable)} for a function of four arguments.
   *
   * @param fn the function
   * @param items the arguments; collected by this thread before this returns. What its iterator
   *     throws, this throws
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @param <D> the type of the fourth argument
   * @param <R> the type of the result
   * @return the results to come, in the order of the items
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function, or one of the first items, cannot travel to a
   *     worker; the message says why
   */
  <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      AsyncResult<List<R>> starmapAsync(
          Fn4<? super A, ? super B, ? super C, ? super D, ? extends R> fn,
          Iterable<Args.Four<A, B, C, D>> items);

  /**
   * Has some work done on each item, and waits for its end. The first failure ends the call: what
   * did not begin is cancelled, and what runs is interrupted.
   *
   * @param action the work
   * @param items the arguments; pulled by this thread, as the work goes on. What its iterator
   *     throws, this throws
   * @param <A> the type of the argument
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the function threw for an item, or took longer than its limit;
   *     the message tells the item
   * @throws WorkerDiedException if the worker of an item died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker; the
   *     message says why
   */
  <A extends @Nullable Object> void forEach(Action1<? super A> action, Iterable<? extends A> items)
      throws InterruptedException;

  /**
   * Has some work done on each item, and waits for its end. The first failure ends the call: what
   * did not begin is cancelled, and what runs is interrupted.
   *
   * @param action the work
   * @param items the arguments; pulled by this thread, as the work goes on. What its iterator
   *     throws, this throws
   * @param <A> the type of the argument
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the function threw for an item, or took longer than its limit;
   *     the message tells the item
   * @throws WorkerDiedException if the worker of an item died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker; the
   *     message says why
   */
  default <A extends @Nullable Object> void forEach(
      Action1<? super A> action, BaseStream<? extends A, ?> items) throws InterruptedException {
    forEach(action, Items.of(items));
  }

  /**
   * The same as {@link #forEach(Action1, Iterable)} for work on two arguments.
   *
   * @param action the work
   * @param items the arguments; pulled by this thread, as the work goes on. What its iterator
   *     throws, this throws
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the function threw for an item, or took longer than its limit;
   *     the message tells the item
   * @throws WorkerDiedException if the worker of an item died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker; the
   *     message says why
   */
  <A extends @Nullable Object, B extends @Nullable Object> void starForEach(
      Action2<? super A, ? super B> action, Iterable<Args.Two<A, B>> items)
      throws InterruptedException;

  /**
   * The same as {@link #forEach(Action1, Iterable)} for work on three arguments.
   *
   * @param action the work
   * @param items the arguments; pulled by this thread, as the work goes on. What its iterator
   *     throws, this throws
   * @param <A> the type of the first argument
   * @param <B> the type of the second argument
   * @param <C> the type of the third argument
   * @throws InterruptedException if this thread is interrupted meanwhile; the work is cancelled
   *     then
   * @throws TaskFailedException if the function threw for an item, or took longer than its limit;
   *     the message tells the item
   * @throws WorkerDiedException if the worker of an item died
   * @throws RejectedExecutionException if the pool was shut down or is broken
   * @throws IllegalArgumentException if the function or an item cannot travel to a worker; the
   *     message says why
   */
  <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
      void starForEach(
          Action3<? super A, ? super B, ? super C> action, Iterable<Args.Three<A, B, C>> items)
          throws InterruptedException;

  /**
   * Has a function applied to each item, and gives the results one after the other, in the order of
   * the items. However long the input is, only a bounded part of it is in memory. A failure is
   * thrown in place of its result, and the others still come.
   *
   * @param fn the function
   * @param items the arguments; pulled by the thread that takes the results, a bounded number ahead
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the results
   * @throws IllegalArgumentException if the function or one of the first items cannot travel to a
   *     worker; the message says why
   * @throws RejectedExecutionException if the pool was shut down or is broken
   */
  <A extends @Nullable Object, R extends @Nullable Object> Results<R> imap(
      Fn<? super A, ? extends R> fn, Iterable<? extends A> items);

  /**
   * Has a function applied to each item, and gives the results one after the other, in the order of
   * the items. However long the input is, only a bounded part of it is in memory. A failure is
   * thrown in place of its result, and the others still come.
   *
   * @param fn the function
   * @param items the arguments; pulled by the thread that takes the results, a bounded number ahead
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the results
   * @throws IllegalArgumentException if the function or one of the first items cannot travel to a
   *     worker; the message says why
   * @throws RejectedExecutionException if the pool was shut down or is broken
   */
  default <A extends @Nullable Object, R extends @Nullable Object> Results<R> imap(
      Fn<? super A, ? extends R> fn, BaseStream<? extends A, ?> items) {
    return imap(fn, Items.of(items));
  }

  /**
   * The same as {@link #imap(Fn, Iterable)}, but a result comes as soon as it is there.
   *
   * @param fn the function
   * @param items the arguments; pulled by the thread that takes the results, a bounded number ahead
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the results
   * @throws IllegalArgumentException if the function or one of the first items cannot travel to a
   *     worker; the message says why
   * @throws RejectedExecutionException if the pool was shut down or is broken
   */
  <A extends @Nullable Object, R extends @Nullable Object> Results<R> imapUnordered(
      Fn<? super A, ? extends R> fn, Iterable<? extends A> items);

  /**
   * The same as {@link #imap(Fn, Iterable)}, but a result comes as soon as it is there.
   *
   * @param fn the function
   * @param items the arguments; pulled by the thread that takes the results, a bounded number ahead
   * @param <A> the type of the argument
   * @param <R> the type of the result
   * @return the results
   * @throws IllegalArgumentException if the function or one of the first items cannot travel to a
   *     worker; the message says why
   * @throws RejectedExecutionException if the pool was shut down or is broken
   */
  default <A extends @Nullable Object, R extends @Nullable Object> Results<R> imapUnordered(
      Fn<? super A, ? extends R> fn, BaseStream<? extends A, ?> items) {
    return imapUnordered(fn, Items.of(items));
  }

  /**
   * The same pool with other options for the calls that are made with what this returns. Shutting
   * that down shuts this down.
   *
   * @param options the options
   * @return a view of this pool
   */
  TaskPool with(CallOptions options);
}
