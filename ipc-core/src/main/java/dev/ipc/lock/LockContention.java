package dev.ipc.lock;

import static dev.ipc.lock.LockLayout.WORD_OFFSET;
import static dev.ipc.lock.LockWord.DIRTY;
import static dev.ipc.lock.LockWord.FREE;

import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Spin;

/** Waiting for a lock that another thread has: spins, then sleeps, and sees after the owner. */
final class LockContention {
  /** How it ended. */
  enum Outcome {
    /** The lock was taken. */
    TAKEN,
    /** The lock was taken from a dead owner. */
    TAKEN_OVER,
    /** The time was over. */
    TIMED_OUT,
    /** The thread was interrupted. */
    INTERRUPTED
  }

  private final Block block;
  private final Home home;
  private final Parker parker;
  private final LockWaiters waiters;
  private final StrandedOwner stranded;
  private final DeadOwner dead;

  LockContention(
      Block block, Home home, LockWaiters waiters, StrandedOwner stranded, DeadOwner dead) {
    this.block = block;
    this.home = home;
    this.parker = home.parker();
    this.waiters = waiters;
    this.stranded = stranded;
    this.dead = dead;
  }

  /** Takes the lock. If anything is thrown, it was not taken. */
  Outcome take(long me, Deadline deadline, boolean interruptible) {
    if (deadline == Deadline.NOW) {
      return takeFree(me) || takeLeft(me) || stranded.take(me)
          ? Outcome.TAKEN
          : dead.take(me) ? Outcome.TAKEN_OVER : Outcome.TIMED_OUT;
    }
    return Spin.until(parker, () -> takeFree(me))
        ? Outcome.TAKEN
        : await(me, deadline.fromNow(parker), interruptible);
  }

  private Outcome await(long me, Deadline deadline, boolean interruptible) {
    Stack.reserve();
    boolean interrupted = false;
    boolean slept = false;
    home.turnstile().enter();
    try {
      while (true) {
        long owner = LockLayout.word(block);
        if (owner == FREE) {
          if (takeFree(me) || takeLeft(me)) {
            if (slept) {
              waiters.expectMore();
            }
            return Outcome.TAKEN;
          }
        } else if (stranded.take(me)) {
          return Outcome.TAKEN;
        } else if (owner == me) {
          checkNotTakenAgain(me);
        } else if (dead.take(me)) {
          return Outcome.TAKEN_OVER;
        } else {
          if (Thread.interrupted()) {
            if (interruptible) {
              return Outcome.INTERRUPTED;
            }
            interrupted = true;
          }
          long nanos = deadline.remainingNanos(parker, RobustLock.BOUND_NANOS);
          if (nanos <= 0) {
            return Outcome.TIMED_OUT;
          }
          slept = true;
          waiters.announce(owner);
          if (LockLayout.word(block) != FREE) {
            waiters.bell().sleep(nanos);
            home.turnstile().check();
          }
        }
      }
    } finally {
      home.turnstile().exit();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A dirty lock that nobody has stays dirty. */
  private boolean takeFree(long me) {
    long word = block.getLongOpaque(WORD_OFFSET);
    return (word & ~DIRTY) == FREE && block.compareAndSetLong(WORD_OFFSET, word, me | word);
  }

  /** Takes a lock that is left to some thread, which need not be outside. */
  private boolean takeLeft(long me) {
    long word = block.getLongOpaque(WORD_OFFSET);
    return LockWord.isBiased(word) && block.compareAndSetLong(WORD_OFFSET, word, me);
  }

  /** The word was this thread's: it is being taken from it, or it would wait for itself. */
  private void checkNotTakenAgain(long me) {
    if (stranded.isThere()) {
      Thread.onSpinWait();
    } else if (LockLayout.word(block) == me) {
      throw takenAgain();
    }
  }

  /** For a thread that would wait for itself. */
  IllegalStateException takenAgain() {
    return new IllegalStateException(
        home.label()
            + " is held by this thread already and is not reentrant, so waiting for it would"
            + " never end; use SharedLock.reentrant() or take it once");
  }
}
