package dev.ipc.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A call that waits for the end, and fails at the first failure. Its caller feeds it. */
final class Gathering extends Spread {
  private final boolean wantsResults;
  private final Deque<Job> inOrder = new ArrayDeque<>(); // guarded by this
  private @Nullable Failure failure; // guarded by this
  private boolean isAwaited; // guarded by this

  Gathering(
      AbstractTaskPool pool,
      Shape shape,
      Origin origin,
      Iterator<?> input,
      OptionalLong size,
      boolean wantsResults) {
    super(pool, shape, origin, input, size);
    this.wantsResults = wantsResults;
  }

  @Override
  void began(Job job) {
    if (wantsResults) {
      inOrder.add(job);
    }
  }

  @Override
  void keep(Job job, int first, int count) {
    if (failure == null) {
      failure = job.failure();
    }
    if (isAwaited && (failure != null || isComplete() || isHungry())) {
      isAwaited = false;
      notifyAll();
    }
  }

  @Override
  void react() {}

  @Override
  long finished() {
    return arrivedItems();
  }

  /**
   * Feeds the call, and waits for its end.
   *
   * @return the results, if they are wanted
   */
  List<@Nullable Object> all() throws InterruptedException {
    checkMayWait();
    List<@Nullable Object> results =
        new ArrayList<>(wantsResults ? (int) Math.min(sizeHint(), 1 << 20) : 0);
    boolean complete = false;
    try {
      while (!complete) {
        feed();
        takeOver(results);
        complete = awaitWork();
      }
      takeOver(results);
    } finally {
      if (!complete) {
        giveUp(true);
      }
    }
    tellEnd();
    return results;
  }

  /** Moves results that are next in order. */
  private void takeOver(List<@Nullable Object> results) {
    for (Job job = pollOver(); job != null; job = pollOver()) {
      job.addResultsTo(results);
    }
  }

  private synchronized @Nullable Job pollOver() {
    Job head = inOrder.peek();
    return head != null && head.isOver() ? inOrder.poll() : null;
  }

  /**
   * Waits until there is something to do.
   *
   * @return whether the call has ended
   */
  private synchronized boolean awaitWork() throws InterruptedException {
    while (failure == null && !isComplete() && !isHungry()) {
      isAwaited = true;
      wait();
    }
    if (failure != null) {
      throw failure.thrownHere();
    }
    return isComplete();
  }
}
