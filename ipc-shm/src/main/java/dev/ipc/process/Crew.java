package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.IpcException;
import dev.ipc.bind.Luggage;
import dev.ipc.codec.CodecException;
import dev.ipc.codec.Output;
import dev.ipc.pool.Letter;
import dev.ipc.pool.PoolBoard;
import dev.ipc.pool.Values;
import dev.ipc.pool.WorkerState;
import dev.ipc.shm.os.Events;
import dev.ipc.task.Job;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
  private final Functions functions = new Functions();
  private final AtomicLong numbers = new AtomicLong();

  /** How many assignments there are, wherever they are. */
  private final AtomicLong alive = new AtomicLong();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final List<Seat> seats;
  private final Deque<Assignment> pending = new ArrayDeque<>();
  private final Deque<Seat> idle = new ArrayDeque<>();
  private int served;
  private int starting;
  private int active;
  private int failures;
  private boolean terminated;
  private boolean gone;

  /** Whose thread waits for a call, when there is no other; guarded by the lock. */
  private @Nullable Seat watch;

  private volatile boolean shutDown;

  /** What every job is told that is not over, once nothing is carried out any more. */
  private volatile @Nullable Consumer<Job> verdict;

  private volatile @Nullable Throwable flaw;

  private Crew(Object owner, PoolOptions options) {
    this.owner = new WeakReference<>(owner);
    this.options = options;
    this.name = options.name() + "-" + COUNT.incrementAndGet();
    options.initializer().ifPresent(Crew::checkSendable);
    this.family = Family.enter();
    try {
      this.board =
          family.session().create(family, name, PoolBoard.of(options.workers(), options.spares()));
    } catch (RuntimeException | Error e) {
      family.leave();
      throw e;
    }
    this.seats =
        IntStream.range(0, options.workers() + options.spares())
            .mapToObj(i -> new Seat(this, i, lock.newCondition()))
            .toList();
  }

  private static void checkSendable(Action initializer) {
    CallCodec.encode(initializer, initializer);
  }

  /** Begins with the first worker and the spares. */
  static Crew start(Object owner, PoolOptions options) {
    Crew crew = new Crew(owner, options);
    crew.lock.lock();
    try {
      for (int i = 0; i <= options.spares(); i++) {
        crew.startSeat();
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
    add(prepare(job), job);
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
      seat.serveHere(job, more(prepare(job)));
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
      Seat seat = pending.isEmpty() ? idle.pollFirst() : null;
      if (seat != null) {
        seat.idle = false;
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
              && pending.isEmpty()
              && !seat.exited
              && !isOver();
      if (rests) {
        rest(seat);
      } else {
        seat.called.signal();
      }
      if (isOver()) {
        callAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void rest(Seat seat) {
    seat.idle = true;
    seat.idleSince = System.nanoTime();
    idle.addFirst(seat);
  }

  private void refuse(Job job) {
    if (verdict != null || (shutDown && !job.isPromised())) {
      Throwable why = flaw;
      throw new RejectedExecutionException(
          why == null
              ? "pool " + name + " was shut down: it takes no more tasks; use another pool"
              : "pool " + name + " is broken: " + why.getMessage() + "; make a new one",
          why);
    }
  }

  private Assignment prepare(Job job) {
    Luggage luggage = new Luggage();
    boolean packed = false;
    try {
      Assignment assignment = luggage.pack(() -> encode(job, luggage));
      packed = true;
      return assignment;
    } catch (CodecException e) {
      throw new IllegalArgumentException("cannot send task: " + e.getMessage(), e);
    } finally {
      if (!packed) {
        luggage.lost();
      }
    }
  }

  @SuppressWarnings("NullAway") // a codec of any objects has null too
  private Assignment encode(Job job, Luggage luggage) {
    SentFunction function = functions.of(job);
    if (job.isOfMany() && !luggage.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot send task: its function captures the end of a pipe, which can go to one worker"
              + " only, and the items of this call go to several; give it to a single task, or as"
              + " one of the items");
    }
    List<? extends @Nullable Object> items = job.items();
    Output out = new Output();
    if (items.size() == 1) {
      Letter.OBJECTS.encode(items.getFirst(), out);
    } else {
      Values.write(items, out);
    }
    return Assignment.of(job, numbers.incrementAndGet(), function, luggage, out.toByteArray());
  }

  private void add(Assignment assignment, Job job) {
    lock.lock();
    try {
      refuse(job);
      pending.addLast(more(assignment));
      boolean done = false;
      try {
        changed();
        done = true;
      } finally {
        if (!done) {
          pending.removeLast();
          release(assignment);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** A part of a job that is to be run again. */
  void add(Assignment part) {
    addFirst(List.of(more(part)));
  }

  /** Counts an assignment, until {@link #release}. */
  Assignment more(Assignment assignment) {
    alive.incrementAndGet();
    return assignment;
  }

  /** Assignments that a worker had, or was to have. */
  void addFirst(List<Assignment> back) {
    if (back.isEmpty()) {
      return;
    }
    boolean late;
    lock.lock();
    try {
      late = verdict != null;
      if (!late) {
        for (int i = back.size() - 1; i >= 0; i--) {
          pending.addFirst(back.get(i));
          changed();
        }
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      back.forEach(this::drop);
    }
  }

  /** There is one more that waits: somebody is called, or started. */
  private void changed() {
    board.pending(pending.size());
    Seat seat = idle.pollFirst();
    if (seat != null) {
      seat.idle = false;
      seat.called.signal();
    } else if (pending.size() > starting) {
      startSeat();
    }
  }

  private void startSeat() {
    Seat watching = watch;
    if (watching != null) {
      watch = null;
      starting++;
      watching.called.signal();
      return;
    }
    for (Seat seat : seats) {
      if (!seat.served) {
        startThread(seat);
        return;
      }
    }
  }

  private void startThread(Seat seat) {
    seat.served = true;
    served++;
    starting++;
    boolean started = false;
    try {
      Thread.ofPlatform().daemon().name("ipc-" + seat.name).start(seat);
      started = true;
    } catch (OutOfMemoryError e) {
      if (served == 1) {
        throw e;
      }
      Events.error("no thread for " + seat.name + "; others do its work", e);
    } finally {
      if (!started) {
        seat.served = false;
        served--;
        starting--;
      }
    }
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
      lock.lock();
      try {
        callAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void callAll() {
    seats.forEach(seat -> seat.called.signal());
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
      starting--;
      seat.ready = true;
      activate(seat);
    } finally {
      lock.unlock();
    }
  }

  private void activate(Seat seat) {
    if (active < options.workers()) {
      active++;
      seat.active = true;
      seat.idleSince = System.nanoTime();
      seat.called.signal();
    }
  }

  /** The worker of a seat takes no more jobs. */
  void left(Seat seat) {
    lock.lock();
    try {
      idle.remove(seat);
      seat.idle = false;
      if (!seat.ready) {
        starting--;
      }
      seat.ready = false;
      if (seat.active) {
        active--;
        seat.active = false;
        seats.stream()
            .filter(spare -> spare.ready && !spare.active)
            .findFirst()
            .ifPresent(this::activate);
      }
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
  }

  /** Whether a seat is to have another worker; else its thread ends. */
  boolean goesOn(Seat seat) {
    boolean last;
    lock.lock();
    try {
      seat.exited = false;
      boolean expired = seat.expired;
      seat.expired = false;
      if (expired && served == 1 && pending.isEmpty()) {
        if (awaitCall(seat)) {
          return true;
        }
      } else if (!isOver() && (!expired || !pending.isEmpty())) {
        starting++;
        return true;
      }
      seat.served = false;
      served--;
      last = isOver() && served == 0;
    } finally {
      lock.unlock();
    }
    if (last) {
      terminate();
    }
    return false;
  }

  /**
   * The last of the threads keeps watch when all workers were idle too long.
   *
   * @return whether there is something to do, else the pool has ended
   */
  private boolean awaitCall(Seat seat) {
    watch = seat;
    while (seat.equals(watch) && !isOver()) {
      await(seat, LOOK_NANOS);
    }
    boolean called = !seat.equals(watch);
    watch = null;
    return called;
  }

  private void terminate() {
    lock.lock();
    try {
      if (terminated) {
        return;
      }
      terminated = true;
    } finally {
      lock.unlock();
    }
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
            rest(seat);
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
    if (!seat.active || pending.isEmpty()) {
      return false;
    }
    int share = (pending.size() + active - 1) / active;
    int room = Math.min(worker.room(), share);
    long bytes = 0;
    long items = 0;
    while (batch.size() < room && !pending.isEmpty()) {
      Assignment first = pending.getFirst();
      if (first.job.isOver()) {
        stale.add(pending.removeFirst());
      } else if (worker.takes(first, bytes, items)) {
        batch.add(pending.removeFirst());
        bytes += first.bytes();
        items += first.size();
      } else {
        break;
      }
    }
    board.pending(pending.size());
    if (!batch.isEmpty() && seat.idle) {
      seat.idle = false;
      idle.remove(seat);
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
    boolean empty;
    lock.lock();
    try {
      shutDown = true;
      callAll();
      empty = served == 0 && isOver();
    } finally {
      lock.unlock();
    }
    if (empty) {
      terminate();
    }
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
      left = new ArrayList<>(pending);
      pending.clear();
      if (!terminated) {
        board.pending(0);
      }
    } finally {
      lock.unlock();
    }
    left.forEach(this::drop);
    for (Seat seat : seats) {
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
        for (Seat seat : seats) {
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
    for (Seat seat : seats) {
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
    if (seats.stream().anyMatch(seat -> seat.isServedBy(here))) {
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
                + active
                + " of "
                + options.workers()
                + " workers, "
                + busy
                + " busy, "
                + pending.size()
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
