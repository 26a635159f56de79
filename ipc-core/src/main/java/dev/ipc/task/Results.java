package dev.ipc.task;

import dev.ipc.IpcException;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The results of a call, taken one after the other while the rest is worked on.
 *
 * <pre>{@code
 * try (Results<Integer> results = pool.imap(n -> n * n, IntStream.range(0, 1_000_000))) {
 *   for (int square : results) {
 *     System.out.println(square);
 *   }
 * }
 * }</pre>
 *
 * <p>The input is pulled by the thread that takes the results, and only a bounded number ahead: so
 * it may be endless, and nothing is done for results that nobody takes. When an item failed, its
 * {@code next} throws, and the one after it gives the next result. When the input throws, the
 * results of what it gave before come first; then {@code next} throws what the input threw, and
 * that is the end.
 *
 * <p>It is used by one thread at a time; {@link #close} may be called by any. What is taken to the
 * end need not be closed.
 *
 * @param <R> the type of the results
 */
@SuppressWarnings("IterableAndIterator") // they are taken once, by a loop or one by one
public final class Results<R extends @Nullable Object>
    implements Iterator<R>, Iterable<R>, AutoCloseable {
  private final Flow flow;

  Results(Flow flow) {
    this.flow = flow;
  }

  /**
   * Tells whether there is one more. Does not wait for results, but for the input.
   *
   * @return whether {@link #next} gives or throws something
   */
  @Override
  public boolean hasNext() {
    return flow.hasNext();
  }

  /**
   * Waits for the next result, and takes it.
   *
   * @return the result
   * @throws NoSuchElementException if all were taken, or this was closed
   * @throws dev.ipc.TaskFailedException if the function threw for the item, or took too long
   * @throws dev.ipc.WorkerDiedException if the worker of the item died
   * @throws IllegalArgumentException if the item cannot travel to a worker
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down before the
   *     input ended
   * @throws IpcException if this thread is interrupted; it stays interrupted, and nothing is lost
   */
  @Override
  public R next() {
    try {
      return next(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IpcException("interrupted while waiting for the next result; call again", e);
    } catch (TimeoutException e) {
      throw new AssertionError("nobody waits that long", e);
    }
  }

  /**
   * Waits for the next result, and takes it.
   *
   * @param time how long at most
   * @return the result
   * @throws TimeoutException if it is not there in time; nothing is lost
   * @throws InterruptedException if this thread is interrupted; nothing is lost
   * @throws NoSuchElementException if all were taken, or this was closed
   * @throws dev.ipc.TaskFailedException if the function threw for the item, or took too long
   * @throws dev.ipc.WorkerDiedException if the worker of the item died
   */
  public R next(Duration time) throws InterruptedException, TimeoutException {
    return next(TimeUnit.NANOSECONDS.convert(time));
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // the function of the jobs gives Rs
  private R next(long nanos) throws InterruptedException, TimeoutException {
    Object outcome = flow.next(nanos);
    if (outcome instanceof Failure failure) {
      throw failure.thrownHere();
    }
    return (R) outcome;
  }

  /**
   * These results: they are taken once.
   *
   * @return this
   */
  @Override
  public Iterator<R> iterator() {
    return this;
  }

  /**
   * The results that were not taken yet, as a sequential stream; to close it closes this.
   *
   * @return a stream
   */
  public Stream<R> stream() {
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED), false)
        .onClose(this::close);
  }

  /**
   * How far the call is.
   *
   * @return how many items have an outcome, taken or not
   */
  public Progress progress() {
    return flow.progress();
  }

  /** Cancels what was not done yet, and interrupts what runs. There is no next result then. */
  @Override
  public void close() {
    flow.close();
  }
}
