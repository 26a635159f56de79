package dev.ipc.shm.os;

import dev.ipc.memory.Block;
import dev.ipc.wait.AsymmetricFence;
import dev.ipc.wait.Parker;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sleeps in the kernel, by {@link Futex}; for platform threads. An interrupt does not end a sleep:
 * the thread notices it when the time is over. If futex turns out not to work, threads wait by
 * {@link PortableParker}, and a line in the log says why.
 */
final class FutexParker implements Parker {
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private final Parker portable = new PortableParker();

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void park(Block block, long offset, int expected, long nanos) {
    // The kernel compares again. Here it saves the call, and linking it if nobody slept so far.
    if (nanos <= 0 || block.getIntVolatile(offset) != expected) {
      return;
    }
    if (works()) {
      Futex.await(block.address(offset), expected, nanos);
    } else {
      portable.park(block, offset, expected, nanos);
    }
  }

  @Override
  public void wake(Block block, long offset, int count) {
    if (works()) {
      Futex.wake(block.address(offset), count);
    } else {
      portable.wake(block, offset, count);
    }
  }

  @Override
  public int spins() {
    return Parkers.spins();
  }

  @Override
  public AsymmetricFence fence() {
    return Membarrier.FENCE;
  }

  /** Whether there is futex in this JVM; links it at the first call, and tells if there is none. */
  static boolean works() {
    try {
      if (Futex.works()) {
        return true;
      }
      tell(Futex.failure());
    } catch (LinkageError e) {
      tell("reason=" + e); // the first caller had not enough stack left to initialize the class
    }
    return false;
  }

  private static void tell(String failure) {
    if (!TOLD.get() && TOLD.compareAndSet(false, true)) {
      Events.info(
          "waiting threads look at memory every millisecond instead of sleeping: " + failure);
    }
  }
}
