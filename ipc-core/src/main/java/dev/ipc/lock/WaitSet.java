package dev.ipc.lock;

import static dev.ipc.lock.WaitSetLayout.GRANTED;
import static dev.ipc.lock.WaitSetLayout.WAITING;

import dev.ipc.RegionClosedException;
import dev.ipc.bind.Home;
import dev.ipc.bind.Resident;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Spin;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Threads that gave a lock back until another, with the lock held, grants them to go on.
 *
 * <h2>Overview</h2>
 *
 * <p>A thread that waits has a line of its own in a table, with a word on which it sleeps. Lines
 * are taken, granted and given back with the lock held, so they need no other protection; only the
 * sleep is without it. A line stays granted until its thread has the lock again: if the thread dies
 * before, the grant is seen to be left over.
 *
 * <p>Who grants does not ask whether a line's process lives. Threads that sleep do: once per bound
 * and JVM one of them looks, without the lock, for a line that was granted to the dead. If there is
 * one it takes the lock, and the grant goes on to the one that has waited longest, among those who
 * came before the last grant was given. If the dead one had never been there, each grant after its
 * own would have gone to the next in line, and so one more of these would have been let go on; who
 * came later would not. So a dead waiter costs the others one bound, and nobody is woken who came
 * after the last grant.
 *
 * <p>A thread leaves the turnstile before it takes the lock again, since the lock's owner may be
 * who is closing. The handle may be closed when it has the lock then; its line is given back
 * through another mapping. If it cannot have the lock, its line is made nobody's, which is like
 * that of a dead one.
 */
public final class WaitSet implements Resident {
  private final Block block;
  private final Home home;
  private final Parker parker;
  private final WaitLines lines;
  private final int self;
  private final AtomicLong lookAtNanos;

  /** Why a sleep is over. */
  private enum End {
    GRANTED,
    TIMED_OUT,
    INTERRUPTED,
    CLOSED,
    GRANT_TO_THE_DEAD
  }

  /**
   * Binds a wait set to its memory, and to its home as a resident.
   *
   * @param home where it lives, with a valid {@link WaitSetLayout}
   */
  public WaitSet(Home home) {
    this.block = home.block();
    this.home = home;
    this.parker = home.parker();
    this.lines = new WaitLines(block, parker);
    this.self = home.self().bits();
    this.lookAtNanos = new AtomicLong(parker.nanoTime() + RobustLock.BOUND_NANOS);
    home.attach(this);
  }

  /**
   * Gives the lock back, waits to be granted, and takes the lock again as it was.
   *
   * @param lock the lock, held by the calling thread
   * @param deadline when to give up; one that is over gives the lock back and takes it again
   * @param interruptible whether an interrupt ends the wait; else it is kept for later
   * @return false if the time is over and no grant came before the lock was taken again
   * @throws InterruptedException if the thread was interrupted and no grant came
   * @throws RegionClosedException if the handle is closed, also while waiting, and no grant came
   * @throws IllegalStateException if too many wait already
   */
  public boolean await(RobustLock lock, Deadline deadline, boolean interruptible)
      throws InterruptedException {
    home.turnstile().check();
    Stack.reserve();
    int line = take();
    Sleep sleep = new Sleep(lock, line, deadline, interruptible);
    boolean granted = false;
    try {
      End end;
      try {
        do {
          int depth = lock.releaseAll();
          end = sleep.untilOver();
          // step: wait.over
          lock.acquireAgain(depth);
          // step: wait.back
        } while (end == End.GRANT_TO_THE_DEAD && !buryAndLook(sleep));
      } catch (Throwable t) {
        changeOwn(own -> {
          own.resign(line);
          return true;
        });
        throw t;
      }
      granted = changeOwn(own -> own.giveBack(line));
      if (!granted && end == End.INTERRUPTED) {
        sleep.interrupted = false;
        throw new InterruptedException("interrupted while waiting on " + home.label());
      }
      if (!granted && end == End.CLOSED) {
        throw home.turnstile().closed();
      }
      return granted;
    } finally {
      if (sleep.interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes a line, with the lock held. */
  private int take() {
    long thread = Thread.currentThread().threadId();
    int line = lines.take(self, thread);
    if (line == WaitLines.NONE) {
      lines.bury(deaths());
      line = lines.take(self, thread);
    }
    if (line == WaitLines.NONE) {
      throw new IllegalStateException(
          "no room to wait on "
              + home.label()
              + ": maxWaiters="
              + lines.capacity()
              + ", waiting="
              + waiting()
              + ", granted="
              + granted()
              + "; create it with more room");
    }
    return line;
  }

  /** Buries the dead that were found, with the lock held; true if the own line was granted. */
  private boolean buryAndLook(Sleep sleep) {
    try {
      lines.bury(sleep.dead::contains);
      return lines.isGranted(sleep.line);
    } catch (RegionClosedException e) {
      return false; // the next sleep ends with that
    }
  }

  private interface Change {
    boolean in(WaitLines lines);
  }

  /** Changes the calling thread's line, which is also there when the handle was closed. */
  private boolean changeOwn(Change change) {
    try {
      return change.in(lines);
    } catch (RegionClosedException e) {
      return home.remapped(memory -> change.in(new WaitLines(memory, parker)));
    }
  }

  /** One thread's sleep without the lock. */
  private final class Sleep {
    final RobustLock lock;
    final int line;
    final Deadline deadline;
    final boolean interruptible;
    boolean interrupted;
    Set<Integer> dead = Set.of();

    Sleep(RobustLock lock, int line, Deadline deadline, boolean interruptible) {
      this.lock = lock;
      this.line = line;
      this.deadline = deadline;
      this.interruptible = interruptible;
    }

    End untilOver() {
      try {
        home.turnstile().enter();
      } catch (RegionClosedException e) {
        return End.CLOSED;
      }
      try {
        if (deadline.remainingNanos(parker, RobustLock.BOUND_NANOS) > 0) {
          Spin.until(parker, () -> lines.isGranted(line));
        }
        while (!lines.isGranted(line)) {
          if (home.turnstile().isClosed()) {
            return End.CLOSED;
          }
          if (Thread.interrupted()) {
            interrupted = true;
            if (interruptible) {
              return End.INTERRUPTED;
            }
          }
          long nanos = deadline.remainingNanos(parker, RobustLock.BOUND_NANOS);
          if (nanos <= 0) {
            return End.TIMED_OUT;
          }
          // step: wait.sleep
          parker.park(block, lines.stateOffset(line), WAITING, nanos);
          lock.checkOpen();
          if (isDue()) {
            dead = deadIfGranted();
            if (!dead.isEmpty()) {
              return End.GRANT_TO_THE_DEAD;
            }
          }
        }
        return End.GRANTED;
      } finally {
        home.turnstile().exit();
      }
    }
  }

  private boolean isDue() {
    long due = lookAtNanos.get();
    long now = parker.nanoTime();
    return now - due >= 0 && lookAtNanos.compareAndSet(due, now + RobustLock.BOUND_NANOS);
  }

  /** All of the dead in the table if one of them was granted, otherwise nobody. */
  private Set<Integer> deadIfGranted() {
    IntPredicate deaths = deaths();
    if (lines.owners(GRANTED).noneMatch(deaths)) {
      return Set.of();
    }
    return IntStream.concat(lines.owners(GRANTED), lines.owners(WAITING))
        .filter(deaths)
        .boxed()
        .collect(Collectors.toSet());
  }

  /** Who is dead; asks once about each. */
  private IntPredicate deaths() {
    Map<Integer, Boolean> known = new HashMap<>();
    return owner -> known.computeIfAbsent(owner, this::isDead);
  }

  private boolean isDead(int owner) {
    if (WaitLines.isNobody(owner)) {
      return true;
    }
    if (owner == self) {
      return false;
    }
    try {
      return !home.liveness().isAlive(OwnerId.ofBits(owner));
    } catch (IllegalArgumentException e) {
      return true; // the memory is corrupt: no process has this number
    }
  }

  /**
   * Lets threads go on that wait, those first that came first; with the lock held.
   *
   * @param count how many, {@link Integer#MAX_VALUE} for all
   */
  public void grant(int count) {
    lines.grant(count);
  }

  /**
   * How many threads wait, dead ones included that nobody noticed yet; also without the lock.
   *
   * @return their number at this moment
   */
  public int waiting() {
    return lines.count(WAITING);
  }

  /**
   * How many threads may go on and do not have the lock again; also without the lock.
   *
   * @return their number at this moment
   */
  public int granted() {
    return lines.count(GRANTED);
  }

  /**
   * How many threads may wait at the same time.
   *
   * @return the capacity
   */
  public int capacity() {
    return lines.capacity();
  }

  @Override
  public void wakeAll() {
    lines.wakeAll(self);
  }
}
