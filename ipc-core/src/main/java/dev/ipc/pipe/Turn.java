package dev.ipc.pipe;

import dev.ipc.RegionClosedException;
import dev.ipc.wait.AsymmetricFence;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread of this JVM at a time send, or receive; and none when the end was closed.
 *
 * <p>A thread that comes again and again, and no other in between, is left the turn: then it goes
 * in and out by plain stores, where an atomic change would wait until all it wrote before is out of
 * the processor's store buffer. To go in, it stores that it is inside, then looks whether the turn
 * is still its own. Another takes the turn by an atomic change, has all threads pass a fence
 * ({@link AsymmetricFence}), and looks whether the first is inside: if so, it was there first.
 */
@SuppressWarnings("ReferenceEquality") // threads and states are equal to themselves alone
final class Turn {
  private static final Object FREE = new Object();
  private static final Object TAKEN = new Object();

  /** Somebody looks whether the thread that it is left to is inside. */
  private static final Object PROBED = new Object();

  private static final Object OVER = new Object();

  /** A thread that was there so often in a row is left the turn. */
  private static final int OFTEN = 64;

  private static final long WAKE_AGAIN_NANOS = 100_000;

  /** A thread that the turn is left to. */
  private static final class Regular {
    final Thread thread;
    final AtomicBoolean inside = new AtomicBoolean();

    Regular(Thread thread) {
      this.thread = thread;
    }

    boolean isInside() {
      return inside.getPlain();
    }
  }

  private final String what;
  private final String label;
  private final AsymmetricFence fence;

  /** One of the above, or the {@link Regular} that it is left to. */
  private final AtomicReference<Object> state = new AtomicReference<>(FREE);

  /** That it was left to last. */
  private @Nullable Regular regular;

  /** Of who has taken it. */
  private @Nullable Thread last;

  private int count;

  Turn(String what, String label, AsymmetricFence fence) {
    this.what = what;
    this.label = label;
    this.fence = fence;
  }

  /**
   * Enters; to be followed by {@link #exit} in a {@code finally}.
   *
   * @throws IllegalStateException if another thread is inside, or this one already
   * @throws RegionClosedException if the end was closed
   */
  void enter() {
    Thread me = Thread.currentThread();
    Regular mine = regular;
    if (mine == null || mine.thread != me || !enter(mine)) {
      take(me);
    }
  }

  private boolean enter(Regular mine) {
    if (mine.isInside()) {
      return false;
    }
    mine.inside.setOpaque(true);
    fence.light();
    if (state.getAcquire() == mine) {
      return true;
    }
    mine.inside.setRelease(false);
    return false;
  }

  private void take(Thread me) {
    for (Object now = state.get(); !tryTake(now, me); now = state.get()) {
      if (now == OVER) {
        throw closed();
      }
      if (now == TAKEN || (now instanceof Regular other && other.inside.get())) {
        throw new IllegalStateException(
            "cannot "
                + what
                + ": another thread does at this moment, or sends the connection away: "
                + label
                + "; let one thread do it, or use a SharedQueue");
      }
      Thread.onSpinWait();
    }
  }

  private boolean tryTake(Object now, Thread me) {
    return now instanceof Regular other
        ? other.thread == me ? enter(other) : takeFrom(other, TAKEN)
        : now == FREE && state.compareAndSet(FREE, TAKEN);
  }

  /** Takes the turn from whom it is left to, unless that thread is inside. */
  private boolean takeFrom(Regular other, Object next) {
    if (!state.compareAndSet(other, PROBED)) {
      return false;
    }
    boolean taken = false;
    try {
      fence.heavyAtLast();
      taken = !other.inside.get();
    } finally { // also with no stack left: else all would wait for this look to end
      state.set(taken ? next : other);
    }
    return taken;
  }

  void exit() {
    Thread me = Thread.currentThread();
    Regular mine = regular;
    if (mine != null && mine.thread == me && mine.isInside()) {
      mine.inside.setRelease(false);
      return;
    }
    count = last == me ? count + 1 : 1;
    last = me;
    regular = count >= OFTEN && fence.isShared() ? new Regular(me) : null;
    state.setRelease(regular == null ? FREE : regular);
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
    while (!tryEnd(state.get())) {
      sendAway.run();
      LockSupport.parkNanos(WAKE_AGAIN_NANOS);
    }
  }

  private boolean tryEnd(Object now) {
    return now instanceof Regular other
        ? takeFrom(other, OVER)
        : now == OVER || (now == FREE && state.compareAndSet(FREE, OVER));
  }
}
