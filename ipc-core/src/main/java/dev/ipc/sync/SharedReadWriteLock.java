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
import dev.ipc.lock.ReadWriteLayout;
import dev.ipc.lock.ReadWriteSide;
import dev.ipc.lock.RobustLock;
import dev.ipc.lock.RobustReadWriteLock;
import dev.ipc.owner.OwnerId;
import dev.ipc.wait.Deadline;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Many threads that read or one that writes, of any processes of a domain. A process that dies
 * while it reads or writes hangs nobody: the others notice within 100 ms after the kernel has let
 * go of it.
 *
 * <pre>{@code
 * try (var _ = prices.readLock().hold()) {
 *   sum = bid.get() + ask.get();
 * }
 * prices.writeLock().locked(() -> {
 *   bid.set(7);
 *   ask.set(9);
 * });
 * }</pre>
 *
 * <p>Readers of different processes write to different cache lines, so reading scales with
 * processes; a writer looks at one line for each slot of the domain that readers ever had.
 *
 * <p><b>Order:</b> writers come first. From the moment at which one waits only for readers, nobody
 * new gets in to read; writers that follow each other without a pause keep readers out. Waiters are
 * not ordered otherwise.
 *
 * <p><b>Threads:</b> both locks belong to the thread that took them, platform or virtual, and it
 * may take each again, to give it back as often. One that reads may read again even if a writer
 * waits. One that writes may read too, and go on reading when it does not write any more. One that
 * only reads cannot write: it would wait for itself, so that is an error, and {@link
 * LockView#tryLock()} fails.
 *
 * <p><b>Memory effects:</b> what a thread did before it gave the write lock back is visible to
 * those that take either lock after it; what it did before it gave the read lock back, to the next
 * that takes the write lock; in whatever process, also when a dead one had the lock.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>waits to read</td><td>notice nothing</td></tr>
 * <tr><td>reads, also once it is about to wait</td><td>readers notice nothing; a writer clears its
 * count</td></tr>
 * <tr><td>waits to write</td><td>notice nothing, or take the lock over if readers are all that it
 * waits for: it is <i>dirty</i>, though nothing was written</td></tr>
 * <tr><td>writes</td><td>take the lock over, also readers; it is <i>dirty</i> until it is
 * repaired</td></tr>
 * <tr><td>takes it over, or repairs</td><td>take it over in turn and repair again</td></tr>
 * <tr><td>clears a dead reader's count</td><td>take the lock over and clear it in turn</td></tr>
 * <tr><td>has given it back but not yet woken a waiter</td><td>wake by themselves in 25 ms</td></tr>
 * </table>
 *
 * <p>A dirty lock is repaired by the next thread that takes it to read or to write and whose handle
 * has a {@link Repair}; the repair runs while nobody reads or writes. A handle without one learns
 * of the death from {@link Hold#recovered}, and every hold tells it again until a writer calls
 * {@link Hold#markConsistent}.
 *
 * <p>Prefer {@link LockView#locked(Section)}, which gives the lock back even when the section runs
 * out of stack, within a second. A thread that ends without giving the lock back, while its process
 * lives, keeps it; so does a process that is stopped.
 *
 * <p>Differences from {@link java.util.concurrent.locks.ReentrantReadWriteLock}: the order above,
 * also for {@code tryLock()} of the read lock, which fails while a writer waits for readers; the
 * error in place of a deadlock; no conditions on the write lock either, and no monitoring of
 * queues, since nobody knows who waits.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedReadWriteLock extends BoundObject implements ReadWriteLock {
  @Serial private static final long serialVersionUID = 1L;

  private static final int REENTRANT = 1;

  private static final Format<SharedReadWriteLock> FORMAT =
      new Format<>(
          6,
          "read-write lock",
          REENTRANT,
          "reentrant",
          ReadWriteLayout.bytes(1),
          (home, extra) -> new SharedReadWriteLock(home, (Repair) extra));

  /** Opens a read-write lock. */
  public static final Kind<SharedReadWriteLock> KIND = FORMAT;

  private final transient Home home;
  private final transient @Nullable Repair repair;
  private final transient RobustReadWriteLock lock;
  private final transient LockView readLock;
  private final transient LockView writeLock;

  private SharedReadWriteLock(Home home, @Nullable Repair repair) {
    super(home);
    this.home = home;
    this.repair = repair;
    ReadWriteLayout.flaw(home.block())
        .or(() -> ReadWriteLayout.misfit(home))
        .ifPresent(flaw -> {
          throw new RegionFormatException(
              "cannot open " + label() + ": " + flaw + "; delete it and create it again");
        });
    this.lock = new RobustReadWriteLock(home, repair);
    this.readLock = new LockView(this, lock.reading(), false);
    this.writeLock = new LockView(this, lock.writing(), true);
  }

  private static Spec<SharedReadWriteLock> spec(@Nullable Repair repair) {
    return new Blueprint<>(FORMAT, ReadWriteLayout::bytes, block -> {}, repair);
  }

  /**
   * A lock that its readers and its writer may take again, and give back as often.
   *
   * @return the spec
   */
  public static Spec<SharedReadWriteLock> reentrant() {
    return spec(null);
  }

  /**
   * A lock whose data is repaired after the death of a writer.
   *
   * @param repair makes the guarded data consistent
   * @return the spec, for creating and for opening
   */
  public static Spec<SharedReadWriteLock> reentrant(Repair repair) {
    return spec(repair);
  }

  @Override
  protected @Nullable Serializable extra() {
    return repair;
  }

  /**
   * The lock of those who read.
   *
   * @return always the same; it can be sent to other processes, as this object can
   */
  @Override
  public LockView readLock() {
    return readLock;
  }

  /**
   * The lock of those who write.
   *
   * @return always the same; it can be sent to other processes, as this object can
   */
  @Override
  public LockView writeLock() {
    return writeLock;
  }

  /**
   * The process that writes, or will when nobody reads any more, at this moment.
   *
   * @return its process id, or empty if there is none or its slot was handed on
   */
  public Optional<Long> writerPid() {
    return lock.writer().flatMap(this::pid);
  }

  private Optional<Long> pid(OwnerId owner) {
    var pid = home.liveness().pid(owner);
    return pid.isPresent() ? Optional.of(pid.getAsLong()) : Optional.empty();
  }

  /**
   * How many threads read, at this moment, in all processes. Those of a dead process count until a
   * writer comes; one that comes to read while somebody writes may be counted for an instant.
   *
   * @return the count, without re-entries
   */
  public int readers() {
    return lock.readers().stream().mapToInt(entry -> entry.count()).sum();
  }

  /**
   * Whether some thread may be waiting to read or to write, at this moment. It may also be one that
   * has given up or died since.
   *
   * @return true if somebody came to wait
   */
  public boolean hasWaiters() {
    return lock.hasWaiters();
  }

  @Override
  protected String state() {
    return lock.holders()
        + (lock.hasWaiters() ? ", with waiters" : "")
        + (lock.unrepaired().isPresent() ? ", dirty" : "");
  }

  /** One of the two locks. It lives as long as the read-write lock that it belongs to. */
  public static final class LockView implements Lock, Serializable {
    @Serial private static final long serialVersionUID = 1L;

    private final transient SharedReadWriteLock whole;
    private final transient ReadWriteSide side;
    private final transient boolean writes;

    private LockView(SharedReadWriteLock whole, ReadWriteSide side, boolean writes) {
      this.whole = whole;
      this.side = side;
      this.writes = writes;
    }

    /**
     * Takes the lock, as long as it takes. An interrupt is kept for later.
     *
     * @throws IllegalStateException if this is the write lock and this thread only reads
     * @throws dev.ipc.RegionClosedException if the handle is closed, also while waiting
     */
    @Override
    public void lock() {
      side.acquire();
    }

    /**
     * Takes the lock unless the thread is interrupted, which is noticed within 25 ms.
     *
     * @throws InterruptedException if the thread is, or gets, interrupted
     * @throws IllegalStateException if this is the write lock and this thread only reads
     */
    @Override
    public void lockInterruptibly() throws InterruptedException {
      acquire(Deadline.NEVER);
    }

    /**
     * Takes the lock if that is possible now, or only the dead are in the way and known to be.
     * Never waits.
     *
     * @return true if this thread now has the lock
     */
    @Override
    public boolean tryLock() {
      return side.tryAcquire() != RobustLock.TIMED_OUT;
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
     * @throws IllegalStateException if this is the write lock and this thread only reads
     */
    public boolean tryLock(Duration timeout) throws InterruptedException {
      return acquire(Deadline.in(whole.home.parker(), timeout)) != RobustLock.TIMED_OUT;
    }

    /**
     * Gives the lock back.
     *
     * @throws IllegalMonitorStateException if this thread does not have it
     */
    @Override
    public void unlock() {
      side.release();
    }

    /**
     * Not possible: who waits for a condition gives the lock back, to readers as well, and there
     * would be nobody in particular to wait for.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException(
          whole.label()
              + " has no conditions: its readers could change nothing that others wait for, and"
              + " its writers' lock is given back to readers and writers alike;"
              + " use a SharedCondition on a SharedLock");
    }

    /**
     * Takes the lock, to be given back by {@link Hold#close}. An interrupt is kept for later.
     *
     * @return the hold, for try-with-resources
     * @throws IllegalStateException if this is the write lock and this thread only reads
     */
    public Hold hold() {
      return new Hold(whole.lock, side, side.acquire());
    }

    /**
     * Takes the lock in time, to be given back by {@link Hold#close}.
     *
     * @param timeout how long to wait; zero or less makes one try
     * @return the hold, for try-with-resources
     * @throws TimeoutException if the time is over; the message names who has the lock
     * @throws InterruptedException if the thread is, or gets, interrupted
     * @throws IllegalStateException if this is the write lock and this thread only reads
     */
    public Hold hold(Duration timeout) throws TimeoutException, InterruptedException {
      Optional<Hold> hold = tryHold(timeout);
      if (hold.isEmpty()) {
        throw new TimeoutException(
            whole.label()
                + " not taken to "
                + (writes ? "write" : "read")
                + ": timeout="
                + timeout
                + ", now="
                + whole.lock.holders()
                + "; who has it is alive, so wait longer or look at what it does");
      }
      return hold.get();
    }

    /**
     * Takes the lock if that is possible in time.
     *
     * @param timeout how long to wait; zero or less makes one try
     * @return the hold, or empty if the time is over
     * @throws InterruptedException if the thread is, or gets, interrupted
     * @throws IllegalStateException if this is the write lock and this thread only reads
     */
    public Optional<Hold> tryHold(Duration timeout) throws InterruptedException {
      int before = acquire(Deadline.in(whole.home.parker(), timeout));
      return before == RobustLock.TIMED_OUT
          ? Optional.empty()
          : Optional.of(new Hold(whole.lock, side, before));
    }

    private int acquire(Deadline deadline) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted before waiting for " + whole.label());
      }
      return side.acquire(deadline);
    }

    /**
     * Runs a section with the lock held, and gives the lock back however the section ends.
     *
     * @param section what to do
     * @param <X> what it throws
     * @throws X if the section does
     */
    public <X extends Throwable> void locked(Section<X> section) throws X {
      side.<@Nullable Void, X>locked(() -> {
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
      return side.locked(section);
    }

    /**
     * Whether the calling thread has this lock.
     *
     * @return true if it does
     */
    public boolean isHeldByCurrentThread() {
      return side.isHeldByCurrentThread();
    }

    @Override
    public String toString() {
      return (writes ? "write lock of " : "read lock of ") + whole;
    }

    /**
     * Writes a stand-in in place of the lock.
     *
     * @return the stand-in
     */
    @Serial
    private Object writeReplace() {
      return new Travelling(whole, writes);
    }

    /**
     * Refuses to be read from what no lock wrote.
     *
     * @param in not used
     * @throws InvalidObjectException always
     */
    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
      throw new InvalidObjectException("a lock travels with its read-write lock only");
    }
  }

  /**
   * What stands for one of the two locks in a serialized form.
   *
   * @param whole the lock that it belongs to
   * @param writes which of the two it is
   */
  private record Travelling(SharedReadWriteLock whole, boolean writes) implements Serializable {
    /**
     * Finds the lock.
     *
     * @return the read or write lock of this process
     */
    @Serial
    private Object readResolve() {
      return writes ? whole.writeLock() : whole.readLock();
    }
  }

  /** One of the two locks, held by the thread that got this. */
  public static final class Hold implements AutoCloseable {
    private final RobustReadWriteLock lock;
    private final ReadWriteSide side;
    private final int depthBefore;
    private boolean open = true;

    private Hold(RobustReadWriteLock lock, ReadWriteSide side, int depthBefore) {
      this.lock = lock;
      this.side = side;
      this.depthBefore = depthBefore;
    }

    /**
     * A writer's death that was not repaired yet: the data may be half changed.
     *
     * @return who died, or empty if the data is consistent
     */
    public Optional<Death> recovered() {
      return lock.unrepaired();
    }

    /**
     * Declares the guarded data consistent, so that later holds are not told of the death any more.
     *
     * @throws IllegalMonitorStateException if this thread does not write
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
        side.releaseTo(depthBefore);
        open = false;
      }
    }
  }
}
