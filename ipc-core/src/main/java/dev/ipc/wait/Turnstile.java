package dev.ipc.wait;

import dev.ipc.IpcException;
import dev.ipc.RegionClosedException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Lets the threads of this JVM that sleep on a region's memory out before the memory goes away.
 *
 * <p>The state is one word, {@code [closed:1][inside:31]}. A thread enters by a CAS before its
 * first sleep, which a closed turnstile refuses; closing sets the bit, then wakes until nobody is
 * inside.
 */
public final class Turnstile {
  private static final int CLOSED = 1 << 31;
  private static final long WAKE_AGAIN_NANOS = 100_000;

  private final AtomicInteger state = new AtomicInteger();
  private volatile Supplier<? extends IpcException> reason =
      () -> new RegionClosedException("region was closed");

  /**
   * Enters; to be followed by {@link #exit} in a {@code finally}.
   *
   * @throws RegionClosedException if the region was closed
   */
  public void enter() {
    int now;
    do {
      now = state.get();
      if ((now & CLOSED) != 0) {
        throw closed();
      }
    } while (!state.compareAndSet(now, now + 1));
  }

  /** Leaves. */
  public void exit() {
    state.decrementAndGet();
  }

  /**
   * Refuses those inside to go on once the region was closed.
   *
   * @throws RegionClosedException if the region was closed
   */
  public void check() {
    if (isClosed()) {
      throw closed();
    }
  }

  /**
   * Tells whether the region was closed.
   *
   * @return true from the first {@link #close} on
   */
  public boolean isClosed() {
    return (state.get() & CLOSED) != 0;
  }

  /**
   * Closes, and returns when nobody is inside any more.
   *
   * @param why what those get who come, or are sent away
   * @param wakeAll wakes every thread that may sleep inside; called repeatedly
   * @return false if it was closed before
   */
  public boolean close(Supplier<? extends IpcException> why, Runnable wakeAll) {
    if (!isClosed()) {
      reason = why;
    }
    int before = state.getAndUpdate(now -> now | CLOSED);
    if ((before & CLOSED) != 0) {
      return false;
    }
    while (state.get() != CLOSED) {
      wakeAll.run();
      LockSupport.parkNanos(WAKE_AGAIN_NANOS);
    }
    return true;
  }

  /**
   * What users of a closed region are told.
   *
   * @return the exception to throw
   */
  public IpcException closed() {
    return reason.get();
  }
}
