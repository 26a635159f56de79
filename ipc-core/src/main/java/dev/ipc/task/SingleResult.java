package dev.ipc.task;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The result of one task. */
final class SingleResult<T extends @Nullable Object> extends AsyncResult<T> implements Call {
  private final AbstractTaskPool pool;
  private final @Nullable T given;
  private final long startNanos = System.nanoTime();
  private volatile @Nullable Job job;

  /**
   * Creates the result.
   *
   * @param given what the result is if the task gives none
   */
  SingleResult(AbstractTaskPool pool, @Nullable T given) {
    this.pool = pool;
    this.given = given;
  }

  /** Says which job it is that reports to this. */
  void of(Job job) {
    this.job = job;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // the function of the job gives a T
  public void arrived(Job from, int first, int count, boolean last) {
    Object outcome = from.outcome(0);
    if (outcome instanceof Failure failure) {
      completeExceptionally(failure.thrown());
    } else {
      complete(outcome == null ? given : (T) outcome);
    }
    job = null; // what users keep is the result, not the arguments
  }

  @Override
  void giveUp(boolean mayInterrupt) {
    Job current = job;
    if (current != null) {
      current.cancelled();
      pool.cancel(current, mayInterrupt);
    }
  }

  @Override
  void checkMayWait() {
    pool.checkMayWait();
  }

  @Override
  public Progress progress() {
    return Progress.after(System.nanoTime() - startNanos, isDone() ? 1 : 0, OptionalLong.of(1));
  }
}
