package dev.ipc.owner;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides when to ask whether the owner of a word is dead: when the word has not changed for a
 * while, and then once per while and JVM, however many threads wait for it.
 */
public final class Suspicion {
  private final ReentrantLock lock = new ReentrantLock();
  private final Liveness liveness;
  private final long boundNanos;
  private long suspect;
  private long askAtNanos;

  /**
   * Creates it for one word.
   *
   * @param liveness who is asked
   * @param boundNanos how long a word must stay the same before its owner is looked at
   */
  public Suspicion(Liveness liveness, long boundNanos) {
    this.liveness = liveness;
    this.boundNanos = boundNanos;
  }

  /**
   * Tells whether the owner of a word was found dead, just now and by this thread.
   *
   * @param word what stands in shared memory
   * @param ownerBits the owner that it names
   * @param nowNanos the caller's clock
   * @return true if the owner is dead; false also when it is too early to ask, or when another
   *     thread is asking
   */
  public boolean confirmsDeath(long word, int ownerBits, long nowNanos) {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (word != suspect) {
        suspect = word;
        askAtNanos = nowNanos + boundNanos;
        return false;
      }
      if (nowNanos - askAtNanos < 0) {
        return false;
      }
      askAtNanos = nowNanos + boundNanos;
    } finally {
      lock.unlock();
    }
    return !liveness.isAlive(OwnerId.ofBits(ownerBits));
  }
}
