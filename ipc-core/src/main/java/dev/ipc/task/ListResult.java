package dev.ipc.task;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** All results of a call, to come. It is fed by the threads that report what arrived. */
final class ListResult<R extends @Nullable Object> extends AsyncResult<List<R>> {
  private final Feeding feeding;

  ListResult(AbstractTaskPool pool, Shape shape, Origin origin, List<?> items) {
    feeding = new Feeding(pool, shape, origin, items.iterator(), OptionalLong.of(items.size()));
  }

  /**
   * Puts the first items on their way.
   *
   * @throws RuntimeException if the pool refuses them
   */
  void start() {
    try {
      feeding.feedInTurn();
    } catch (Throwable t) {
      feeding.giveUp(true);
      throw t;
    }
    feeding.promised = true;
    feeding.react();
  }

  @Override
  void giveUp(boolean mayInterrupt) {
    feeding.giveUp(mayInterrupt);
  }

  @Override
  void checkMayWait() {
    feeding.checkMayWait();
  }

  @Override
  public Progress progress() {
    return feeding.progress();
  }

  private final class Feeding extends Spread {
    private final List<Job> jobs = new ArrayList<>(); // guarded by this
    private volatile @Nullable Failure failure; // written with the monitor held
    private boolean isEnding; // guarded by this
    private boolean isFed; // guarded by this: a thread is feeding
    private boolean isNews; // guarded by this: it shall look again
    private volatile boolean promised;

    Feeding(
        AbstractTaskPool pool, Shape shape, Origin origin, Iterator<?> input, OptionalLong size) {
      super(pool, shape, origin, input, size);
    }

    @Override
    boolean isPromised() {
      return promised;
    }

    @Override
    void began(Job job) {
      jobs.add(job);
    }

    @Override
    void keep(Job job, int first, int count) {
      if (failure == null) {
        failure = job.failure();
      }
    }

    @Override
    long finished() {
      return arrivedItems();
    }

    @Override
    void react() {
      if (!promised || isGivenUp()) {
        return;
      }
      Failure failed = failure;
      if (failed != null) {
        fail(failed.thrown());
        return;
      }
      try {
        feedInTurn();
      } catch (Throwable e) {
        fail(e);
        return;
      }
      if (isComplete()) {
        complete();
      }
    }

    private void fail(Throwable e) {
      if (completeExceptionally(e)) {
        giveUp(true);
      }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the function of the jobs gives Rs
    private void complete() {
      synchronized (this) {
        if (failure != null || isEnding) {
          return;
        }
        isEnding = true;
      }
      List<@Nullable Object> results = new ArrayList<>((int) sizeHint());
      jobs.forEach(job -> job.addResultsTo(results));
      tellEnd();
      ListResult.this.complete((List<R>) results);
    }

    /** Feeds, unless another thread does: then that one looks again. */
    void feedInTurn() {
      if (!beginsTurn()) {
        return;
      }
      boolean failed = true;
      try {
        do {
          feed();
        } while (hasNews());
        failed = false;
      } finally {
        if (failed) {
          endTurn();
        }
      }
    }

    private synchronized boolean beginsTurn() {
      isNews = isFed;
      boolean begins = !isFed;
      isFed = true;
      return begins;
    }

    /** Whether to look again; if not, the turn has ended. */
    private synchronized boolean hasNews() {
      isFed = isNews;
      isNews = false;
      return isFed;
    }

    private synchronized void endTurn() {
      isFed = false;
    }
  }
}
