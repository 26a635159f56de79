package dev.ipc.task;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A call whose results are taken one after the other. Who takes them feeds it. */
final class Flow extends Spread {
  private final int workers;
  private final boolean ordered;
  private final Deque<Span> spans = new ArrayDeque<>(); // guarded by this
  private volatile long taken; // written with the monitor held
  private @Nullable Throwable inputFailure; // of the thread that takes
  private boolean isStarted; // the pool has not refused the first job; of the thread that takes
  private boolean isAwaited; // guarded by this

  /** Items of a job that are to be taken next: all of them, or those that arrived together. */
  private static final class Span {
    private final Job job;
    private int next;
    private final int end;

    Span(Job job, int first, int end) {
      this.job = job;
      this.next = first;
      this.end = end;
    }
  }

  Flow(
      AbstractTaskPool pool,
      Shape shape,
      Origin origin,
      Iterator<?> input,
      OptionalLong size,
      boolean ordered) {
    super(pool, shape, origin, input, size);
    this.workers = pool.workers();
    this.ordered = ordered;
  }

  /**
   * Puts the first items on their way.
   *
   * @throws RuntimeException if the pool refuses the first
   */
  void start() {
    try {
      feed(ChunkSizes.CHUNKS_AHEAD * workers);
    } catch (Throwable t) {
      giveUp(true);
      throw t;
    }
  }

  @Override
  void began(Job job) {
    if (ordered) {
      spans.add(new Span(job, 0, job.size()));
    }
  }

  @Override
  void keep(Job job, int first, int count) {
    if (!ordered) {
      spans.add(new Span(job, first, first + count));
    }
    if (isAwaited && (hasReady() || isHungry())) {
      wake();
    }
  }

  @Override
  void react() {}

  @Override
  long finished() {
    return taken;
  }

  @Override
  void inputFailed(List<@Nullable Object> items, Throwable failure) {
    inputFailure = failure;
    endInput();
  }

  /** Items that cannot travel fail each by itself; but the first are the business of the call. */
  @Override
  void handIn(Job job) {
    try {
      super.handIn(job);
      isStarted = true;
    } catch (RuntimeException e) {
      if (!isStarted) {
        throw e;
      }
      if (!(e instanceof IllegalArgumentException)) {
        inputFailure = e;
        endInput();
        forget(job);
      } else if (job.size() == 1) {
        job.lost(0, e);
      } else {
        forget(job);
        job.items().forEach(item -> start(Collections.singletonList(item)));
      }
    }
  }

  private synchronized void forget(Job job) {
    unbook(job);
    if (ordered) {
      spans.removeLast();
    }
  }

  /** Whether there is, or will be, one more. */
  boolean hasNext() {
    if (!isGivenUp() && !hasUntaken()) {
      feed(1);
    }
    boolean more = !isGivenUp() && (hasUntaken() || inputFailure != null);
    if (!more) {
      tellEnd();
    }
    return more;
  }

  /**
   * Waits for the next result, and takes it.
   *
   * @return a result, or a {@link Failure}
   */
  @Nullable Object next(long nanos) throws InterruptedException, TimeoutException {
    long start = System.nanoTime();
    while (hasNext()) {
      if (isHungry()) {
        feed(1); // no more: the input may be slow, and the next result there
      }
      if (!hasUntaken()) {
        Throwable failure = inputFailure;
        inputFailure = null;
        throw Spread.<RuntimeException>asIs(failure == null ? nothing() : failure);
      }
      if (awaitNext(start, nanos)) {
        return poll();
      }
    }
    throw nothing();
  }

  /** Returns whether the next is there; if not, there is something else to do first. */
  private synchronized boolean awaitNext(long start, long nanos)
      throws InterruptedException, TimeoutException {
    while (!hasReady() && !isHungry() && !isGivenUp()) {
      checkMayWait();
      long left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        throw new TimeoutException(
            "the next result is not there in time: waited=" + nanos + " ns; call again");
      }
      isAwaited = true;
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    isAwaited = false;
    return hasReady() && !isGivenUp();
  }

  /** With the monitor held. */
  private boolean hasReady() {
    Span head = spans.peek();
    return head != null && head.job.isOver(head.next);
  }

  private synchronized @Nullable Object poll() {
    Span head = spans.element();
    Object outcome = head.job.outcome(head.next);
    head.next++;
    if (head.next == head.end) {
      spans.remove();
    }
    taken++;
    return outcome;
  }

  private boolean hasUntaken() {
    return cutItems() > taken;
  }

  private NoSuchElementException nothing() {
    return new NoSuchElementException(
        isGivenUp() ? "the results were closed" : "all results were taken");
  }

  void close() {
    giveUp(true);
    wake();
  }

  private synchronized void wake() {
    notifyAll();
  }
}
