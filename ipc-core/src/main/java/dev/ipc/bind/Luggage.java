package dev.ipc.bind;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What travels with a function to a new process, and must be given up if that process ends before
 * it arrived there: nobody else knows of it then.
 */
public final class Luggage {
  private static final ScopedValue<Luggage> PACKED = ScopedValue.newInstance();

  private volatile @Nullable Queue<Runnable> losses;

  /**
   * Collects what is sent while something runs.
   *
   * @param sending what sends
   * @param <R> what it gives
   * @param <X> what it throws
   * @return what it gave
   * @throws X if it throws that
   */
  public <R, X extends Throwable> R pack(ScopedValue.CallableOp<? extends R, X> sending) throws X {
    return ScopedValue.where(PACKED, this).call(sending);
  }

  /**
   * Adds something that is being sent, if it is sent to a new process.
   *
   * @param loss gives it up, unless it arrived; called by any thread, and does not fail
   */
  public static void add(Runnable loss) {
    if (PACKED.isBound()) {
      PACKED.get().put(loss);
    }
  }

  private synchronized void put(Runnable loss) {
    Queue<Runnable> all = losses;
    if (all == null) {
      all = new ConcurrentLinkedQueue<>();
      losses = all;
    }
    all.add(loss);
  }

  /**
   * Whether nothing was added.
   *
   * @return false if something is to be given up unless it arrives
   */
  public boolean isEmpty() {
    Queue<Runnable> all = losses;
    return all == null || all.isEmpty();
  }

  /** Gives up what did not arrive: the process has ended. */
  public void lost() {
    Queue<Runnable> all = losses;
    if (all != null) {
      all.forEach(Runnable::run);
      all.clear();
    }
  }
}
