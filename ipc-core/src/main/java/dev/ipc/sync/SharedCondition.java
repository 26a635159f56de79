package dev.ipc.sync;

import dev.ipc.Kind;
import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.bind.Identity;
import dev.ipc.bind.Part;
import dev.ipc.lock.RobustLock;
import dev.ipc.lock.WaitSet;
import dev.ipc.lock.WaitSetLayout;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads that hold a {@link SharedLock} wait until a thread of any process, which holds it
 * then, tells them to look again.
 *
 * <pre>{@code
 * lock.lock();
 * try {
 *   notEmpty.await(() -> count.get() > 0);
 *   count.decrementAndGet();
 * } finally {
 *   lock.unlock();
 * }
 * }</pre>
 *
 * <p>It belongs to one lock: {@code shm.create("notEmpty", SharedCondition.on(lock))} makes it, the
 * same spec opens it elsewhere, and {@link SharedLock#newCondition} makes one without a name. All
 * of {@link Condition} works as with a {@link java.util.concurrent.locks.ReentrantLock}: {@code
 * await} and {@code signal} need the lock, which {@code await} gives back completely, however often
 * it was taken, and has again as it was when it returns or throws. Nobody returns without a signal,
 * an interrupt or the end of its time. Signals go to those first that came first; who of them gets
 * the lock first is not ordered. A signal wins over an interrupt or a timeout that comes before the
 * lock was taken again: {@code await} returns normally then, with the interrupt kept. A condition
 * that was signalled may not hold any more when the lock is there, so look again, or use {@link
 * #await(BooleanSupplier)}.
 *
 * <p><b>Memory effects:</b> those of the lock. What a thread did before it gave the lock back after
 * a signal is visible to the one that returns.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>waits</td><td>notice nothing; a later signal to it goes to another, see below</td></tr>
 * <tr><td>was signalled and does not have the lock yet</td><td>the signal goes to the one that has
 * waited longest, among those who waited when one was last given, if there is one</td></tr>
 * <tr><td>has the lock again, or signals</td><td>take the lock over, which is dirty. A {@code
 * signalAll} may have reached some of them only: who repairs the data signals again if that
 * matters</td></tr>
 * <tr><td>has signalled but not yet woken</td><td>wake by themselves in 25 ms</td></tr>
 * </table>
 *
 * <p>That a signal went to a dead process is noticed within 100 ms after the kernel has let go of
 * the process, by a thread that waits. If the lock is dirty when {@code await} takes it again, it
 * is repaired as in {@link SharedLock#lock}, or {@link SharedLock.Hold#recovered} of the hold in
 * which {@code await} was called tells of the death.
 *
 * <p>At most 1,000 threads of all processes together wait at the same time, or as many as {@link
 * #on(SharedLock, int)} says. A signal takes time in proportion to how many wait.
 *
 * <p><b>Closing:</b> a thread that waits when its handle is closed gets a {@link
 * dev.ipc.RegionClosedException}, after it has taken the lock again; if the lock's handle is
 * closed, without the lock. If the lock's repair throws, {@code await} throws that, and the lock is
 * not held.
 */
@SuppressWarnings({
  "exports", // users see no more of the superclass than its public methods
  "WaitNotInLoop" // nobody returns for no reason
})
public final class SharedCondition extends BoundObject implements Condition {
  @Serial private static final long serialVersionUID = 1L;

  private static final int MAX_WAITERS = 1_000;

  private static final Format<SharedCondition> FORMAT =
      new Format<>(
          4,
          "condition",
          1,
          "of a lock",
          SharedConditionLayout.bytes(1),
          (home, extra) -> new SharedCondition(home, (SharedLock) extra));

  /**
   * Opens a condition to be looked at: {@link #waiting} and {@link #toString}. To wait or signal,
   * open it with {@link #on(SharedLock)}.
   */
  public static final Kind<SharedCondition> KIND = FORMAT;

  private final transient @Nullable SharedLock lock;
  private final transient Parker parker;
  private final transient WaitSet waiters;

  private SharedCondition(Home home, @Nullable SharedLock lock) {
    super(home);
    checkMemory(home);
    if (lock != null) {
      checkLock(home, lock);
    }
    this.lock = lock;
    this.parker = home.parker();
    this.waiters =
        new WaitSet(
            new Part(
                home,
                SharedConditionLayout.WAIT_SET_OFFSET,
                home.block().byteSize() - SharedConditionLayout.WAIT_SET_OFFSET,
                home.element(),
                () -> {
                  throw new IllegalStateException("the waiters of a condition do not travel");
                }));
  }

  private static void checkMemory(Home home) {
    var waitSet = SharedConditionLayout.waitSet(home.block());
    if (!WaitSetLayout.isValid(waitSet)) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + ": room for waiters="
              + WaitSetLayout.capacity(waitSet)
              + " does not fit the memory="
              + home.block().byteSize()
              + "; delete it and create it again");
    }
  }

  private static void checkLock(Home home, SharedLock lock) {
    Identity own = SharedConditionLayout.lock(home.block());
    if (!own.equals(lock.identity())) {
      throw new IllegalArgumentException(
          "cannot open "
              + home.label()
              + " with another lock than its own: given="
              + lock.where()
              + ", id="
              + text(lock.identity())
              + ", own id="
              + text(own)
              + "; open it with SharedCondition.on the lock that it was created with");
    }
  }

  private static String text(Identity id) {
    return "%016x%016x+%d".formatted(id.high(), id.low(), id.offset());
  }

  /**
   * A condition of a lock, on which at most 1,000 threads may wait at the same time.
   *
   * @param lock the lock, plain or reentrant, or that of a value
   * @return the spec, for creating and for opening
   */
  public static Spec<SharedCondition> on(SharedLock lock) {
    return on(lock, MAX_WAITERS);
  }

  /**
   * A condition of a lock.
   *
   * @param lock the lock, plain or reentrant, or that of a value
   * @param maxWaiters how many threads may wait at the same time, at least 1; 24 bytes each
   * @return the spec, for creating and for opening; what is opened has the room it was created with
   * @throws IllegalArgumentException if nobody may wait
   */
  public static Spec<SharedCondition> on(SharedLock lock, int maxWaiters) {
    if (maxWaiters < 1) {
      throw new IllegalArgumentException(
          "not a number of waiters: maxWaiters=" + maxWaiters + "; it must be at least 1");
    }
    Identity identity = lock.identity();
    return new Blueprint<>(
        FORMAT,
        SharedConditionLayout.bytes(maxWaiters),
        block -> SharedConditionLayout.initialize(block, identity, maxWaiters),
        lock);
  }

  @Override
  protected @Nullable Serializable extra() {
    return lock;
  }

  /**
   * Waits for a signal.
   *
   * @throws InterruptedException if the thread is, or gets, interrupted, and was not signalled
   * @throws IllegalMonitorStateException if this thread does not have the lock
   * @throws IllegalStateException if too many wait already, or this was opened without its lock
   * @throws dev.ipc.RegionClosedException if the handle is closed, also while waiting
   */
  @Override
  public void await() throws InterruptedException {
    await(Deadline.NEVER);
  }

  /**
   * Waits for a signal; an interrupt is kept for later.
   *
   * @throws IllegalMonitorStateException if this thread does not have the lock
   * @throws IllegalStateException if too many wait already, or this was opened without its lock
   * @throws dev.ipc.RegionClosedException if the handle is closed, also while waiting
   */
  @Override
  public void awaitUninterruptibly() {
    try {
      waiters.await(held("awaitUninterruptibly"), Deadline.NEVER, false);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted in a wait that is not interruptible", e);
    }
  }

  /**
   * Waits for a signal, for some time.
   *
   * @param timeout how long; zero or less gives the lock back and takes it again
   * @return false if the time is over without a signal; never early
   * @throws InterruptedException if the thread is, or gets, interrupted, and was not signalled
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return await(Deadline.in(parker, timeout));
  }

  @Override
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return await(Duration.ofNanos(unit.toNanos(time)));
  }

  @Override
  public long awaitNanos(long nanosTimeout) throws InterruptedException {
    long nanos = Math.max(0, nanosTimeout);
    long start = parker.nanoTime();
    await(Duration.ofNanos(nanos));
    return nanos - (parker.nanoTime() - start);
  }

  /**
   * Waits for a signal, until a moment of the wall clock.
   *
   * @param deadline when to give up
   * @return false if the moment came without a signal
   * @throws InterruptedException if the thread is, or gets, interrupted, and was not signalled
   */
  @Override
  @SuppressWarnings("JavaUtilDate") // the interface has it
  public boolean awaitUntil(Date deadline) throws InterruptedException {
    Instant end = Instant.ofEpochMilli(deadline.getTime());
    while (!await(Duration.between(Instant.now(), end))) {
      if (!Instant.now().isBefore(end)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Waits until something is so, which is looked at under the lock: now, and after each signal.
   *
   * @param condition what must be so
   * @throws InterruptedException if the thread is, or gets, interrupted while it waits
   */
  public void await(BooleanSupplier condition) throws InterruptedException {
    await(condition, Deadline.NEVER);
  }

  /**
   * Waits until something is so, for some time.
   *
   * @param condition what must be so, looked at under the lock: now, and after each signal
   * @param timeout how long; zero or less looks once
   * @return false if the time is over and it is not so
   * @throws InterruptedException if the thread is, or gets, interrupted while it waits
   */
  public boolean await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
    return await(condition, Deadline.in(parker, timeout));
  }

  private boolean await(BooleanSupplier condition, Deadline deadline) throws InterruptedException {
    held("await");
    while (!condition.getAsBoolean()) {
      if (deadline.remainingNanos(parker, Long.MAX_VALUE) <= 0) {
        return false;
      }
      await(deadline);
    }
    return true;
  }

  private boolean await(Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before waiting on " + label());
    }
    return waiters.await(held("await"), deadline, true);
  }

  /**
   * Signals the thread that has waited longest, if any waits.
   *
   * @throws IllegalMonitorStateException if this thread does not have the lock
   */
  @Override
  public void signal() {
    signal(1);
  }

  /**
   * Signals the threads that have waited longest.
   *
   * @param count how many at most, 0 or more
   * @throws IllegalMonitorStateException if this thread does not have the lock
   */
  public void signal(int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "not a number of threads: count=" + count + "; it must be 0 or more");
    }
    held("signal");
    waiters.grant(count);
  }

  /**
   * Signals all threads that wait.
   *
   * @throws IllegalMonitorStateException if this thread does not have the lock
   */
  @Override
  public void signalAll() {
    held("signalAll");
    waiters.grant(Integer.MAX_VALUE);
  }

  /**
   * How many threads of all processes wait at this moment, including those whose process has died
   * since. Needs no lock.
   *
   * @return their number, without those that were signalled
   */
  public int waiting() {
    return waiters.waiting();
  }

  /**
   * How many threads may wait at the same time.
   *
   * @return what it was created with
   */
  public int maxWaiters() {
    return waiters.capacity();
  }

  @Override
  protected String state() {
    return waiters.waiting() + " waiting, " + waiters.granted() + " signalled";
  }

  private RobustLock held(String call) {
    if (lock == null) {
      throw new IllegalStateException(
          "cannot "
              + call
              + " on "
              + label()
              + ": it was opened without its lock; open it with SharedCondition.on(lock)");
    }
    if (!lock.isHeldByCurrentThread()) {
      throw new IllegalMonitorStateException(
          call
              + " by a thread that does not hold the lock of "
              + label()
              + ": lock="
              + lock.where()
              + ", holder="
              + lock.robust().holder()
              + "; take the lock first");
    }
    return lock.robust();
  }
}
