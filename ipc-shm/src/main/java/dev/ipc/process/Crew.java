package dev.ipc.process;

import dev.ipc.IpcException;
import dev.ipc.pool.PoolBoard;
import dev.ipc.pool.WorkerState;
import dev.ipc.shm.os.Events;
import dev.ipc.task.Job;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a pool is made of: the seats of its workers, and the jobs that no worker has. It does not
 * refer to the user's pool but weakly: when that is forgotten, this ends.
 */
final class Crew {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** How often one that waits looks whether the pool is forgotten. */
  private static final long LOOK_NANOS = 1_000_000_000;

  /** So many workers in a row die before they are ready, then the pool is broken. */
  private static final int MOST_FAILURES = 3;

  private final String name;
  private final PoolOptions options;
  private final WeakReference<Object> owner;
  private final Family family;
  private final PoolBoard board;
  private final Packing packing = new Packing();

  /** How many assignments there are, wherever they are. */
  private final AtomicLong alive = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final Roster roster;
  private final Backlog backlog;
  private int failures;
  private boolean gone;

  private volatile boolean shutDown;

  /** Whether what there is to free is being freed. */
  private volatile boolean terminated;

  /** What every job is told that is not over, once nothing is carried out any more. */
  private volatile @Nullable Consumer<Job> verdict;

  private volatile @Nullable Throwable flaw;

  private Crew(Object owner, PoolOptions options) {
    this.owner = new WeakReference<>(owner);
    this.options = options;
    this.name = options.name() + "-" + COUNT.incrementAndGet();
    options.initializer().ifPresent(Packing::check);
    this.family = Family.enter();
    try {
      this.board =
          family.session().create(family, name, PoolBoard.of(options.workers(), options.spares()));
    } catch (RuntimeException | Error e) {
      family.leave();
      throw e;
    }
    this.backlog = new Backlog(board);
    this.roster =
        new Roster(
            IntStream.range(0, options.workers() + options.spares())
                .mapToObj(i -> new Seat(this, i, lock.newCondition()))
                .toList(),
            options.workers());
  }

  /** Begins with the first worker, or all, and the spares. */
  static Crew start(Object owner, PoolOptions options) {
    Crew crew = new Crew(owner, options);
    crew.lock.lock();
    try {
      int first = options.prestart() ? options.workers() : 1;
      for (int i = 0; i < first + options.spares(); i++) {
        crew.roster.startOne();
      }
    } finally {
      crew.lock.unlock();
    }
    return crew;
  }

  String name() {
    return name;
  }

  PoolOptions options() {
    return options;
  }

  Family family() {
    return family;
  }

  PoolBoard board() {
    return board;
  }

  /** Has a job carried out by whoever comes to it. */
  void carryOut(Job job) {
    refuse(job);
    add(packing.pack(job), job);
  }

  /**
   * Has the calling thread see to a job, if a worker is idle.
   *
   * @return false if none is; nothing was done then
   */
  boolean carryOutHere(Job job) throws InterruptedException {
    Seat seat = borrow(job);
    if (seat == null) {
      return false;
    }
    try {
      seat.serveHere(job, more(packing.pack(job)));
    } finally {
      giveBack(seat);
    }
    job.awaitOver();
    return true;
  }

  private @Nullable Seat borrow(Job job) {
    lock.lock();
    try {
      refuse(job);
      Seat seat = !hasWaiting() ? roster.takeIdle() : null;
      if (seat != null) {
        seat.lent = true;
        alive.incrementAndGet(); // so that the pool does not end meanwhile
      }
      return seat;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(Seat seat) {
    alive.decrementAndGet();
    lock.lock();
    try {
      seat.lent = false;
      Worker worker = seat.worker();
      boolean rests =
          worker != null
              && worker.outstanding() == 0
              && !worker.isSpent()
              && !hasWaiting()
              && !seat.exited
              && !isOver();
      if (rests) {
        roster.rest(seat);
      } else {
        seat.called.signal();
      }
    } finally {
      lock.unlock();
    }
    if (isOver()) {
      endIfOver();
    }
  }

  private void refuse(Job job) {
    if (verdict != null || (shutDown && (terminated || !job.isPromised()))) {
      Throwable why = flaw;
      throw new RejectedExecutionException(
          why == null
              ? "pool " + name + " was shut down: it takes no more tasks; use another pool"
              : "pool " + name + " is broken: " + why.getMessage() + "; make a new one",
          why);
    }
  }

  private void add(Assignment assignment, Job job) {
    lock.lock();
    try {
      refuse(job);
      backlog.add(more(assignment));
      boolean done = false;
      try {
        roster.need(backlog.size());
        done = true;
      } finally {
        if (!done) {
          backlog.removeLast();
          release(assignment);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Counts an assignment, until {@link #release}. */
  Assignment more(Assignment assignment) {
    alive.incrementAndGet();
    return assignment;
  }

  /** Assignments that a worker had, or was to have. */
  void putBack(List<Assignment> back) {
    if (back.isEmpty()) {
      return;
    }
    boolean late;
    lock.lock();
    try {
      late = verdict != null;
      if (!late) {
        for (Assignment assignment : back.reversed()) {
          backlog.putBack(assignment);
          roster.need(backlog.size());
        }
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      back.forEach(this::drop);
    }
  }

  /** Whether there is an assignment that no worker has. */
  boolean hasWaiting() {
    return backlog.size() > 0;
  }

  /** An assignment that nobody will carry out. */
  void drop(Assignment assignment) {
    Consumer<Job> told = verdict;
    if (told != null) {
      told.accept(assignment.job);
    }
    release(assignment);
  }

  /** An assignment is over, and its outcomes are told. */
  void release(Assignment assignment) {
    assignment.luggage.lost();
    if (alive.decrementAndGet() == 0 && shutDown) {
      endIfOver();
    }
  }

  /** Has all look whether it is over; ends if there is none left to look. */
  private void endIfOver() {
    boolean ends;
    lock.lock();
    try {
      roster.callAll();
      ends = isOver() && roster.served() == 0 && !terminated;
      terminated |= ends;
    } finally {
      lock.unlock();
    }
    if (ends) {
      terminate();
    }
  }

  /** Whether nothing is carried out any more. */
  boolean hasVerdict() {
    return verdict != null;
  }

  /** Whether there is nothing more to do, for ever. */
  boolean isOver() {
    return shutDown && alive.get() == 0;
  }

  /** The worker of a seat takes jobs from now on, or takes the place of one that does. */
  void ready(Seat seat) {
    lock.lock();
    try {
      failures = 0;
      roster.ready(seat);
    } finally {
      lock.unlock();
    }
  }

  /** The worker of a seat takes no more jobs. */
  void left(Seat seat) {
    lock.lock();
    try {
      roster.left(seat);
    } finally {
      lock.unlock();
    }
  }

  /** The process of a worker has ended. */
  void exited(Seat seat, Worker worker) {
    lock.lock();
    try {
      if (seat.worker() == worker) {
        seat.exited = true;
        seat.called.signal();
      }
    } finally {
      lock.unlock();
    }
    worker.exited();
  }

  /** Whether a seat is to have another worker; else its thread ends. */
  boolean goesOn(Seat seat) {
    lock.lock();
    try {
      seat.exited = false;
      boolean expired = seat.expired;
      seat.expired = false;
      if (expired && roster.served() == 1 && !hasWaiting()) {
        if (awaitCall(seat)) {
          return true;
        }
      } else if (verdict == null && !isOver() && (!expired || hasWaiting())) {
        roster.again();
        return true;
      }
      roster.leave(seat);
    } finally {
      lock.unlock();
    }
    endIfOver();
    return false;
  }

  /**
   * The last of the threads keeps watch when all workers were idle too long.
   *
   * @return whether there is something to do, else the pool has ended
   */
  private boolean awaitCall(Seat seat) {
    roster.keepWatch(seat);
    while (roster.isOnWatch(seat) && !isOver()) {
      await(seat, LOOK_NANOS);
    }
    boolean called = !roster.isOnWatch(seat);
    roster.endWatch();
    return called;
  }

  private void terminate() {
    try {
      board.close();
      family.session().delete(name);
      family.leave();
    } catch (RuntimeException e) {
      Events.error("cannot free what pool " + name + " had", e);
    } finally {
      lock.lock();
      try {
        gone = true;
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Waits until a seat has something to do.
   *
   * @param batch what is to be sent, perhaps nothing
   * @return false if its worker is to go, or gone
   */
  boolean next(Seat seat, Worker worker, List<Assignment> batch) {
    List<Assignment> stale = new ArrayList<>();
    lock.lock();
    try {
      while (true) {
        if (!seat.lent) {
          if (worker.outstanding() > 0 || fill(seat, worker, batch, stale) || worker.isSpent()) {
            if (worker.outstanding() > 0) {
              fill(seat, worker, batch, stale);
            }
            return true;
          }
          if (!stale.isEmpty()) {
            return true;
          }
          if (seat.exited || isOver() || isExpired(seat)) {
            if (!seat.exited) {
              worker.dismiss();
            }
            return false;
          }
          if (!seat.idle && seat.active) {
            roster.rest(seat);
          }
        }
        await(seat, untilExpiry(seat));
      }
    } finally {
      lock.unlock();
      stale.forEach(this::release);
    }
  }

  private long untilExpiry(Seat seat) {
    if (options.idleExpiry().isEmpty()) {
      return LOOK_NANOS;
    }
    long expiry = TimeUnit.NANOSECONDS.convert(options.idleExpiry().get());
    return Math.clamp(seat.idleSince + expiry - System.nanoTime(), 1_000_000, LOOK_NANOS);
  }

  @SuppressWarnings("WaitNotInLoop") // the caller looks again, why ever this returns
  private void await(Seat seat, long nanos) {
    try {
      if (seat.called.awaitNanos(nanos) <= 0 && owner.refersTo(null)) {
        shutdown();
      }
    } catch (InterruptedException e) {
      return; // nobody has reason to; look again
    }
  }

  private boolean isExpired(Seat seat) {
    if (options.idleExpiry().isEmpty() || !seat.active) {
      return false;
    }
    long expiry = TimeUnit.NANOSECONDS.convert(options.idleExpiry().get());
    seat.expired = seat.idle && System.nanoTime() - seat.idleSince > expiry;
    return seat.expired;
  }

  /** Takes what a worker is to get now. */
  private boolean fill(Seat seat, Worker worker, List<Assignment> batch, List<Assignment> stale) {
    if (!seat.active || !hasWaiting()) {
      return false;
    }
    int share = (backlog.size() + roster.active() - 1) / roster.active();
    backlog.take(worker, Math.min(worker.room(), share), batch, stale);
    if (!batch.isEmpty()) {
      roster.busy(seat);
    }
    return !batch.isEmpty();
  }

  /** A worker did not come to be ready. */
  void startFailed(Throwable cause) {
    startFailed(cause, false);
  }

  /**
   * A worker did not come to be ready.
   *
   * @param always whether no other will
   */
  void startFailed(Throwable cause, boolean always) {
    boolean enough;
    lock.lock();
    try {
      failures++;
      enough = always || failures >= MOST_FAILURES;
    } finally {
      lock.unlock();
    }
    if (enough) {
      breakBecause(
          new IpcException(
              always
                  ? "the initializer of pool " + name + " failed with " + cause
                  : "workers of pool " + name + " die before they are ready: " + cause.getMessage(),
              cause));
    }
  }

  /** Fails all that is left; nothing is taken any more. */
  void breakBecause(RuntimeException cause) {
    lock.lock();
    try {
      if (flaw != null || verdict != null) {
        return;
      }
      flaw = cause;
    } finally {
      lock.unlock();
    }
    giveUp(job -> {
      for (int item = 0; item < job.items().size(); item++) {
        if (!job.isOver(item)) {
          job.lost(
              item,
              new IpcException(
                  "pool " + name + " is broken: " + cause.getMessage() + "; make a new one",
                  cause));
        }
      }
    });
  }

  /** Takes no more, and ends when all is done. */
  void shutdown() {
    shutDown = true;
    endIfOver();
  }

  /** Takes no more, and ends soon. */
  void shutdownNow() {
    giveUp(Job::cancelled);
  }

  private void giveUp(Consumer<Job> told) {
    List<Assignment> left;
    lock.lock();
    try {
      if (verdict == null) {
        verdict = told;
      }
      left = backlog.takeAll();
    } finally {
      lock.unlock();
    }
    left.forEach(this::drop);
    for (Seat seat : roster.seats()) {
      Worker worker = seat.worker();
      if (worker != null) {
        worker.giveUp(told);
      }
    }
    Thread.ofPlatform().daemon().name("ipc-" + name + "-end").start(this::killLate);
    shutdown();
  }

  /** Also those whose pipe is full, so that the thread that serves them cannot look after them. */
  private void killLate() {
    try {
      if (!awaitTermination(options.grace())) {
        for (Seat seat : roster.seats()) {
          Worker worker = seat.worker();
          if (worker != null) {
            worker.kill();
          }
        }
      }
    } catch (InterruptedException e) {
      return; // nobody has reason to
    }
  }

  /** Cancels a job that has its outcomes. */
  void cancel(Job job, boolean mayInterrupt) {
    for (Seat seat : roster.seats()) {
      Worker worker = seat.worker();
      if (worker != null) {
        worker.cancel(job, mayInterrupt);
      }
    }
  }

  /**
   * Before a thread waits for what this carries out.
   *
   * @throws IllegalStateException if it is one that serves a worker
   */
  void checkMayWait() {
    Thread here = Thread.currentThread();
    if (roster.seats().stream().anyMatch(seat -> seat.isServedBy(here))) {
      throw new IllegalStateException(
          "cannot wait for pool "
              + name
              + " in a callback of its results: thread="
              + here.getName()
              + ", which serves a worker; wait in another thread, such as with thenApplyAsync");
    }
  }

  boolean isShutDown() {
    return shutDown;
  }

  boolean isTerminated() {
    lock.lock();
    try {
      return gone;
    } finally {
      lock.unlock();
    }
  }

  boolean awaitTermination(Duration timeout) throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(timeout);
    lock.lockInterruptibly();
    try {
      while (!gone && nanos > 0) {
        nanos = ended.awaitNanos(nanos);
      }
      return gone;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    lock.lock();
    try {
      String state;
      if (gone) {
        state = "ended";
      } else {
        List<WorkerState> workers = terminated ? List.of() : board.workers();
        long busy = workers.stream().filter(worker -> worker.job() != 0).count();
        long done = workers.stream().mapToLong(WorkerState::done).sum();
        state =
            (flaw != null ? "broken, " : shutDown ? "shutting down, " : "")
                + roster.active()
                + " of "
                + options.workers()
                + " workers, "
                + busy
                + " busy, "
                + backlog.size()
                + " pending, "
                + done
                + " done";
      }
      return name + ", " + state;
    } finally {
      lock.unlock();
    }
  }
}
