package dev.ipc.lock;

import dev.ipc.ValueSection;
import dev.ipc.wait.Deadline;
import org.jspecify.annotations.Nullable;

/** One of the two ways to hold a {@link RobustReadWriteLock}; its verbs are those of a lock. */
public sealed interface ReadWriteSide permits ReadSide, WriteSide {
  /**
   * Takes it, as long as it takes. Interrupts are kept for later.
   *
   * @return the depth before, to be given to {@link #releaseTo}
   */
  int acquire();

  /**
   * Takes it, until a moment.
   *
   * @param deadline when to give up; one that is over makes a single try
   * @return the depth before, to be given to {@link #releaseTo}, or {@link RobustLock#TIMED_OUT}
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  int acquire(Deadline deadline) throws InterruptedException;

  /**
   * Takes it if that is possible at once. Never sleeps.
   *
   * @return the depth before, to be given to {@link #releaseTo}, or {@link RobustLock#TIMED_OUT}
   */
  int tryAcquire();

  /**
   * Undoes the calling thread's last acquisition.
   *
   * @throws IllegalMonitorStateException if this thread does not have it
   */
  void release();

  /**
   * Goes back to the depth before an acquisition, even if inner ones were not undone.
   *
   * @param before what the acquisition returned
   * @throws IllegalMonitorStateException if this thread does not have it
   */
  void releaseTo(int before);

  /**
   * Runs a section with it held, and gives it back however the section ends.
   *
   * @param section what to do
   * @param <R> what it returns
   * @param <X> what it throws
   * @return what the section returned
   * @throws X if the section does
   */
  <R extends @Nullable Object, X extends Throwable> R locked(ValueSection<R, X> section) throws X;

  /**
   * Whether the calling thread has it.
   *
   * @return true if it does
   */
  boolean isHeldByCurrentThread();
}
