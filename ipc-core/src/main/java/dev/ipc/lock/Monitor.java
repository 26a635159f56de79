package dev.ipc.lock;

import dev.ipc.Repair;
import dev.ipc.ValueSection;
import dev.ipc.bind.Home;
import dev.ipc.bind.Resident;
import dev.ipc.memory.Block;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Spin;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * State that processes change in short sections, and threads that wait until it is as they need it.
 *
 * <h2>Overview</h2>
 *
 * <p>The state is changed and looked at under a {@link RobustLock}. A thread that does not find
 * what it needs sets the {@link Bell} before it gives the lock back, and sleeps while the bell is
 * set. A section that may help it clears the bell and wakes after giving the lock back. Since the
 * bell is set and cleared under the lock, neither needs a fence.
 *
 * <p>A section that fails, for want of stack or memory, leaves the lock dirty, so that the next
 * owner repairs the state.
 *
 * <p>Nobody sleeps longer than {@link RobustLock#BOUND_NANOS}; then it looks at the state again,
 * and once per bound and JVM one waiter is sent to see whether a process died that the others wait
 * for. So a death between a change and the wake-up costs one bound, and so does that of a thread
 * that was woken in place of another.
 */
public final class Monitor implements Resident {
  /** How many sleepers a change helps. */
  public enum Wakes {
    /** One at a time: who was helped leaves the others asleep. */
    ONE(1),
    /** All of them. */
    ALL(Integer.MAX_VALUE);

    private final int count;

    Wakes(int count) {
      this.count = count;
    }
  }

  private final Block block;
  private final Home home;
  private final Parker parker;
  private final RobustLock lock;
  private final Bell bell;
  private final Wakes wakes;
  private final AtomicLong lookAtNanos;

  /**
   * Binds a monitor to its memory, and to its home as a resident.
   *
   * @param block starts with a {@link MonitorLayout}
   * @param home where it lives
   * @param wakes whom a change helps
   * @param repair makes the state consistent after a death in a section
   */
  public Monitor(Block block, Home home, Wakes wakes, Repair repair) {
    this.block = block;
    this.home = home;
    this.parker = home.parker();
    this.wakes = wakes;
    this.lock = new RobustLock(block, home, false, repair);
    this.bell = new Bell(block, MonitorLayout.BELL_OFFSET, parker);
    this.lookAtNanos = new AtomicLong(parker.nanoTime() + RobustLock.BOUND_NANOS);
    home.attach(lock);
    home.attach(this);
  }

  /**
   * Runs a section that helps nobody who waits.
   *
   * @param section what to do with the state
   * @param <R> what it returns
   * @param <X> what it throws
   * @return what the section returned
   * @throws X if the section does
   */
  public <R extends @Nullable Object, X extends Throwable> R locked(ValueSection<R, X> section)
      throws X {
    return lock.guarded(section);
  }

  /**
   * Makes an attempt that helps nobody who waits. It fails also if the lock cannot be had
   * {@linkplain Deadline#SOON soon}, because its owner was stopped in a section.
   *
   * @param attempt looks at the state under the lock, and changes it if it succeeds
   * @return what the attempt returned
   */
  public boolean attempt(BooleanSupplier attempt) {
    try {
      return lock.guarded(Deadline.SOON, false, attempt);
    } catch (InterruptedException e) {
      throw new AssertionError("this wait is not interruptible", e);
    }
  }

  /**
   * Runs a section, and if it returns true has waiters look again.
   *
   * @param section what to do with the state; true if that may help somebody
   * @return what the section returned
   */
  public boolean change(BooleanSupplier section) {
    return change(wakes.count, section);
  }

  /**
   * Runs a section, and if it returns true has some waiters look again.
   *
   * @param count how many sleepers it may help
   * @param section what to do with the state; true if that may help somebody
   * @return what the section returned
   */
  public boolean change(int count, BooleanSupplier section) {
    boolean[] wake = {false};
    boolean changed =
        lock.<Boolean, RuntimeException>guarded(() -> {
          if (!section.getAsBoolean()) {
            return false;
          }
          block.setLongRelease(
              MonitorLayout.CHANGES_OFFSET, block.getLong(MonitorLayout.CHANGES_OFFSET) + 1);
          wake[0] = bell.clearIfSet();
          return true;
        });
    if (wake[0]) {
      bell.wake(count);
    }
    return changed;
  }

  /**
   * Whether somebody may be asleep, for display.
   *
   * @return true if a thread came to wait and nothing changed since
   */
  public boolean isAwaited() {
    return bell.isSet();
  }

  /**
   * Waits until an attempt succeeds.
   *
   * @param deadline when to give up; one that is over makes a single attempt
   * @param attempt looks at the state under the lock, and changes it if it succeeds
   * @param look sees after the dead, without the lock; asked about once per bound and JVM while
   *     somebody waits
   * @return false if the time is over
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws dev.ipc.RegionClosedException if the handle is closed, also while waiting
   */
  public boolean await(Deadline deadline, BooleanSupplier attempt, Runnable look)
      throws InterruptedException {
    if (lock.guarded(patient(deadline), true, attempt)) {
      return true;
    }
    if (deadline.remainingNanos(parker, RobustLock.BOUND_NANOS) <= 0) {
      return false;
    }
    long before = changes();
    Spin.until(parker, () -> changes() != before);
    home.turnstile().enter();
    try {
      boolean slept = false;
      while (!attemptOrSet(deadline, attempt, slept)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for " + home.label());
        }
        long nanos = deadline.remainingNanos(parker, RobustLock.BOUND_NANOS);
        if (nanos <= 0) {
          return false;
        }
        bell.sleep(nanos);
        slept = true;
        home.turnstile().check();
        lookIfDue(look);
      }
      return true;
    } finally {
      home.turnstile().exit();
    }
  }

  /** Who was helped alone, and slept, sets the bell too, for those who sleep on. */
  private boolean attemptOrSet(Deadline deadline, BooleanSupplier attempt, boolean slept)
      throws InterruptedException {
    return lock.guarded(
        patient(deadline),
        true,
        () -> {
          boolean done = attempt.getAsBoolean();
          if (!done || (slept && wakes == Wakes.ONE)) {
            bell.set();
          }
          return done;
        });
  }

  /** Until when to wait for the lock itself, which is free but for the shortest of times. */
  private Deadline patient(Deadline deadline) {
    long bound = RobustLock.BOUND_NANOS;
    return deadline.remainingNanos(parker, bound) < bound ? Deadline.SOON : deadline;
  }

  private long changes() {
    return block.getLongOpaque(MonitorLayout.CHANGES_OFFSET);
  }

  private void lookIfDue(Runnable look) {
    long due = lookAtNanos.get();
    long now = parker.nanoTime();
    if (now - due >= 0 && lookAtNanos.compareAndSet(due, now + RobustLock.BOUND_NANOS)) {
      look.run();
    }
  }

  @Override
  public void wakeAll() {
    bell.wake(Integer.MAX_VALUE);
  }
}
