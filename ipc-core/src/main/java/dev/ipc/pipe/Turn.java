package dev.ipc.pipe;

import dev.ipc.RegionClosedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Lets one thread of this JVM at a time send, or receive; and none when the end was closed. */
final class Turn {
  private static final int FREE = 0;
  private static final int TAKEN = 1;
  private static final int OVER = 2;
  private static final long WAKE_AGAIN_NANOS = 100_000;

  private final AtomicInteger state = new AtomicInteger();
  private final String what;
  private final String label;

  Turn(String what, String label) {
    this.what = what;
    this.label = label;
  }

  /**
   * Enters; to be followed by {@link #exit} in a {@code finally}.
   *
   * @throws IllegalStateException if another thread is inside
   * @throws RegionClosedException if the end was closed
   */
  void enter() {
    if (!state.compareAndSet(FREE, TAKEN)) {
      if (state.get() == OVER) {
        throw closed();
      }
      throw new IllegalStateException(
          "cannot "
              + what
              + ": another thread does at this moment, or sends the connection away: "
              + label
              + "; let one thread do it, or use a SharedQueue");
    }
  }

  void exit() {
    state.setRelease(FREE);
  }

  RegionClosedException closed() {
    return new RegionClosedException(
        "cannot " + what + ": " + label + " was closed in this process; make a new pipe");
  }

  /**
   * Returns when nobody is inside, nor ever will be.
   *
   * @param sendAway has the thread inside leave; called repeatedly
   */
  void end(Runnable sendAway) {
    while (!state.compareAndSet(FREE, OVER) && state.get() != OVER) {
      sendAway.run();
      LockSupport.parkNanos(WAKE_AGAIN_NANOS);
    }
  }
}
