package dev.ipc.wait;

import dev.ipc.memory.Block;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The full fence of Dekker's scheme for two sides that are not equal: one that passes all the time
 * and one that comes seldom. Both store, then load; the seldom side's {@link #heavy} also makes the
 * other's {@link #light} a full fence, in every process that shares it, so that light may cost
 * nothing.
 *
 * <p>The source is the asymmetric fence of M. Desnoyers' user-space RCU, on the kernel call
 * membarrier. Only processes that announced themselves to the kernel take part: {@link #isShared}
 * tells whether this one does. Until then its threads use a real fence in place of light.
 */
public final class AsymmetricFence {
  /** For a JVM whose threads are the only users of the memory, or that cannot take part. */
  public static final AsymmetricFence NONE = new AsymmetricFence(() -> false);

  /** Longer than a store stays in a processor's store buffer. */
  private static final long DRAIN_NANOS = 10_000_000;

  private final BooleanSupplier everywhere;

  /** Plain, since who learns of it late only pays for a fence that was not needed. */
  private boolean shared;

  /**
   * Creates a fence in which this process does not take part yet.
   *
   * @param everywhere makes every thread that takes part pass a full fence; false if it cannot
   */
  public AsymmetricFence(BooleanSupplier everywhere) {
    this.everywhere = everywhere;
  }

  /** From now on this process takes part; to be called when the kernel knows. */
  public void share() {
    shared = true;
  }

  /**
   * Whether {@link #light} is enough between a store and a load of this process's threads.
   *
   * @return false if they have to use a full fence, such as an atomic change has
   */
  public boolean isShared() {
    return shared;
  }

  /** Orders the calling thread's store before its next load, as far as somebody calls heavy. */
  public void light() {
    Block.compilerFence();
  }

  /**
   * Orders the calling thread's store before its next load, and so for all who call light.
   *
   * @return false if only for the calling thread, since this process cannot reach the others
   */
  public boolean heavy() {
    Block.fullFence();
    return everywhere.getAsBoolean();
  }

  /**
   * As {@link #heavy}, and if this process cannot reach the others, waits until what they stored
   * before is out of their store buffers; which takes milliseconds.
   *
   * @return false if it had to wait
   */
  public boolean heavyAtLast() {
    if (heavy()) {
      return true;
    }
    long start = System.nanoTime();
    for (long left = DRAIN_NANOS; left > 0; left = DRAIN_NANOS - (System.nanoTime() - start)) {
      LockSupport.parkNanos(left);
    }
    return false;
  }
}
