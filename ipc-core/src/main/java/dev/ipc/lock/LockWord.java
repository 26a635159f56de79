package dev.ipc.lock;

import dev.ipc.owner.OwnerId;

/**
 * The bits of a lock's word: {@code [biased:1][thread:31][dirty:1][slot:12][generation:19]}. One
 * that is biased has the number of a cell in place of the thread, see {@link BiasLayout}.
 */
public final class LockWord {
  /** Nobody has the lock. */
  public static final long FREE = 0;

  /**
   * The last owner died in its section, and nobody has repaired or declared it consistent since. In
   * the word of an owner, or alone, when the lock is free.
   */
  public static final long DIRTY = 1L << 31;

  /** Nobody has the lock, but the thread of a cell may enter without asking. */
  public static final long BIASED = 1L << 63;

  private LockWord() {}

  /**
   * The word of a lock that is left to a thread.
   *
   * @param me the thread's own word
   * @param cell the thread's cell, of the handle by which it enters
   * @return the word
   */
  static long biased(long me, int cell) {
    return BIASED | (long) cell << 32 | ownerBits(me);
  }

  static boolean isBiased(long word) {
    return (word & BIASED) != 0;
  }

  /**
   * The word without its dirty bit.
   *
   * @param word any word
   * @return who has the lock, or {@link #FREE}
   */
  static long owner(long word) {
    return isBiased(word) ? FREE : word & ~DIRTY;
  }

  /**
   * The word of the calling thread. Threads are told apart by the low 31 bits of their number.
   *
   * @param selfBits this process's {@link OwnerId#bits}
   * @return its word
   */
  static long mine(long selfBits) {
    return (Thread.currentThread().threadId() << 32 & ~BIASED) | selfBits;
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
   * @return the low 31 bits of its number in its process
   */
  public static long thread(long word) {
    return (word & ~BIASED) >>> 32;
  }
}
