package dev.ipc.lock;

import static dev.ipc.lock.LockLayout.DEATH_MILLIS_OFFSET;
import static dev.ipc.lock.LockLayout.DEATH_OWNER_OFFSET;
import static dev.ipc.lock.LockLayout.DEATH_PID_OFFSET;
import static dev.ipc.lock.LockLayout.DEPTH_OFFSET;
import static dev.ipc.lock.LockLayout.HELD_MILLIS_OFFSET;
import static dev.ipc.lock.LockLayout.HELD_OWNER_OFFSET;
import static dev.ipc.lock.LockLayout.RECOVERIES_OFFSET;
import static dev.ipc.lock.LockLayout.WAITING_OFFSET;
import static dev.ipc.lock.LockLayout.WORD_OFFSET;
import static dev.ipc.lock.LockWord.DIRTY;
import static dev.ipc.lock.LockWord.FREE;

import dev.ipc.Death;
import dev.ipc.RegionClosedException;
import dev.ipc.Repair;
import dev.ipc.ValueSection;
import dev.ipc.bind.Home;
import dev.ipc.bind.Resident;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.owner.Suspicion;
import dev.ipc.wait.AsymmetricFence;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion between the threads of any processes, which survives the death of its owner.
 *
 * <h2>Overview</h2>
 *
 * <p>The word names its owner, process and thread. Taking is CAS(free, mine), giving back a store
 * of free: the release that the next CAS acquires (pair "lock"). Nobody but the owner changes the
 * word while the owner lives, so the store needs no CAS. The owner is in the word as in POSIX
 * robust mutexes.
 *
 * <p>Who has to wait sleeps on a {@link Bell}; who gives back rings it for one sleeper. A thread
 * that came to sleep sets the bell again once it has the lock, because others may sleep too: one
 * wake-up too many is the price of not counting, as in the third mutex of U. Drepper, "Futexes are
 * tricky". With the bell's fence an uncontended lock costs one atomic instruction in all. A process
 * that does not take part in such fences gives back by CAS(mine, free), a fence of its own.
 *
 * <p>Nobody sleeps longer than {@link #BOUND_NANOS}: then a word that has not changed is suspect
 * and its owner is looked at. So a death between unlock and wake, or of a woken thread before it
 * takes the lock, costs one bound.
 *
 * <p>If the owner is dead, a waiter takes over by CAS(dead, mine and dirty), which only one can
 * win. The dirty bit stays in the word, also while the lock is free, until an owner that can repair
 * has done so: every acquirer finds it, since its CAS(free, mine) fails, and who can repair does,
 * before anything else. So a repair is run again until it ends.
 *
 * <p>A thread that runs out of stack between taking and returning, or in giving back, cannot be
 * relied on to call anything. It stores its word in {@code stranded}, which needs no stack; then a
 * waiter of this JVM takes the lock over, or the region's once-a-second {@link #tend} frees it. Who
 * takes over claims {@code stranded} first and puts its own word in place of the other's, so that
 * nobody else can have the lock, and strand it again, until the claim is over.
 */
public final class RobustLock implements Resident {
  /** The longest time for which a waiter believes that a silent owner lives. */
  static final long BOUND_NANOS = 25_000_000;

  /**
   * How long a spinning thread leaves the word alone. Each look takes the cache line away from the
   * owner, so a look at every pause slows down whom it waits for: two processes that contend do
   * three times as much with eight.
   */
  private static final int PAUSES_PER_LOOK = 8;

  /** What an acquisition returns if the time was over. */
  public static final int TIMED_OUT = -2;

  /** The depth before an acquisition by a thread that did not have the lock. */
  static final int NOT_HELD_BEFORE = -1;

  private static final int INTERRUPTED = -3;
  private static final int TAKEN_OVER = -4;

  private static final AtomicLongFieldUpdater<RobustLock> STRANDED =
      AtomicLongFieldUpdater.newUpdater(RobustLock.class, "stranded");
  private static final long CLAIMED = -1;

  /** Far more stack than is needed between two moments of which none may come alone. */
  private static final int RESERVED_FRAMES = 100;

  private final Block block;
  private final Home home;
  private final Parker parker;
  private final AsymmetricFence fence;
  private final Bell bell;
  private final long self;
  private final boolean reentrant;
  private final @Nullable Repair repair;
  private final String reportedRepair;
  private final Suspicion suspicion;

  /** The word of a thread that could not give it back, {@link #CLAIMED}, or 0. */
  volatile long stranded;

  /** The holder's section failed and its word does not say so yet. Of whoever holds the lock. */
  private boolean spoiled;

  /**
   * Binds a lock to its memory.
   *
   * @param block starts with a {@link LockLayout}
   * @param home what the lock waits by, and who this process is
   * @param reentrant whether its owner may take it again
   * @param repair what makes the guarded data consistent after a death, if anything does
   */
  public RobustLock(Block block, Home home, boolean reentrant, @Nullable Repair repair) {
    this(block, home, reentrant, repair, repair != null ? "runs now" : "none");
  }

  /** For users that see to the repair themselves, and say so when the lock is taken over. */
  RobustLock(
      Block block, Home home, boolean reentrant, @Nullable Repair repair, String reportedRepair) {
    this.block = block;
    this.home = home;
    this.parker = home.parker();
    this.fence = parker.fence();
    this.bell = new Bell(block, WAITING_OFFSET, parker);
    this.self = home.self().bits();
    this.reentrant = reentrant;
    this.repair = repair;
    this.reportedRepair = reportedRepair;
    this.suspicion = new Suspicion(home.liveness(), BOUND_NANOS);
  }

  /**
   * Takes the lock, as long as it takes. Interrupts are kept for later.
   *
   * @return the depth before, to be given to {@link #releaseTo}
   */
  public int acquire() {
    return take(Deadline.NEVER, false);
  }

  /**
   * Takes the lock, until a moment.
   *
   * @param deadline when to give up; one that is over makes a single try
   * @return the depth before, to be given to {@link #releaseTo}, or {@link #TIMED_OUT}
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public int acquire(Deadline deadline) throws InterruptedException {
    int before = take(deadline, true);
    if (before == INTERRUPTED) {
      throw new InterruptedException("interrupted while waiting for " + home.label());
    }
    return before;
  }

  /**
   * Takes the lock if it is free, or its owner is known to be dead. Never sleeps.
   *
   * @return the depth before, to be given to {@link #releaseTo}, or {@link #TIMED_OUT}
   */
  public int tryAcquire() {
    return take(Deadline.NOW, false);
  }

  private int take(Deadline deadline, boolean interruptible) {
    long me = LockWord.mine(self);
    if (reentrant && stranded == 0 && owns(me)) {
      int depth = block.getInt(DEPTH_OFFSET);
      block.setInt(DEPTH_OFFSET, Math.addExact(depth, 1));
      return depth;
    }
    boolean held = false;
    try {
      // step: lock.acquire
      held = block.compareAndSetLong(WORD_OFFSET, FREE, me);
      if (!held) {
        int outcome = contend(me, deadline, interruptible);
        if (outcome == TIMED_OUT || outcome == INTERRUPTED) {
          return outcome;
        }
        held = true;
        if (outcome == TAKEN_OVER) {
          reportTakeOver();
        }
        settle(me);
      }
      // step: lock.acquired
      return NOT_HELD_BEFORE;
    } catch (Throwable t) {
      if (held) {
        try {
          free(me);
        } catch (StackOverflowError e) {
          stranded = me;
        }
      }
      throw t;
    }
  }

  /**
   * Runs a section with the lock held, and gives the lock back however it ends, even without stack.
   *
   * @param section what to do
   * @param <R> what it returns
   * @param <X> what it throws
   * @return what the section returned
   * @throws X if the section does
   */
  public <R extends @Nullable Object, X extends Throwable> R locked(ValueSection<R, X> section)
      throws X {
    long me = LockWord.mine(self);
    int before = acquire();
    try {
      return section.run();
    } finally {
      try {
        releaseTo(before);
      } catch (StackOverflowError e) {
        if (before == NOT_HELD_BEFORE) {
          stranded = me;
        }
      }
    }
  }

  /**
   * Runs a section that must be run to its end, with a plain lock. If it throws, for want of stack
   * say, the lock is given back dirty, so that the next owner repairs what it guards.
   *
   * @param section what to do
   * @param <R> what it returns
   * @param <X> what it throws
   * @return what the section returned
   * @throws X if the section does
   */
  public <R extends @Nullable Object, X extends Throwable> R guarded(ValueSection<R, X> section)
      throws X {
    long me = LockWord.mine(self);
    acquire();
    boolean whole = false;
    try {
      R result = section.run();
      whole = true;
      return result;
    } finally {
      if (!whole) {
        spoiled = true;
      }
      try {
        if (!whole) {
          markSpoiled(me);
        }
        free(me);
      } catch (StackOverflowError e) {
        stranded = me;
      }
    }
  }

  private void markSpoiled(long me) {
    try {
      block.setLongRelease(WORD_OFFSET, me | DIRTY);
      spoiled = false;
    } catch (RegionClosedException e) {
      return; // free marks it, through another mapping
    }
  }

  /**
   * Undoes the calling thread's last acquisition.
   *
   * @throws IllegalMonitorStateException if this thread does not have the lock
   */
  public void release() {
    long me = LockWord.mine(self);
    if (!reentrant) {
      free(me);
      return;
    }
    int depth;
    try {
      checkHeld("unlock");
      depth = block.getInt(DEPTH_OFFSET);
    } catch (RegionClosedException e) {
      freeAfterClose(me, e);
      return;
    }
    releaseTo(depth - 1);
  }

  /**
   * Goes back to the depth before an acquisition, even if inner ones were not undone.
   *
   * @param depthBefore what the acquisition returned
   * @throws IllegalMonitorStateException if this thread does not have the lock
   */
  public void releaseTo(int depthBefore) {
    long me = LockWord.mine(self);
    if (reentrant) {
      try {
        checkHeld("unlock");
        block.setInt(DEPTH_OFFSET, Math.max(0, depthBefore));
      } catch (RegionClosedException e) {
        freeAfterClose(me, e);
        return;
      }
      if (depthBefore >= 0) {
        return;
      }
    }
    free(me);
  }

  /**
   * Gives the lock back; a word that is not this thread's is never overwritten. If a stack overflow
   * leaves this method, the lock was not touched: one that comes later is dealt with here.
   */
  private void free(long me) {
    boolean held = true;
    try {
      // step: lock.release
      if (clear(me)) {
        held = false;
        fence.light();
        bell.ringFenced(1);
        return;
      }
    } catch (StackOverflowError e) {
      if (held) {
        stranded = me;
      }
      return;
    } catch (RegionClosedException e) {
      if (held) {
        freeAfterClose(me, e);
      }
      return;
    }
    throw notHeld("unlock");
  }

  /** Makes the word free if it is this thread's. After the store it calls nothing, see free. */
  private boolean clear(long me) {
    if (!fence.isShared()) {
      return block.compareAndSetLong(WORD_OFFSET, me, FREE)
          || block.compareAndSetLong(WORD_OFFSET, me | DIRTY, DIRTY);
    }
    long rest = block.getLong(WORD_OFFSET) ^ me;
    if ((rest & ~DIRTY) != 0) {
      return false;
    }
    block.setLongRelease(WORD_OFFSET, rest);
    return true;
  }

  /**
   * Gives the lock back for a thread under which the handle was closed, after it had taken the word
   * or while it was in its section: this JVM lives, so nobody else would.
   */
  private void freeAfterClose(long me, RegionClosedException closed) {
    if (!home.remapped(memory -> freeIn(memory, me))) {
      throw closed;
    }
  }

  private long takeDirt(long word) {
    boolean dirty = spoiled;
    spoiled = false;
    return dirty ? DIRTY : word & DIRTY;
  }

  private boolean freeIn(Block memory, long me) {
    long word = memory.getLongVolatile(WORD_OFFSET);
    if (LockWord.owner(word) != me) {
      return false;
    }
    memory.setInt(DEPTH_OFFSET, 0);
    memory.compareAndSetLong(WORD_OFFSET, word, takeDirt(word));
    new Bell(memory, WAITING_OFFSET, parker).ringFenced(1);
    return true;
  }

  /**
   * Waits for the lock: spins, then sleeps, looking at the owner's life in between. If anything is
   * thrown, the lock was not taken.
   */
  private int contend(long me, Deadline deadline, boolean interruptible) {
    if (deadline == Deadline.NOW) {
      return takeFree(me) || takeStranded(me)
          ? NOT_HELD_BEFORE
          : takeFromDead(me) ? TAKEN_OVER : TIMED_OUT;
    }
    for (int i = parker.spins(); i > 0; i--) {
      if (LockWord.owner(block.getLongOpaque(WORD_OFFSET)) == FREE && takeFree(me)) {
        return NOT_HELD_BEFORE;
      }
      for (int pause = 0; pause < PAUSES_PER_LOOK; pause++) {
        Thread.onSpinWait();
      }
    }
    reserveStack();
    boolean interrupted = false;
    boolean slept = false;
    home.turnstile().enter();
    try {
      while (true) {
        long word = block.getLongVolatile(WORD_OFFSET);
        if (LockWord.owner(word) == FREE) {
          if (takeFree(me)) {
            if (slept) {
              expectSleepers();
            }
            return NOT_HELD_BEFORE;
          }
        } else if (takeStranded(me)) {
          return NOT_HELD_BEFORE;
        } else if (LockWord.owner(word) == me) {
          checkNotTakenAgain(me);
        } else if (takeFromDead(me)) {
          return TAKEN_OVER;
        } else {
          if (Thread.interrupted()) {
            if (interruptible) {
              return INTERRUPTED;
            }
            interrupted = true;
          }
          long nanos = deadline.remainingNanos(parker, BOUND_NANOS);
          if (nanos <= 0) {
            return TIMED_OUT;
          }
          slept = true;
          stamp(LockWord.owner(word));
          bell.announce();
          if (LockLayout.word(block) != FREE) {
            bell.sleep(nanos);
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

  private boolean takeFree(long me) {
    return block.compareAndSetLong(WORD_OFFSET, FREE, me)
        || block.compareAndSetLong(WORD_OFFSET, DIRTY, me | DIRTY);
  }

  /** Notes when its first waiter met an owner. */
  private void stamp(long owner) {
    if (!bell.isSet() || block.getLong(HELD_OWNER_OFFSET) != owner) {
      block.setLongOpaque(HELD_MILLIS_OFFSET, System.currentTimeMillis());
      block.setLongRelease(HELD_OWNER_OFFSET, owner);
    }
  }

  /** For who has the lock and came to sleep for it: others may sleep still. */
  private void expectSleepers() {
    block.setLongOpaque(HELD_OWNER_OFFSET, FREE);
    bell.set();
  }

  /**
   * Runs out of stack here, where nothing has happened yet, rather than between taking the lock and
   * knowing of it.
   */
  static void reserveStack() {
    reserveStack(RESERVED_FRAMES, 0, 0, 0);
  }

  private static long reserveStack(int frames, long a, long b, long c) {
    return frames == 0 ? a : reserveStack(frames - 1, b, c, a) + 1;
  }

  /**
   * Takes the lock over from a thread of this JVM that had no stack to give it back, perhaps from
   * this one. While it is claimed, only that thread or the claimer is in the word.
   */
  private boolean takeStranded(long me) {
    long other = stranded;
    if (other == 0 || other == CLAIMED || !STRANDED.compareAndSet(this, other, CLAIMED)) {
      return false;
    }
    long left = other;
    try {
      boolean taken = false;
      long word = block.getLongVolatile(WORD_OFFSET);
      if (LockWord.owner(word) == other) {
        block.setInt(DEPTH_OFFSET, 0);
        taken = block.compareAndSetLong(WORD_OFFSET, word, me | takeDirt(word));
      }
      left = 0;
      if (taken) {
        expectSleepers();
      }
      return taken;
    } finally {
      // Nobody else stores here: only a claimer, or who holds the lock, and that is this thread.
      stranded = left;
    }
  }

  /** The word was this thread's: it is being taken from it, or it would wait for itself. */
  private void checkNotTakenAgain(long me) {
    if (stranded != 0) {
      Thread.onSpinWait();
    } else if (LockLayout.word(block) == me) {
      throw new IllegalStateException(
          home.label()
              + " is held by this thread already and is not reentrant, so waiting for it would"
              + " never end; use SharedLock.reentrant() or take it once");
    }
  }

  private boolean takeFromDead(long me) {
    long word = block.getLongVolatile(WORD_OFFSET);
    if (LockWord.owner(word) == FREE) {
      return false;
    }
    int owner = LockWord.ownerBits(word);
    if (owner == (int) self) {
      return false;
    }
    reserveStack();
    if (!suspicion.confirmsDeath(LockWord.owner(word), owner, parker.nanoTime())) {
      return false;
    }
    long pid = home.liveness().pid(OwnerId.ofBits(owner)).orElse(0);
    // step: lock.recover
    if (!block.compareAndSetLong(WORD_OFFSET, word, me | DIRTY)) {
      return false;
    }
    // step: lock.recover.taken
    expectSleepers();
    block.setInt(DEPTH_OFFSET, 0);
    block.setLong(DEATH_OWNER_OFFSET, LockWord.owner(word));
    block.setLong(DEATH_PID_OFFSET, pid);
    block.setLong(DEATH_MILLIS_OFFSET, System.currentTimeMillis());
    block.setLong(RECOVERIES_OFFSET, block.getLong(RECOVERIES_OFFSET) + 1);
    // step: lock.recover.told
    return true;
  }

  private void reportTakeOver() {
    home.report(
        "lock "
            + home.label()
            + " taken over from a dead owner: pid="
            + block.getLong(DEATH_PID_OFFSET)
            + ", member="
            + OwnerId.ofBits(LockWord.ownerBits(block.getLong(DEATH_OWNER_OFFSET)))
            + ", repair="
            + reportedRepair);
  }

  /** Runs the repair that a dead owner made necessary, if this handle has one. */
  private void settle(long me) {
    if (repair != null && isDirty()) {
      // step: lock.repair
      repair.repair(lastDeath());
      // step: lock.repaired
      block.setLongRelease(WORD_OFFSET, me);
    }
  }

  private boolean isDirty() {
    return (block.getLong(WORD_OFFSET) & DIRTY) != 0;
  }

  /**
   * The death that nobody repaired yet. Meaningful to the owner of the lock.
   *
   * @return who died, or empty if the section is consistent
   */
  public Optional<Death> unrepaired() {
    return isDirty() ? Optional.of(lastDeath()) : Optional.empty();
  }

  /**
   * Declares the guarded data consistent.
   *
   * @throws IllegalMonitorStateException if this thread does not have the lock
   */
  public void markConsistent() {
    checkHeld("markConsistent");
    block.setLongRelease(WORD_OFFSET, LockWord.mine(self));
  }

  /**
   * Whether the calling thread has the lock.
   *
   * @return true if it does
   */
  public boolean isHeldByCurrentThread() {
    return owns(LockWord.mine(self));
  }

  /**
   * Who has the lock, for display.
   *
   * @return the word, see {@link LockWord}
   */
  public long word() {
    return LockLayout.word(block);
  }

  /**
   * Whether somebody may be waiting for the lock, for display.
   *
   * @return true if it is held and somebody came to sleep
   */
  public boolean hasWaiters() {
    return LockLayout.hasWaiters(block);
  }

  /**
   * Since when its owner has the lock, as far as anybody waited for it.
   *
   * @return the moment at which the first waiter came, or empty if nobody waited
   */
  public Optional<Instant> waitedForSince() {
    return LockLayout.waitedForSince(block);
  }

  private Death lastDeath() {
    return new Death(
        block.getLong(DEATH_PID_OFFSET), Instant.ofEpochMilli(block.getLong(DEATH_MILLIS_OFFSET)));
  }

  private boolean owns(long me) {
    return LockWord.owner(block.getLong(WORD_OFFSET)) == me;
  }

  private void checkHeld(String call) {
    if (!isHeldByCurrentThread()) {
      throw notHeld(call);
    }
  }

  private IllegalMonitorStateException notHeld(String call) {
    return new IllegalMonitorStateException(
        call
            + " by a thread that does not hold "
            + home.label()
            + ": holder="
            + holder()
            + "; only the thread that took the lock gives it back");
  }

  /**
   * Names the owner.
   *
   * @return a phrase for messages
   */
  public String holder() {
    long word = word();
    if (word == FREE) {
      return "nobody";
    }
    OwnerId owner = OwnerId.ofBits(LockWord.ownerBits(word));
    var pid = home.liveness().pid(owner);
    return "pid "
        + (pid.isPresent() ? pid.getAsLong() : "unknown")
        + " thread "
        + LockWord.thread(word);
  }

  @Override
  public Optional<String> held() {
    long word = word();
    return word != FREE && LockWord.ownerBits(word) == (int) self
        ? Optional.of("held by thread " + LockWord.thread(word) + " of this process")
        : Optional.empty();
  }

  @Override
  public void wakeAll() {
    bell.wake(Integer.MAX_VALUE);
  }

  /** Gives back what a thread of this JVM could not. */
  @Override
  public void tend() {
    long me = LockWord.mine(self);
    if (takeStranded(me)) {
      free(me);
    }
  }
}
