package dev.ipc.wait;

import dev.ipc.memory.Block;

/**
 * Puts a thread to sleep until a word of shared memory changes, and wakes those who sleep on it, in
 * this and in other processes. It is also the clock of whoever waits, so that a test can script
 * both.
 *
 * <p>A sleep may end early for no reason, and a wake-up may be lost when its sender dies. So a
 * caller always bounds its sleep and looks at the word again.
 */
public interface Parker {
  /**
   * The clock of the deadlines.
   *
   * @return nanoseconds since some fixed moment
   */
  long nanoTime();

  /**
   * Sleeps while the int at {@code offset} is {@code expected}, until somebody wakes this word, the
   * time is over, or the thread is interrupted (noticed at the latest when the time is over; the
   * interrupt status is left as it is). The comparison happens after the thread is known to wakers,
   * so a store followed by {@link #wake} is never missed.
   *
   * @param block the memory
   * @param offset byte offset of the int, a multiple of 4
   * @param expected the value on which sleeping makes sense
   * @param nanos the longest sleep; nothing happens if it is not positive
   */
  void park(Block block, long offset, int expected, long nanos);

  /**
   * Wakes sleepers of the word, in every process.
   *
   * @param block the memory
   * @param offset byte offset of the int, a multiple of 4
   * @param count how many at least, if there are that many
   */
  void wake(Block block, long offset, int count);

  /**
   * How often the calling thread may look again with {@link Thread#onSpinWait} before it sleeps.
   *
   * @return 0 where spinning would take the processor from whoever is waited for: on a virtual
   *     thread, which pins its carrier, and on a machine with one processor
   */
  int spins();

  /**
   * The fence between "I am about to sleep" and "there is no reason to", which those share who
   * wake.
   *
   * @return always the same one
   */
  AsymmetricFence fence();
}
