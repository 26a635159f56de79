package dev.ipc.lock;

import static dev.ipc.lock.LockLayout.DEPTH_OFFSET;
import static dev.ipc.lock.LockLayout.WORD_OFFSET;
import static dev.ipc.lock.LockWord.DIRTY;

import dev.ipc.memory.Block;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * The thread of this JVM that had no stack left to give a lock back, if there is one. It stores its
 * word here, which needs no stack; another thread takes the lock over, or frees it.
 *
 * <p>Who takes over claims the stored word first and puts its own in place of the other's, so that
 * nobody else can have the lock, and strand it again, until the claim is over.
 */
final class StrandedOwner {
  private static final AtomicLongFieldUpdater<StrandedOwner> WORD =
      AtomicLongFieldUpdater.newUpdater(StrandedOwner.class, "word");
  private static final long NONE = 0;
  private static final long CLAIMED = -1;

  private final Block block;
  private final LockWaiters waiters;

  /** The word of the thread, {@link #CLAIMED}, or {@link #NONE}. */
  volatile long word;

  /** The holder's section failed and its word does not say so yet. Of whoever holds the lock. */
  boolean spoiled;

  StrandedOwner(Block block, LockWaiters waiters) {
    this.block = block;
    this.waiters = waiters;
  }

  /** Whether there is one, or it is being taken from. */
  boolean isThere() {
    return word != NONE;
  }

  /**
   * Takes the lock over from it; it may be the calling thread. While it is claimed, only that
   * thread or the claimer is in the word.
   */
  boolean take(long me) {
    long other = word;
    if (other == NONE || other == CLAIMED || !WORD.compareAndSet(this, other, CLAIMED)) {
      return false;
    }
    long left = other;
    try {
      boolean taken = false;
      long now = block.getLongVolatile(WORD_OFFSET);
      if (LockWord.owner(now) == other) {
        block.setInt(DEPTH_OFFSET, 0);
        taken = block.compareAndSetLong(WORD_OFFSET, now, me | takeDirt(now));
      }
      left = NONE;
      if (taken) {
        waiters.expectMore();
      }
      return taken;
    } finally {
      // Nobody else stores here: only a claimer, or who holds the lock, and that is this thread.
      word = left;
    }
  }

  /** The dirty bit that is to stay in the lock's word, whoever is next. */
  long takeDirt(long now) {
    boolean dirty = spoiled;
    spoiled = false;
    return dirty ? DIRTY : now & DIRTY;
  }
}
