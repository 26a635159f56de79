package dev.ipc.lock;

import static dev.ipc.lock.BiasLayout.BARRED_OFFSET;
import static dev.ipc.lock.BiasLayout.CELLS;
import static dev.ipc.lock.BiasLayout.CELL_OFFSET;
import static dev.ipc.lock.BiasLayout.insideOffset;
import static dev.ipc.lock.BiasLayout.threadOffset;
import static dev.ipc.lock.LockLayout.WORD_OFFSET;
import static dev.ipc.lock.LockWord.FREE;

import dev.ipc.RegionClosedException;
import dev.ipc.bind.Home;
import dev.ipc.lock.LockContention.Outcome;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.wait.AsymmetricFence;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Spin;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Leaves a plain lock to the thread that uses it most, so that its sections cost two loads and two
 * stores and nothing atomic.
 *
 * <h2>Overview</h2>
 *
 * <p>An owner that comes again and again does not free the word, but stores {@link LockWord#BIASED}
 * into it: the lock is as good as free, and the thread may go in and out without asking. To enter,
 * it stores 1 in its own cell, then looks whether the word still names that; to leave, it stores 0.
 * Whoever else wants the lock takes the word by CAS as if it were free, then makes all threads pass
 * a fence ({@link AsymmetricFence#heavy}), and waits until the cell is 0: after the fence either
 * the 1 is seen, or the thread finds the word changed. Dekker's scheme, with the price of both
 * fences on the side that comes seldom; so only a process that takes part in those fences is left a
 * lock. One that cannot make others fence waits longer than any store stays in a store buffer, and
 * bars the lock from being left to anybody again.
 *
 * <p>Which cell is to be waited for is written down before the word is left, and wiped out by the
 * owner that has seen it 0. So whoever owns the word, also after others have given up waiting or
 * have died, waits for that cell first. A thread keeps its cell: one that looks at a word that is
 * not its own any more sets and clears a cell that nobody waits for. One that uses the lock by
 * several handles has a cell in each.
 *
 * <p>A process that dies outside leaves its cell at 0, and nobody need ask whether it lives. One
 * that dies inside leaves it at 1: who waits for the cell finds it dead, and repairs.
 *
 * <p>The sources are K. Kawachiya, A. Koseki and T. Onodera, "Lock Reservation", and quickly
 * reacquirable locks by D. Dice, M. Moir and W. Scherer.
 */
final class Bias {
  /** A lock is left to an owner that has had it so often, */
  private static final int OFTEN = 64;

  /** within this time. */
  private static final long OFTEN_WITHIN_NANOS = OFTEN * 1_000L;

  private final Block lock;
  private final Home home;
  private final Block memory;
  private final Parker parker;
  private final AsymmetricFence fence;
  private final LockWaiters waiters;
  private final DeadOwner dead;
  private final List<Turn> turns = new CopyOnWriteArrayList<>();

  /** Of the thread of this handle that the lock was left to last. */
  private @Nullable Turn turn;

  /** Of who owns the lock. */
  private int count;

  private long countedAtNanos;

  /** A thread of this JVM and its cell. */
  private static final class Turn {
    private static final AtomicIntegerFieldUpdater<Turn> STRANDED =
        AtomicIntegerFieldUpdater.newUpdater(Turn.class, "stranded");
    private static final int NOT = 0;
    private static final int IS = 1;
    private static final int CLAIMED = 2;

    final Thread thread;
    final long me;
    final int cell;
    final long insideOffset;

    /** The lock's word while it is left to the thread. */
    final long left;

    /** Whether the thread is in a section; of that thread, others may look. */
    boolean inside;

    /** Whether the thread had no stack left to store that it is outside. */
    volatile int stranded;

    Turn(Thread thread, long me, int cell) {
      this.thread = thread;
      this.me = me;
      this.cell = cell;
      this.insideOffset = insideOffset(cell);
      this.left = LockWord.biased(me, cell);
    }

    @SuppressWarnings("ReferenceEquality") // a thread is equal to itself alone
    boolean isOfCaller() {
      return thread == Thread.currentThread();
    }
  }

  /**
   * Binds it to its memory.
   *
   * @param lock the lock's own memory
   * @param home of the memory beside it, see {@link BiasLayout}
   */
  Bias(Block lock, Home home, LockWaiters waiters, DeadOwner dead) {
    this.lock = lock;
    this.home = home;
    this.memory = home.block();
    this.parker = home.parker();
    this.fence = parker.fence();
    this.waiters = waiters;
    this.dead = dead;
  }

  /** Enters a section if the lock was left to the calling thread, and by this handle. */
  boolean enter() {
    Turn mine = turn;
    return mine != null && mine.isOfCaller() && !mine.inside && enter(mine);
  }

  private boolean enter(Turn mine) {
    mine.inside = true;
    try {
      memory.setIntOpaque(mine.insideOffset, 1);
      fence.light();
      if (lock.getLongAcquire(WORD_OFFSET) == mine.left) {
        // step: bias.entered
        return true;
      }
    } catch (StackOverflowError e) {
      mine.stranded = Turn.IS;
      throw e;
    } catch (RegionClosedException e) {
      leave(mine);
      throw e;
    }
    leave(mine);
    return false;
  }

  /**
   * Gives the lock back, if the calling thread entered by {@link #enter}.
   *
   * @return false if it did not
   */
  boolean leave() {
    Turn mine = turn;
    if (mine == null || !mine.isOfCaller() || !mine.inside) {
      return false;
    }
    // step: bias.leave
    leave(mine);
    return true;
  }

  private void leave(Turn mine) {
    try {
      memory.setIntRelease(mine.insideOffset, 0);
      mine.inside = false;
      fence.light();
      waiters.bell().ringFenced(Integer.MAX_VALUE);
    } catch (StackOverflowError e) {
      if (mine.inside) {
        mine.stranded = Turn.IS;
      }
    } catch (RegionClosedException e) {
      home.remapped(again -> {
        again.setIntRelease(mine.insideOffset, 0);
        return true;
      });
      mine.inside = false;
    }
  }

  /**
   * Leaves the lock to the calling thread, its owner, if it comes often.
   *
   * @return false if it is to be given back as ever
   */
  boolean keep(long me) {
    if ((++count & OFTEN - 1) != 0) {
      return false;
    }
    long now = parker.nanoTime();
    boolean often = now - countedAtNanos < OFTEN_WITHIN_NANOS;
    countedAtNanos = now;
    return often
        && fence.isShared()
        && memory.getInt(BARRED_OFFSET) == 0
        && lock.getLong(WORD_OFFSET) == me
        && leaveTo(me);
  }

  private boolean leaveTo(long me) {
    Turn mine = turnOf(me);
    if (mine == null) {
      return false;
    }
    turn = mine;
    memory.setIntOpaque(CELL_OFFSET, mine.cell + 1);
    // step: bias.cell
    lock.setLongRelease(WORD_OFFSET, mine.left);
    // step: bias.left
    fence.light();
    waiters.bell().ringFenced(Integer.MAX_VALUE);
    return true;
  }

  /** The calling thread's cell; null if all are in use, or it could not tell that it is outside. */
  private @Nullable Turn turnOf(long me) {
    turns.removeIf(old -> !old.thread.isAlive() && old.stranded == Turn.NOT && giveUp(old));
    for (Turn old : turns) {
      if (old.me == me) {
        return old.stranded == Turn.NOT ? old : null;
      }
    }
    int cell = 0;
    while (cell < CELLS && isInUse(memory.getLong(threadOffset(cell)))) {
      cell++;
    }
    if (cell == CELLS) {
      return null;
    }
    memory.setIntOpaque(insideOffset(cell), 0);
    memory.setLongRelease(threadOffset(cell), me);
    Turn mine = new Turn(Thread.currentThread(), me, cell);
    turns.add(mine);
    return mine;
  }

  private boolean giveUp(Turn old) {
    memory.setLongRelease(threadOffset(old.cell), FREE);
    return true;
  }

  private boolean isInUse(long thread) {
    int owner = LockWord.ownerBits(thread);
    return thread != FREE
        && (owner == home.self().bits() || home.liveness().isAlive(OwnerId.ofBits(owner)));
  }

  /** Whether the calling thread is in a section of the lock that was left to it. */
  boolean isInside(long me) {
    Turn mine = turn;
    return mine != null && mine.me == me && mine.inside && mine.stranded == Turn.NOT;
  }

  /** A thread of this JVM that is in a section of the lock that was left to it. */
  Optional<String> inside() {
    return turns.stream()
        .filter(other -> other.inside && other.stranded == Turn.NOT)
        .findFirst()
        .map(other -> "held by thread " + LockWord.thread(other.me) + " of this process");
  }

  /** Tells in the place of threads without stack that they are outside. */
  void tend() {
    for (Turn other : turns) {
      if (other.stranded == Turn.IS && Turn.STRANDED.compareAndSet(other, Turn.IS, Turn.CLAIMED)) {
        memory.setIntRelease(other.insideOffset, 0);
        other.inside = false;
        other.stranded = Turn.NOT;
        waiters.bell().ring(Integer.MAX_VALUE);
      }
    }
  }

  /** Whether an owner of the word need not wait for the thread that the lock was left to. */
  boolean isOutside() {
    return memory.getInt(CELL_OFFSET) == 0;
  }

  /**
   * Waits, as the owner of the word, until the thread that the lock was left to is outside. If that
   * does not come to be in time, the word is free again.
   *
   * @return {@link Outcome#TAKEN_OVER} if the thread died inside
   */
  Outcome awaitOutside(long me, Deadline deadline, boolean interruptible) {
    int cell = memory.getInt(CELL_OFFSET) - 1;
    if (cell < 0 || cell >= CELLS) {
      memory.setInt(CELL_OFFSET, 0); // nothing of ours
      return Outcome.TAKEN;
    }
    // step: bias.taken
    long insideOffset = insideOffset(cell);
    Outcome outcome = Outcome.TIMED_OUT;
    try {
      fenceOthers();
      boolean outside =
          memory.getIntAcquire(insideOffset) == 0
              || Spin.until(parker, () -> memory.getIntAcquire(insideOffset) == 0);
      outcome =
          outside
              ? Outcome.TAKEN
              : awaitOutside(
                  me, memory.getLong(threadOffset(cell)), insideOffset, deadline, interruptible);
    } finally {
      if (outcome == Outcome.TIMED_OUT || outcome == Outcome.INTERRUPTED) {
        lock.setLongRelease(WORD_OFFSET, lock.getLong(WORD_OFFSET) & LockWord.DIRTY);
        waiters.bell().ring(1);
      }
    }
    if (outcome == Outcome.TAKEN || outcome == Outcome.TAKEN_OVER) {
      // step: bias.outside
      memory.setIntOpaque(CELL_OFFSET, 0);
    }
    return outcome;
  }

  private Outcome awaitOutside(
      long me, long thread, long insideOffset, Deadline deadline, boolean interruptible) {
    Deadline end = deadline.fromNow(parker);
    boolean interrupted = false;
    home.turnstile().enter();
    try {
      while (true) {
        tend();
        waiters.announce(thread);
        if (memory.getIntAcquire(insideOffset) == 0) {
          return Outcome.TAKEN;
        }
        if (dead.isDead(thread)) {
          dead.inherit(thread, me);
          return Outcome.TAKEN_OVER;
        }
        if (Thread.interrupted()) {
          if (interruptible) {
            return Outcome.INTERRUPTED;
          }
          interrupted = true;
        }
        long nanos = end.remainingNanos(parker, RobustLock.BOUND_NANOS);
        if (nanos <= 0) {
          return Outcome.TIMED_OUT;
        }
        waiters.bell().sleep(nanos);
        home.turnstile().check();
      }
    } finally {
      home.turnstile().exit();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void fenceOthers() {
    if (!fence.heavyAtLast()) {
      memory.setInt(BARRED_OFFSET, 1);
    }
  }

  /** Gives up the cells of this handle, whose memory is unmapped. */
  void giveUp() {
    home.remapped(again -> {
      turns.stream()
          .filter(old -> !old.inside)
          .forEach(old -> again.setLongRelease(threadOffset(old.cell), FREE));
      return true;
    });
  }
}
