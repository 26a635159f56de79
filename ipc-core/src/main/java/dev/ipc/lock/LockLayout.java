package dev.ipc.lock;

import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.Optional;

/**
 * The memory of a robust lock: one cache line.
 *
 * <pre>
 *  0 word         [biased:1][thread:31][dirty:1][slot:12][generation:19], owner 0 = free
 *  8 waiting      1 = somebody sleeps, or may: who gives the lock back clears it and wakes one
 * 12 depth        re-entries of the owner beyond the first
 * 16 recoveries   how often a dead owner's lock was taken over
 * 24 deathOwner   the owner from whom it was taken over last
 * 32 deathPid     its process, 0 = unknown
 * 40 deathMillis  when its death was found out, since 1970
 * 48 heldOwner    an owner that was waited for
 * 56 heldMillis   when the first waiter met it, since 1970
 * </pre>
 *
 * <p>{@code word} is changed by CAS from anything but its owner's own word. Who is about to sleep
 * sets {@code waiting}, {@code heldOwner} and {@code heldMillis}; who has just given the lock back
 * clears {@code waiting}. Everything else is written by the thread whose word is in {@code word}.
 */
public final class LockLayout {
  /** The whole of it. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("word"),
              ValueLayout.JAVA_INT.withName("waiting"),
              ValueLayout.JAVA_INT.withName("depth"),
              ValueLayout.JAVA_LONG.withName("recoveries"),
              ValueLayout.JAVA_LONG.withName("deathOwner"),
              ValueLayout.JAVA_LONG.withName("deathPid"),
              ValueLayout.JAVA_LONG.withName("deathMillis"),
              ValueLayout.JAVA_LONG.withName("heldOwner"),
              ValueLayout.JAVA_LONG.withName("heldMillis"))
          .withName("lock");

  /** Length in bytes: one cache line. */
  public static final long BYTES = LAYOUT.byteSize();

  static final long WORD_OFFSET = offset("word");

  /** Where threads sleep: while it is 1. */
  static final long WAITING_OFFSET = offset("waiting");

  static final long DEPTH_OFFSET = offset("depth");
  static final long RECOVERIES_OFFSET = offset("recoveries");
  static final long DEATH_OWNER_OFFSET = offset("deathOwner");
  static final long DEATH_PID_OFFSET = offset("deathPid");
  static final long DEATH_MILLIS_OFFSET = offset("deathMillis");
  static final long HELD_OWNER_OFFSET = offset("heldOwner");
  static final long HELD_MILLIS_OFFSET = offset("heldMillis");

  private LockLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  /**
   * Who has the lock, as seen from outside.
   *
   * @param lock a block that starts with this layout
   * @return its owner's word, see {@link LockWord}, or {@link LockWord#FREE}
   */
  public static long word(Block lock) {
    return LockWord.owner(lock.getLongVolatile(WORD_OFFSET));
  }

  /**
   * Whether a dead owner's section still waits for its repair.
   *
   * @param lock a block that starts with this layout
   * @return true until it is repaired or declared consistent
   */
  public static boolean isDirty(Block lock) {
    return (lock.getLongVolatile(WORD_OFFSET) & LockWord.DIRTY) != 0;
  }

  /**
   * Whether somebody may be waiting for its owner.
   *
   * @param lock a block that starts with this layout
   * @return true if the lock is held and somebody came to sleep
   */
  public static boolean hasWaiters(Block lock) {
    return lock.getIntVolatile(WAITING_OFFSET) != 0 && word(lock) != LockWord.FREE;
  }

  /**
   * Since when its owner has the lock, as far as anybody waited for it.
   *
   * @param lock a block that starts with this layout
   * @return the moment at which the first waiter came, or empty if nobody waited
   */
  public static Optional<Instant> waitedForSince(Block lock) {
    long word = word(lock);
    long met = lock.getLongAcquire(HELD_OWNER_OFFSET);
    return word != LockWord.FREE && met == word
        ? Optional.of(Instant.ofEpochMilli(lock.getLongOpaque(HELD_MILLIS_OFFSET)))
        : Optional.empty();
  }

  /**
   * How often the lock was taken over from the dead.
   *
   * @param lock a block that starts with this layout
   * @return the count since creation
   */
  public static long recoveries(Block lock) {
    return lock.getLongVolatile(RECOVERIES_OFFSET);
  }
}
