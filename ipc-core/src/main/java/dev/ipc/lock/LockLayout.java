package dev.ipc.lock;

import dev.ipc.memory.Block;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;

/**
 * The memory of a robust lock: one cache line.
 *
 * <pre>
 *  0 word         [thread:32][waiters:1][slot:12][generation:19], 0 = free
 *  8 dirty        word of the dead owner whose section was not repaired yet, 0 = consistent
 * 16 depth        re-entries of the owner beyond the first
 * 24 deathPid     process that died last while it held the lock, 0 = unknown
 * 32 deathMillis  when that was found out, since 1970
 * 40 heldMillis   when the first waiter met heldWord, since 1970
 * 48 heldWord     the word that heldMillis speaks of
 * 56 recoveries   how often a dead owner's lock was taken over
 * </pre>
 *
 * <p>{@code word} is changed by CAS only. Everything else is written by the thread whose word is in
 * {@code word}, but for {@code heldMillis} and {@code heldWord}, which the thread writes that set
 * the waiters bit.
 */
public final class LockLayout {
  /** The whole of it. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("word"),
              ValueLayout.JAVA_LONG.withName("dirty"),
              ValueLayout.JAVA_INT.withName("depth"),
              MemoryLayout.paddingLayout(4),
              ValueLayout.JAVA_LONG.withName("deathPid"),
              ValueLayout.JAVA_LONG.withName("deathMillis"),
              ValueLayout.JAVA_LONG.withName("heldMillis"),
              ValueLayout.JAVA_LONG.withName("heldWord"),
              ValueLayout.JAVA_LONG.withName("recoveries"))
          .withName("lock");

  /** Length in bytes: one cache line. */
  public static final long BYTES = LAYOUT.byteSize();

  static final long WORD_OFFSET = offset("word");
  static final long DIRTY_OFFSET = offset("dirty");
  static final long DEPTH_OFFSET = offset("depth");
  static final long DEATH_PID_OFFSET = offset("deathPid");
  static final long DEATH_MILLIS_OFFSET = offset("deathMillis");
  static final long HELD_MILLIS_OFFSET = offset("heldMillis");
  static final long HELD_WORD_OFFSET = offset("heldWord");
  static final long RECOVERIES_OFFSET = offset("recoveries");

  /** Where the kernel looks: the half with the owner and the waiters bit. */
  static final long FUTEX_OFFSET =
      WORD_OFFSET + (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.BYTES);

  private LockLayout() {}

  private static long offset(String field) {
    return LAYOUT.byteOffset(PathElement.groupElement(field));
  }

  /**
   * Who has the lock, as seen from outside.
   *
   * @param lock a block that starts with this layout
   * @return the word, see {@link LockWord}
   */
  public static long word(Block lock) {
    return lock.getLongVolatile(WORD_OFFSET);
  }

  /**
   * Whether a dead owner's section still waits for its repair.
   *
   * @param lock a block that starts with this layout
   * @return true until it is repaired or declared consistent
   */
  public static boolean isDirty(Block lock) {
    return lock.getLongVolatile(DIRTY_OFFSET) != 0;
  }

  /**
   * Since when its owner has the lock, as far as anybody waited for it.
   *
   * @param lock a block that starts with this layout
   * @return the moment at which the first waiter came, or empty if nobody waited
   */
  public static Optional<Instant> waitedForSince(Block lock) {
    long word = word(lock);
    long met = lock.getLongAcquire(HELD_WORD_OFFSET);
    return word != LockWord.FREE && met == (word & ~LockWord.WAITERS)
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
