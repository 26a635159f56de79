package dev.ipc.sync;

import dev.ipc.wait.Deadline;

/** How a semaphore keeps its books. The counts are positive, as {@link SharedSemaphore} checks. */
sealed interface Permits permits AnonymousPermits, OwnedPermits {
  /** Takes permits without waiting; false if there are not enough. */
  boolean tryAcquire(int count);

  /** Takes permits; false if the time is over. */
  boolean acquire(int count, Deadline deadline) throws InterruptedException;

  /** Gives permits back; throws IllegalStateException if that is too many, and changes nothing. */
  void release(int count);

  /** Takes all that are free; how many. */
  int drain();

  /** How many are free. */
  int available();

  /** Who has what, for display; empty if nobody's name is on a permit. */
  String holders();
}
