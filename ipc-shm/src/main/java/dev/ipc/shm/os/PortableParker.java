package dev.ipc.shm.os;

import dev.ipc.memory.Block;
import dev.ipc.shm.os.Sleepers.Sleeper;
import dev.ipc.wait.AsymmetricFence;
import dev.ipc.wait.Parker;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Sleeps without native calls: looks at the word again and again, in growing intervals up to {@link
 * #MAX_PARK_NANOS}. A wake-up of this JVM ends the sleep at once. One of another process does so
 * only if the word was changed; otherwise it is lost, and the sleep ends with its time. An
 * interrupt ends it at once.
 *
 * <p>In turn, {@link #wake} does not reach threads of other processes which sleep in the kernel:
 * those sleep until their time is over.
 */
final class PortableParker implements Parker {
  private static final long MAX_SPINS = 0; // whoever comes here has spun before
  private static final long MAX_YIELDS = 10;
  private static final long MIN_PARK_NANOS = 10_000;
  private static final long MAX_PARK_NANOS = 1_000_000;

  private final Sleepers sleepers = new Sleepers();

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void park(Block block, long offset, int expected, long nanos) {
    if (nanos <= 0) {
      return;
    }
    long deadline = System.nanoTime() + nanos;
    Sleeper sleeper = sleepers.enter(block, offset, expected);
    try {
      IdleStrategy idle =
          new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NANOS, MAX_PARK_NANOS);
      long left = nanos;
      while (left > 0 && sleeper.hasReason() && !Thread.currentThread().isInterrupted()) {
        if (left > MAX_PARK_NANOS) {
          idle.idle();
        } else {
          LockSupport.parkNanos(this, left);
        }
        left = deadline - System.nanoTime();
      }
    } finally {
      sleepers.leave(sleeper);
    }
  }

  /** Without a fence: a sleeper that is overlooked by being just about to enter polls anyway. */
  @Override
  public void wake(Block block, long offset, int count) {
    if (!sleepers.isEmpty()) {
      sleepers.wake(block.address(offset), count);
    }
  }

  @Override
  public int spins() {
    return Parkers.spins();
  }

  @Override
  public AsymmetricFence fence() {
    return AsymmetricFence.NONE;
  }
}
