package dev.ipc.lock;

import static dev.ipc.lock.LockLayout.DEPTH_OFFSET;
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
import dev.ipc.lock.LockContention.Outcome;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.wait.AsymmetricFence;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
 * relied on to call anything. It leaves its word to a {@link StrandedOwner}; then a waiter of this
 * JVM takes the lock over, or the region's once-a-second {@link #tend} frees it.
 */
public final class RobustLock implements Resident {
  /** The longest time for which a waiter believes that a silent owner lives. */
  public static final long BOUND_NANOS = Bell.BOUND_NANOS;

  /** What an acquisition returns if the time was over. */
  public static final int TIMED_OUT = -2;

  /** The depth before an acquisition by a thread that did not have the lock. */
  static final int NOT_HELD_BEFORE = -1;

  private static final int INTERRUPTED = -3;

  private final Block block;
  private final Home home;
  private final Parker parker;
  private final AsymmetricFence fence;
  private final Bell bell;
  private final long self;
  private final boolean reentrant;
  private final @Nullable Repair repair;
  private final String reportedRepair;

  /** What a thread without stack leaves. */
  final StrandedOwner stranded;

  private final @Nullable Bias bias;

  /** Of who has the lock, see {@link #hasStayed}. */
  private boolean stayed;

  private final DeadOwner dead;
  private final LockContention contention;

  /**
   * Binds a lock to its memory.
   *
   * @param block starts with a {@link LockLayout}
   * @param home what the lock waits by, and who this process is
   * @param reentrant whether its owner may take it again
   * @param repair what makes the guarded data consistent after a death, if anything does
   */
  public RobustLock(Block block, Home home, boolean reentrant, @Nullable Repair repair) {
    this(block, home, reentrant, repair, repair != null ? "runs now" : "none", null);
  }

  /**
   * Binds a plain lock that may be left to the thread that uses it most, see {@link Bias}. It is
   * taken by {@link #acquire()} or {@link #acquireSoon}, and given back by {@link #release}.
   *
   * @param home of the lock's own memory, a {@link LockLayout}
   * @param beside home of a {@link BiasLayout}
   * @param repair what makes the guarded data consistent after a death
   */
  public RobustLock(Home home, Home beside, Repair repair) {
    this(home.block(), home, false, repair, "runs now", beside);
  }

  /** For users that see to the repair themselves, and say so when the lock is taken over. */
  RobustLock(
      Block block, Home home, boolean reentrant, @Nullable Repair repair, String reportedRepair) {
    this(block, home, reentrant, repair, reportedRepair, null);
  }

  private RobustLock(
      Block block,
      Home home,
      boolean reentrant,
      @Nullable Repair repair,
      String reportedRepair,
      @Nullable Home beside) {
    this.block = block;
    this.home = home;
    this.parker = home.parker();
    this.fence = parker.fence();
    LockWaiters waiters = new LockWaiters(block, parker);
    this.bell = waiters.bell();
    this.stranded = new StrandedOwner(block, waiters);
    this.dead = new DeadOwner(block, home, waiters);
    this.contention = new LockContention(block, home, waiters, stranded, dead);
    this.bias = beside == null ? null : new Bias(block, beside, waiters, dead);
    this.self = home.self().bits();
    this.reentrant = reentrant;
    this.repair = repair;
    this.reportedRepair = reportedRepair;
  }

  /**
   * Takes the lock, as long as it takes. Interrupts are kept for later.
   *
   * @return the depth before, to be given to {@link #releaseTo}
   */
  public int acquire() {
    return entered() ? NOT_HELD_BEFORE : take(Deadline.NEVER, false);
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
      throw interrupted();
    }
    return before;
  }

  private InterruptedException interrupted() {
    return new InterruptedException("interrupted while waiting for " + home.label());
  }

  /**
   * Takes the lock if it is free, or its owner is known to be dead. Never sleeps.
   *
   * @return the depth before, to be given to {@link #releaseTo}, or {@link #TIMED_OUT}
   */
  public int tryAcquire() {
    return take(Deadline.NOW, false);
  }

  /**
   * Takes the lock if it can be had {@linkplain Deadline#SOON soon}: if its owner was not stopped
   * in its section, that is. Interrupts are kept for later. For plain locks of short sections.
   *
   * @return whether it was taken
   */
  public boolean acquireSoon() {
    return entered() || take(Deadline.SOON, false) != TIMED_OUT;
  }

  private boolean entered() {
    boolean entered = bias != null && bias.enter();
    if (entered) {
      stayed = true;
    }
    return entered;
  }

  /**
   * Whether nobody else has had the lock since it was given back by this handle. To be asked by its
   * owner.
   *
   * @return false also if that is not known
   */
  public boolean hasStayed() {
    return stayed;
  }

  private int take(Deadline deadline, boolean interruptible) {
    long me = LockWord.mine(self);
    if (reentrant && !stranded.isThere() && owns(me)) {
      int depth = block.getInt(DEPTH_OFFSET);
      block.setInt(DEPTH_OFFSET, Math.addExact(depth, 1));
      return depth;
    }
    boolean held = false;
    try {
      // step: lock.acquire
      held = block.compareAndSetLong(WORD_OFFSET, FREE, me);
      if (!held || !isLeftToNobody()) {
        Outcome outcome = held ? Outcome.TAKEN : contend(me, deadline, interruptible);
        held = outcome == Outcome.TAKEN || outcome == Outcome.TAKEN_OVER;
        if (held && bias != null && !bias.isOutside()) {
          Outcome outside = bias.awaitOutside(me, deadline, interruptible);
          outcome = outside == Outcome.TAKEN ? outcome : outside;
          held = outcome == Outcome.TAKEN || outcome == Outcome.TAKEN_OVER;
        }
        if (!held) {
          return outcome == Outcome.TIMED_OUT ? TIMED_OUT : INTERRUPTED;
        }
        if (outcome == Outcome.TAKEN_OVER) {
          dead.report(reportedRepair);
        }
        settle(me);
      }
      stayed = false;
      // step: lock.acquired
      return NOT_HELD_BEFORE;
    } catch (Throwable t) {
      if (held) {
        try {
          free(me);
        } catch (StackOverflowError e) {
          stranded.word = me;
        }
      }
      throw t;
    }
  }

  private boolean isLeftToNobody() {
    return bias == null || bias.isOutside();
  }

  private Outcome contend(long me, Deadline deadline, boolean interruptible) {
    if (bias != null) {
      bias.tend();
      if (bias.isInside(me)) {
        throw contention.takenAgain();
      }
    }
    return contention.take(me, deadline, interruptible);
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
          stranded.word = me;
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
    acquire();
    return runGuarded(section);
  }

  /**
   * As {@link #guarded(ValueSection)}, if the lock can be had in time.
   *
   * @param deadline when to give up
   * @param interruptible whether an interrupt ends the wait
   * @param section what to do
   * @return what the section returned, or false if it was not run
   * @throws InterruptedException if the thread is interrupted while it waits and that ends the wait
   */
  boolean guarded(Deadline deadline, boolean interruptible, BooleanSupplier section)
      throws InterruptedException {
    int before = take(deadline, interruptible);
    if (before == INTERRUPTED) {
      throw interrupted();
    }
    return before != TIMED_OUT && this.<Boolean, RuntimeException>runGuarded(section::getAsBoolean);
  }

  private <R extends @Nullable Object, X extends Throwable> R runGuarded(ValueSection<R, X> section)
      throws X {
    long me = LockWord.mine(self);
    boolean whole = false;
    try {
      R result = section.run();
      whole = true;
      return result;
    } finally {
      if (!whole) {
        stranded.spoiled = true;
      }
      try {
        if (!whole) {
          markSpoiled(me);
        }
        free(me);
      } catch (StackOverflowError e) {
        stranded.word = me;
      }
    }
  }

  private void markSpoiled(long me) {
    try {
      block.setLongRelease(WORD_OFFSET, me | DIRTY);
      stranded.spoiled = false;
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
    if (bias != null && bias.leave()) {
      return;
    }
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
   * Gives the lock back completely.
   *
   * @return the depth, to be given to {@link #acquireAgain}
   * @throws IllegalMonitorStateException if this thread does not have the lock
   */
  int releaseAll() {
    int depth = reentrant ? block.getInt(DEPTH_OFFSET) : 0;
    releaseTo(NOT_HELD_BEFORE);
    return depth;
  }

  /**
   * Takes the lock, as long as it takes, for a thread that has given it back completely. Interrupts
   * are kept for later. If anything is thrown, the lock was not taken.
   *
   * @param depth what {@link #releaseAll} returned
   */
  void acquireAgain(int depth) {
    acquire();
    if (depth > 0) {
      try {
        block.setInt(DEPTH_OFFSET, depth);
      } catch (RegionClosedException e) {
        releaseTo(NOT_HELD_BEFORE);
        throw e;
      }
    }
  }

  /**
   * Gives the lock back; a word that is not this thread's is never overwritten. If a stack overflow
   * leaves this method, the lock was not touched: one that comes later is dealt with here.
   */
  private void free(long me) {
    boolean held = true;
    try {
      if (bias != null && (bias.leave() || bias.keep(me))) {
        return;
      }
      // step: lock.release
      if (clear(me)) {
        held = false;
        fence.light();
        bell.ringFenced(1);
        return;
      }
    } catch (StackOverflowError e) {
      if (held) {
        stranded.word = me;
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

  private boolean freeIn(Block memory, long me) {
    long word = memory.getLongVolatile(WORD_OFFSET);
    if (LockWord.owner(word) != me) {
      return false;
    }
    memory.setInt(DEPTH_OFFSET, 0);
    memory.compareAndSetLong(WORD_OFFSET, word, stranded.takeDirt(word));
    new Bell(memory, WAITING_OFFSET, parker).ringFenced(1);
    return true;
  }

  /** Runs the repair that a dead owner made necessary, if this handle has one. */
  private void settle(long me) {
    if (repair != null && isDirty()) {
      // step: lock.repair
      repair.repair(dead.last());
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
    return isDirty() ? Optional.of(dead.last()) : Optional.empty();
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

  private boolean owns(long me) {
    return LockWord.owner(block.getLong(WORD_OFFSET)) == me;
  }

  /**
   * Refuses a handle that was closed.
   *
   * @throws RegionClosedException if it was
   */
  void checkOpen() {
    home.turnstile().check();
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
        : bias == null ? Optional.empty() : bias.inside();
  }

  @Override
  public void unmapped() {
    if (bias != null) {
      bias.giveUp();
    }
  }

  @Override
  public void wakeAll() {
    bell.wake(Integer.MAX_VALUE);
  }

  /** Gives back what a thread of this JVM could not. */
  @Override
  public void tend() {
    long me = LockWord.mine(self);
    if (stranded.take(me)) {
      free(me);
    }
    if (bias != null) {
      bias.tend();
    }
  }
}
