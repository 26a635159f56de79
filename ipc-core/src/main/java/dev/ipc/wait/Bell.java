package dev.ipc.wait;

import dev.ipc.memory.Block;
import java.util.function.BooleanSupplier;

/**
 * An int of shared memory on which threads sleep, and which tells those who change something
 * whether anybody may: 1 = set, somebody sleeps or is about to; 0 = nobody does.
 *
 * <p>A sleeper sets it, looks once more whether there is reason to sleep, and sleeps while it is
 * set. Who takes the reason away looks at the bell after that, and if it is set clears it and wakes
 * those who sleep. Store, then load, on both sides: the scheme of Dekker, which needs a full fence
 * on both. The side about to sleep can afford one for both, an {@link AsymmetricFence}.
 *
 * <p>It is a flag and no count, since a count that a dead sleeper leaves behind would be wrong for
 * ever. Who wakes fewer than all clears the flag nevertheless; in turn each thread that slept sets
 * it again when it does not sleep any more, because others may.
 *
 * <p>If a process dies between clearing and waking, or is woken and dies, others sleep until their
 * time is over. So all bound their sleep.
 */
public final class Bell {
  /** The longest sleep: for so long a thread believes that those live who would wake it. */
  public static final long BOUND_NANOS = 25_000_000;

  private final Block block;
  private final long offset;
  private final Parker parker;
  private final AsymmetricFence fence;

  /**
   * Binds a bell to its memory.
   *
   * @param block the memory
   * @param offset byte offset of the int, a multiple of 4
   * @param parker how threads sleep
   */
  public Bell(Block block, long offset, Parker parker) {
    this.block = block;
    this.offset = offset;
    this.parker = parker;
    this.fence = parker.fence();
  }

  /**
   * Whether somebody may be asleep.
   *
   * @return true from {@link #set} on until somebody rings
   */
  public boolean isSet() {
    return block.getIntVolatile(offset) != 0;
  }

  /** Sets it, for who looks for reason to sleep under a lock that those hold who take it away. */
  public void set() {
    block.setIntVolatile(offset, 1);
  }

  /** Sets it; the caller's next look finds whatever was done by one who did not find it set. */
  public void announce() {
    if (!isSet()) {
      set();
      // step: bell.announced
    }
    fence.heavy();
  }

  /**
   * Waits until it is as wanted: spins for a while, then sleeps while the bell is set, and looks
   * again whenever it was rung and once per {@link #BOUND_NANOS}.
   *
   * @param turnstile who closes it sends the thread away
   * @param deadline when to give up; one that is over looks once
   * @param label what is waited for, in messages
   * @param condition whether it is as wanted; may take what it finds
   * @return false if the time is over
   * @throws InterruptedException if the thread is interrupted and it is not as wanted
   * @throws dev.ipc.RegionClosedException if the turnstile is closed
   */
  public boolean await(
      Turnstile turnstile, Deadline deadline, String label, BooleanSupplier condition)
      throws InterruptedException {
    if (deadline.isOver(parker)) {
      return condition.getAsBoolean();
    }
    return Spin.until(parker, condition) || awaitAsleep(turnstile, deadline, label, condition);
  }

  /**
   * Waits for a short while until it is as wanted, with an eye on it all the time, see {@link
   * Spin#closelyUntil}.
   *
   * @param deadline when to give up; one that is over does not look
   * @param patience when to look first
   * @param condition whether it is as wanted; may take what it finds
   * @return whether it came to be; if not, {@link #awaitAsleep} waits longer
   */
  public boolean awaitAwake(Deadline deadline, Patience patience, BooleanSupplier condition) {
    return !deadline.isOver(parker) && Spin.closelyUntil(parker, patience, condition);
  }

  /**
   * Waits until it is as wanted, as {@link #await} when it has spun.
   *
   * @param turnstile who closes it sends the thread away
   * @param deadline when to give up; one that is over looks once
   * @param label what is waited for, in messages
   * @param condition whether it is as wanted; may take what it finds
   * @return false if the time is over
   * @throws InterruptedException if the thread is interrupted and it is not as wanted
   * @throws dev.ipc.RegionClosedException if the turnstile is closed
   */
  public boolean awaitAsleep(
      Turnstile turnstile, Deadline deadline, String label, BooleanSupplier condition)
      throws InterruptedException {
    if (deadline.isOver(parker)) {
      return condition.getAsBoolean();
    }
    turnstile.enter();
    try {
      while (true) {
        announce();
        if (condition.getAsBoolean()) {
          return true;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for " + label);
        }
        long nanos = deadline.remainingNanos(parker, BOUND_NANOS);
        if (nanos <= 0) {
          return false;
        }
        sleep(nanos);
        turnstile.check();
      }
    } finally {
      turnstile.exit();
    }
  }

  /**
   * Sleeps while it is set, at most for some time; see {@link Parker#park}.
   *
   * @param nanos the longest sleep
   */
  public void sleep(long nanos) {
    // step: bell.sleep
    parker.park(block, offset, 1, nanos);
    // step: bell.woken
  }

  /**
   * Wakes sleepers if there may be any, after the calling thread's last store.
   *
   * @param count how many at least, if there are that many
   */
  public void ring(int count) {
    if (fence.isShared()) {
      fence.light();
    } else {
      Block.fullFence();
    }
    ringFenced(count);
  }

  /**
   * Wakes sleepers if there may be any, for a caller whose last store is fenced already: an atomic
   * change, or one with {@link AsymmetricFence#light} after it.
   *
   * @param count how many at least, if there are that many
   */
  public void ringFenced(int count) {
    if (block.getIntOpaque(offset) != 0) {
      wakeSet(count);
    }
  }

  private void wakeSet(int count) {
    clear();
    wake(count);
  }

  /**
   * Clears it if it is set, for who calls {@link #wake} later, and holds the lock of {@link #set}.
   *
   * @return whether it was set
   */
  public boolean clearIfSet() {
    boolean set = block.getIntOpaque(offset) != 0;
    if (set) {
      clear();
    }
    return set;
  }

  private void clear() {
    block.setIntOpaque(offset, 0);
  }

  /**
   * Wakes sleepers.
   *
   * @param count how many at least, if there are that many
   */
  public void wake(int count) {
    // step: bell.wake
    parker.wake(block, offset, count);
  }
}
