package dev.ipc.task;

import dev.ipc.TaskFailedException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A result to come: of one task, or of all items of a call.
 *
 * <pre>{@code
 * AsyncResult<String> slow = pool.applyAsync(Lesson::slow);
 * while (!slow.await(Duration.ofMillis(500))) {
 *   System.out.println("working on something else");
 * }
 * }</pre>
 *
 * <p>It is a {@link CompletableFuture}. {@link #isDone} tells whether it is there, {@link #state}
 * whether it is a result, a failure or a cancellation, and {@link #resultNow} gives it, or throws
 * {@link IllegalStateException} while it is not there or if it failed.
 *
 * <p>It completes exceptionally with what {@code apply} would throw: a {@link TaskFailedException},
 * whose cause is what the task threw, or a {@link dev.ipc.WorkerDiedException}. {@code get} throws
 * an {@link ExecutionException} with the message of the former and, as its cause, what the task
 * threw.
 *
 * <p><b>Threads.</b> What depends on the result ({@code thenApply}, {@code whenComplete} and so on)
 * runs in the thread that completes it, which serves a worker, or in the thread that adds it if the
 * result is there already. While it runs that worker may get nothing to do: leave long work to the
 * {@code Async} forms, which run it elsewhere. What the task did happens before it. There nobody
 * can wait for a pool of processes: its calls and results throw {@link IllegalStateException} then.
 *
 * <p><b>Cancelling.</b> {@link #cancel} takes the task, or what did not begin of the call, from the
 * pool, and with {@code true} interrupts what runs. To complete it in another way, such as by
 * {@code orTimeout}, leaves the task alone, and drops its result.
 *
 * @param <T> the type of the result
 */
public abstract class AsyncResult<T extends @Nullable Object> extends CompletableFuture<T> {
  AsyncResult() {}

  /** Takes the work from the pool: nobody waits for it any more. */
  abstract void giveUp(boolean mayInterrupt);

  /** See {@link AbstractTaskPool#checkMayWait}. */
  abstract void checkMayWait();

  private void beforeWait() {
    if (!isDone()) {
      checkMayWait();
    }
  }

  /**
   * How far the work is.
   *
   * @return how many of the tasks or items have an outcome, of how many
   */
  public abstract Progress progress();

  /**
   * Waits until the work has succeeded, failed or been cancelled.
   *
   * @param time how long at most
   * @return whether it has
   * @throws InterruptedException if this thread is interrupted meanwhile
   */
  public boolean await(Duration time) throws InterruptedException {
    beforeWait();
    try {
      super.get(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return isDone();
    } catch (ExecutionException | CancellationException e) {
      return true;
    }
    return true;
  }

  /**
   * Waits for the result.
   *
   * @param time how long at most
   * @return the result
   * @throws InterruptedException if this thread is interrupted meanwhile
   * @throws ExecutionException if the work failed; the cause is what the task threw
   * @throws TimeoutException if it is not there in time; the work goes on
   */
  public T get(Duration time) throws InterruptedException, ExecutionException, TimeoutException {
    return get(TimeUnit.NANOSECONDS.convert(time), TimeUnit.NANOSECONDS);
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    beforeWait();
    try {
      return super.get();
    } catch (ExecutionException e) {
      throw plain(e);
    }
  }

  @Override
  public T get(long time, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    beforeWait();
    try {
      return super.get(time, unit);
    } catch (ExecutionException e) {
      throw plain(e);
    }
  }

  @Override
  public T join() {
    beforeWait();
    return super.join();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    if (cancelled) {
      giveUp(mayInterruptIfRunning);
    }
    return cancelled;
  }

  private static ExecutionException plain(ExecutionException e) {
    return e.getCause() instanceof TaskFailedException failed
        ? new ExecutionException(failed.getMessage(), failed.getCause())
        : e;
  }
}
