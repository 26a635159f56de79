package dev.ipc.lock;

import dev.ipc.owner.OwnerId;

/** The bits of a lock's word: {@code [thread:32][waiters:1][slot:12][generation:19]}. */
public final class LockWord {
  /** Nobody has the lock. */
  public static final long FREE = 0;

  /** Somebody sleeps, or may sleep, on the word: who unlocks must wake. */
  public static final long WAITERS = 1L << 31;

  private LockWord() {}

  /**
   * The word of the calling thread. Threads are told apart by the low 32 bits of their number.
   *
   * @param selfBits this process's {@link OwnerId#bits}
   * @return its word, without the waiters bit
   */
  static long mine(long selfBits) {
    return Thread.currentThread().threadId() << 32 | selfBits;
  }

  /**
   * The process in a word.
   *
   * @param word any word but {@link #FREE}
   * @return the bits of its {@link OwnerId}
   */
  public static int ownerBits(long word) {
    return (int) word & OwnerId.MASK;
  }

  /**
   * The thread in a word.
   *
   * @param word any word but {@link #FREE}
   * @return the low 32 bits of its number in its process
   */
  public static long thread(long word) {
    return word >>> 32;
  }

  /**
   * Whether somebody may sleep on the word.
   *
   * @param word any word
   * @return true if who unlocks must wake
   */
  public static boolean hasWaiters(long word) {
    return (word & WAITERS) != 0;
  }
}
