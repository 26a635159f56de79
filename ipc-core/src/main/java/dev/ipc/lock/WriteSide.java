package dev.ipc.lock;

import static dev.ipc.lock.ReadWriteLayout.DRAINING_OFFSET;
import static dev.ipc.lock.ReadWriteLayout.WAITING_OFFSET;
import static dev.ipc.lock.RobustLock.NOT_HELD_BEFORE;
import static dev.ipc.lock.RobustLock.TIMED_OUT;

import dev.ipc.Death;
import dev.ipc.RegionClosedException;
import dev.ipc.Repair;
import dev.ipc.ValueSection;
import dev.ipc.bind.Home;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Spin;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writing: the writer's lock, and then nobody who reads. See {@link RobustReadWriteLock}. */
final class WriteSide implements ReadWriteSide {
  private final Home home;
  private final Parker parker;
  private final RobustLock lock;
  private final ReaderLines lines;
  private final ReadHolds reads;
  private final Bell waiting;
  private final Bell draining;
  private final long self;
  private final @Nullable Repair repair;

  /** Whether a thread has the word by this handle and waits. Written by who has the word. */
  private volatile boolean waitsForReaders;

  WriteSide(
      Home home, RobustLock lock, ReaderLines lines, ReadHolds reads, @Nullable Repair repair) {
    this.home = home;
    this.parker = home.parker();
    this.lock = lock;
    this.lines = lines;
    this.reads = reads;
    this.waiting = new Bell(home.block(), WAITING_OFFSET, parker);
    this.draining = new Bell(home.block(), DRAINING_OFFSET, parker);
    this.self = home.self().bits();
    this.repair = repair;
  }

  @Override
  public int acquire() {
    refuseUpgrade();
    return settled(lock.acquire(), Deadline.NEVER, false);
  }

  @Override
  public int acquire(Deadline deadline) throws InterruptedException {
    refuseUpgrade();
    int before = settled(lock.acquire(deadline), deadline, true);
    if (before == TIMED_OUT && Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting for readers of " + home.label());
    }
    return before;
  }

  @Override
  public int tryAcquire() {
    return wouldUpgrade() ? TIMED_OUT : settled(lock.tryAcquire(), Deadline.NOW, false);
  }

  private boolean wouldUpgrade() {
    return reads.ofThisThread().depth > 0 && !lock.isHeldByCurrentThread();
  }

  private void refuseUpgrade() {
    if (wouldUpgrade()) {
      throw new IllegalStateException(
          home.label()
              + " is read by this thread, so it would wait for itself to write;"
              + " unlock the read lock first, take the write lock, and look at the data again");
    }
  }

  /** For who has just taken the writer's lock, or not: waits for readers, and repairs. */
  private int settled(int before, Deadline deadline, boolean interruptible) {
    if (before != NOT_HELD_BEFORE) {
      return before;
    }
    long me = LockWord.mine(self);
    boolean settled = false;
    try {
      settled = drainAndRepair(deadline, interruptible);
    } finally {
      if (!settled) {
        giveBack(me);
      }
    }
    return settled ? before : TIMED_OUT;
  }

  private boolean drainAndRepair(Deadline deadline, boolean interruptible) {
    boolean drained = drain(deadline, interruptible);
    if (drained) {
      repair();
    }
    return drained;
  }

  /** Gives the writer's lock back; one that is left for want of stack is tended by its handle. */
  private void giveBack(long me) {
    try {
      lock.release();
    } catch (StackOverflowError e) {
      lock.stranded.word = me;
      return;
    }
    ringReaders();
  }

  /**
   * Waits until nobody reads. A line that was empty once is not looked at again: who comes to read
   * now finds the writer, and goes away.
   *
   * @return false if the time is over, or the thread was interrupted, which it still is then
   */
  private boolean drain(Deadline deadline, boolean interruptible) {
    int slot = lines.next(0);
    if (slot == ReaderLines.NOBODY) {
      return true;
    }
    if (deadline == Deadline.NOW) {
      lines.clearIfDead(slot);
      return lines.next(slot) == ReaderLines.NOBODY;
    }
    for (int i = parker.spins(); i > 0 && slot != ReaderLines.NOBODY; i--) {
      Spin.pause();
      slot = lines.next(slot);
    }
    Stack.reserve();
    boolean interrupted = false;
    home.turnstile().enter();
    waitsForReaders = true;
    try {
      while (slot != ReaderLines.NOBODY) {
        if (Thread.interrupted()) {
          interrupted = true;
          if (interruptible) {
            return false;
          }
        }
        long nanos = deadline.remainingNanos(parker, RobustLock.BOUND_NANOS);
        if (nanos <= 0) {
          return false;
        }
        lines.clearIfDead(slot);
        // step: rw.drain
        draining.announce();
        slot = lines.next(slot);
        if (slot != ReaderLines.NOBODY) {
          draining.sleep(nanos);
          home.turnstile().check();
          slot = lines.next(slot);
        }
      }
      // step: rw.drained
      return true;
    } finally {
      waitsForReaders = false;
      home.turnstile().exit();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Runs the repair that a dead writer made necessary, if this handle has one. */
  private void repair() {
    if (repair != null) {
      Optional<Death> death = lock.unrepaired();
      if (death.isPresent()) {
        // step: rw.repair
        repair.repair(death.get());
        // step: rw.repaired
        lock.markConsistent();
      }
    }
  }

  /**
   * Takes the writer's lock from a dead writer, or dirty, has it repaired if this handle can, and
   * gives it back: for readers, while no writer comes to do so. Returns early if the time is over
   * or, if that matters, the thread was interrupted.
   */
  void heal(Deadline deadline, boolean interruptible) {
    if (lock.tryAcquire() == TIMED_OUT) {
      return;
    }
    long me = LockWord.mine(self);
    try {
      if (repair != null && lock.unrepaired().isPresent()) {
        drainAndRepair(deadline, interruptible);
      }
    } finally {
      giveBack(me);
    }
  }

  @Override
  public void release() {
    lock.release();
    ringReaders();
  }

  @Override
  public void releaseTo(int before) {
    lock.releaseTo(before);
    ringReaders();
  }

  private void ringReaders() {
    try {
      if (!lock.isHeldByCurrentThread()) {
        // step: rw.released
        waiting.ring(Integer.MAX_VALUE);
      }
    } catch (RegionClosedException e) {
      return; // the lock was given back through another mapping; readers look again by themselves
    }
  }

  @Override
  public <R extends @Nullable Object, X extends Throwable> R locked(ValueSection<R, X> section)
      throws X {
    refuseUpgrade();
    boolean heldBefore = lock.isHeldByCurrentThread();
    try {
      return lock.locked(() -> {
        if (!heldBefore) {
          drainAndRepair(Deadline.NEVER, false);
        }
        return section.run();
      });
    } finally {
      ringReaders();
    }
  }

  @Override
  public boolean isHeldByCurrentThread() {
    return lock.isHeldByCurrentThread();
  }

  /** What this process holds; a writer that still waits may be sent away. */
  Optional<String> held() {
    return waitsForReaders ? Optional.empty() : lock.held();
  }

  void wakeAll() {
    lock.wakeAll();
    waiting.wake(Integer.MAX_VALUE);
    draining.wake(Integer.MAX_VALUE);
  }

  boolean hasWaiters() {
    return waiting.isSet() || draining.isSet();
  }
}
