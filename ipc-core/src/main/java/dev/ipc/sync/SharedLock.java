package dev.ipc.sync;

import dev.ipc.Death;
import dev.ipc.Kind;
import dev.ipc.RegionFormatException;
import dev.ipc.Repair;
import dev.ipc.Section;
import dev.ipc.Spec;
import dev.ipc.ValueSection;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.bind.Identity;
import dev.ipc.lock.LockLayout;
import dev.ipc.lock.LockWord;
import dev.ipc.lock.RobustLock;
import dev.ipc.owner.OwnerId;
import dev.ipc.wait.Deadline;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion between threads of any processes of a domain. A process that dies while it holds
 * the lock hangs nobody: the others notice within 100 ms after the kernel has let go of it, and one
 * of them takes the lock over.
 *
 * <pre>{@code
 * try (var _ = lock.hold()) {
 *   value.set(value.get() + 1);
 * }
 * }</pre>
 *
 * <p>A {@linkplain #plain() plain} lock may be taken once, a {@linkplain #reentrant() reentrant}
 * one again by its owner; both belong to the thread that took them, platform or virtual, and only
 * that thread gives them back. Waiters are not ordered.
 *
 * <p><b>Memory effects:</b> what a thread did before it gave the lock back is visible to the next
 * that takes it, in whatever process, also when it was taken over from the dead.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>waits</td><td>notice nothing</td></tr>
 * <tr><td>holds the lock</td><td>take it over; it is <i>dirty</i> until it is repaired</td></tr>
 * <tr><td>takes it over, or repairs</td><td>take it over in turn and repair again</td></tr>
 * <tr><td>has given it back but not yet woken a waiter</td><td>wake by themselves in 25 ms</td></tr>
 * </table>
 *
 * <p>A dirty lock is repaired by the next thread whose handle has a {@link Repair}, before its own
 * section. A handle without one learns of the death from {@link Hold#recovered}, and every hold
 * tells it again until one calls {@link Hold#markConsistent}.
 *
 * <p>Prefer {@link #locked(Section)}, which gives the lock back even when the section runs out of
 * stack, within a second; with {@code unlock} and {@link Hold#close} that can fail. A thread that
 * ends without giving the lock back, while its process lives, keeps it.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedLock extends BoundObject implements Lock {
  @Serial private static final long serialVersionUID = 1L;

  private static final int PLAIN = 1;
  private static final int REENTRANT = 2;

  /** Opens a lock, plain or reentrant. */
  public static final Kind<SharedLock> KIND = format(Format.ANY_ELEMENT, "any");

  private final transient RobustLock lock;
  private final transient Home home;
  private final transient @Nullable Repair repair;

  private SharedLock(Home home, @Nullable Repair repair) {
    super(home);
    this.home = home;
    this.repair = repair;
    if (home.element() != PLAIN && home.element() != REENTRANT) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + ": lock of element type="
              + home.element()
              + ", possible=1 (plain) or 2 (reentrant); delete it and create it again");
    }
    this.lock = new RobustLock(home.block(), home, home.element() == REENTRANT, repair);
    home.attach(lock);
  }

  private static Format<SharedLock> format(int element, String elementName) {
    return new Format<>(
        2,
        "lock",
        element,
        elementName,
        LockLayout.BYTES,
        (home, extra) -> new SharedLock(home, (Repair) extra));
  }

  private static Spec<SharedLock> spec(int element, String name, @Nullable Repair repair) {
    return new Blueprint<>(format(element, name), LockLayout.BYTES, block -> {}, repair);
  }

  /**
   * A lock that its owner may not take again; trying to is an error, never a deadlock.
   *
   * @return the spec
   */
  public static Spec<SharedLock> plain() {
    return spec(PLAIN, "plain", null);
  }

  /**
   * A plain lock whose data is repaired after a death.
   *
   * @param repair makes the guarded data consistent
   * @return the spec, for creating and for opening
   */
  public static Spec<SharedLock> plain(Repair repair) {
    return spec(PLAIN, "plain", repair);
  }

  /**
   * A lock that its owner may take again, and gives back as often.
   *
   * @return the spec
   */
  public static Spec<SharedLock> reentrant() {
    return spec(REENTRANT, "reentrant", null);
  }

  /**
   * A reentrant lock whose data is repaired after a death.
   *
   * @param repair makes the guarded data consistent
   * @return the spec, for creating and for opening
   */
  public static Spec<SharedLock> reentrant(Repair repair) {
    return spec(REENTRANT, "reentrant", repair);
  }

  @Override
  protected @Nullable Serializable extra() {
    return repair;
  }

  /**
   * Takes the lock, as long as it takes. An interrupt is kept for later.
   *
   * @throws IllegalStateException if this thread holds the lock and it is plain
   * @throws dev.ipc.RegionClosedException if the handle is closed, also while waiting
   */
  @Override
  public void lock() {
    lock.acquire();
  }

  /**
   * Takes the lock unless the thread is interrupted, which is noticed within 25 ms.
   *
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  @Override
  public void lockInterruptibly() throws InterruptedException {
    checkInterrupt();
    lock.acquire(Deadline.NEVER);
  }

  /**
   * Takes the lock if it is free, or its owner is known to be dead. Never waits.
   *
   * @return true if this thread now has the lock
   */
  @Override
  public boolean tryLock() {
    return lock.tryAcquire() != RobustLock.TIMED_OUT;
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
    return tryLock(Duration.ofNanos(unit.toNanos(time)));
  }

  /**
   * Takes the lock if that is possible in time.
   *
   * @param timeout how long to wait; zero or less makes one try
   * @return true if this thread now has the lock
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public boolean tryLock(Duration timeout) throws InterruptedException {
    checkInterrupt();
    return lock.acquire(Deadline.in(home.parker(), timeout)) != RobustLock.TIMED_OUT;
  }

  /**
   * Gives the lock back.
   *
   * @throws IllegalMonitorStateException if this thread does not have it, also because it was lost:
   *     a lock that another has is never touched
   */
  @Override
  public void unlock() {
    lock.release();
  }

  /**
   * Makes a condition of this lock, beside it and without a name, which other processes get as a
   * handle. Each call makes another one; close it when it is not needed any more. One with a name,
   * or for more threads, is made by {@link SharedCondition#on(SharedLock)}.
   *
   * @return the condition
   * @throws dev.ipc.RegionClosedException if the handle is closed
   */
  @Override
  public SharedCondition newCondition() {
    return home.create(SharedCondition.on(this));
  }

  /** The lock itself, for what stands on it. */
  RobustLock robust() {
    return lock;
  }

  /** Which lock this is. */
  Identity identity() {
    return home.identity();
  }

  /** Names the lock in messages. */
  String where() {
    return label();
  }

  /**
   * Takes the lock, to be given back by {@link Hold#close}. An interrupt is kept for later.
   *
   * @return the hold, for try-with-resources
   */
  public Hold hold() {
    return new Hold(lock, lock.acquire());
  }

  /**
   * Takes the lock in time, to be given back by {@link Hold#close}.
   *
   * @param timeout how long to wait; zero or less makes one try
   * @return the hold, for try-with-resources
   * @throws TimeoutException if the time is over; the message names the holder
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public Hold hold(Duration timeout) throws TimeoutException, InterruptedException {
    Optional<Hold> hold = tryHold(timeout);
    if (hold.isEmpty()) {
      throw new TimeoutException(
          label()
              + " not taken: timeout="
              + timeout
              + ", holder="
              + lock.holder()
              + "; the holder is alive, so wait longer or look at what it does");
    }
    return hold.get();
  }

  /**
   * Takes the lock if that is possible in time.
   *
   * @param timeout how long to wait; zero or less makes one try
   * @return the hold, or empty if the time is over
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public Optional<Hold> tryHold(Duration timeout) throws InterruptedException {
    checkInterrupt();
    int before = lock.acquire(Deadline.in(home.parker(), timeout));
    return before == RobustLock.TIMED_OUT ? Optional.empty() : Optional.of(new Hold(lock, before));
  }

  /**
   * Runs a section with the lock held, and gives the lock back however the section ends.
   *
   * @param section what to do
   * @param <X> what it throws
   * @throws X if the section does
   */
  public <X extends Throwable> void locked(Section<X> section) throws X {
    lock.<@Nullable Void, X>locked(() -> {
      section.run();
      return null;
    });
  }

  /**
   * Runs a section with the lock held, and gives the lock back however the section ends.
   *
   * @param section what to do
   * @param <R> what it returns
   * @param <X> what it throws
   * @return what the section returned
   * @throws X if the section does
   */
  public <R extends @Nullable Object, X extends Throwable> R locked(ValueSection<R, X> section)
      throws X {
    return lock.locked(section);
  }

  /**
   * The process that has the lock, at this moment.
   *
   * @return its process id, or empty if the lock is free or its owner's slot was handed on
   */
  public Optional<Long> ownerPid() {
    long word = lock.word();
    if (word == LockWord.FREE) {
      return Optional.empty();
    }
    var pid = home.liveness().pid(OwnerId.ofBits(LockWord.ownerBits(word)));
    return pid.isPresent() ? Optional.of(pid.getAsLong()) : Optional.empty();
  }

  /**
   * Whether some thread may be waiting for the lock, at this moment. It may also be one that has
   * given up or died since.
   *
   * @return true if the lock is held and somebody came to wait
   */
  public boolean hasWaiters() {
    return lock.hasWaiters();
  }

  /**
   * Whether the calling thread has the lock.
   *
   * @return true if it does
   */
  public boolean isHeldByCurrentThread() {
    return lock.isHeldByCurrentThread();
  }

  @Override
  protected String state() {
    return "held by " + lock.holder();
  }

  private void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before waiting for " + label());
    }
  }

  /** The lock, held by the thread that got this. */
  public static final class Hold implements AutoCloseable {
    private final RobustLock lock;
    private final int depthBefore;
    private boolean open = true;

    private Hold(RobustLock lock, int depthBefore) {
      this.lock = lock;
      this.depthBefore = depthBefore;
    }

    /**
     * A death in this lock's section that was not repaired yet: the data may be half changed.
     *
     * @return who died, or empty if the data is consistent
     */
    public Optional<Death> recovered() {
      return lock.unrepaired();
    }

    /**
     * Declares the guarded data consistent, so that later holds are not told of the death any more.
     *
     * @throws IllegalMonitorStateException if this thread does not have the lock
     */
    public void markConsistent() {
      lock.markConsistent();
    }

    /**
     * Gives the lock back. Closing again does nothing.
     *
     * @throws IllegalMonitorStateException if this thread does not have the lock
     */
    @Override
    public void close() {
      if (open) {
        lock.releaseTo(depthBefore);
        open = false;
      }
    }
  }
}
