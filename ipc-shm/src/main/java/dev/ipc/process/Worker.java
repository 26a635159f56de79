package dev.ipc.process;

import static dev.ipc.pool.Letter.FAILED;
import static dev.ipc.pool.Letter.OBJECTS;
import static dev.ipc.pool.Letter.READY;
import static dev.ipc.pool.Letter.RESULTS;
import static dev.ipc.pool.Letter.UNFIT;

import dev.ipc.IpcException;
import dev.ipc.RegionClosedException;
import dev.ipc.WorkerDiedException;
import dev.ipc.codec.CodecException;
import dev.ipc.codec.Input;
import dev.ipc.pipe.Connection;
import dev.ipc.pipe.PipeEndedException;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.pool.Letter;
import dev.ipc.pool.PoolBoard;
import dev.ipc.pool.Values;
import dev.ipc.pool.Values.Unread;
import dev.ipc.pool.WorkerLine;
import dev.ipc.shm.os.Events;
import dev.ipc.task.Job;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One worker process as its pool sees it: what it was sent, and what came of it. It is served by
 * one thread at a time; {@link #cancel}, {@link #giveUp} and {@link #kill} may be called by any.
 */
final class Worker {
  private static final long PIPE_BYTES = 1 << 18;
  private static final long MOST_BYTES_AHEAD = PIPE_BYTES / 2;
  private static final int MOST_AHEAD = 1_024;
  private static final long AHEAD_NANOS = 200_000;

  /** Longer than this, a job keeps no other waiting. */
  private static final long LONG_NANOS = 10_000_000;

  private static final Duration LOOK = Duration.ofMillis(10);
  private static final long UNKNOWN = -1;

  /** How long a worker may take to end that has nothing to do: its shutdown hooks run. */
  private static final Duration ORDERLY_END = Duration.ofSeconds(10);

  /** How often an item is run again that was the death of its worker. */
  private static final int RETRIES = 3;

  final String name;
  private final Crew crew;
  private final WorkerLine line;
  private final SharedPipe<Letter> pipe;
  private final String pipeName;
  private final Connection<Letter> end;
  private final JvmProcess process;
  private final FunctionSlots slots = new FunctionSlots();
  private final Input in = new Input();
  private final long itemsAllowed;

  /** What it was sent, in that order; guarded by this. */
  private final Deque<Assignment> sent = new ArrayDeque<>();

  private int lastTurn; // guarded by this
  private int epoch; // guarded by this
  private volatile int outstanding;
  private long bytesOutstanding; // guarded by this
  private long itemsTaken; // guarded by this
  private long averageNanos = UNKNOWN;
  private volatile boolean ready;
  private volatile @Nullable Throwable unfit;

  /** Why it is served no more, if that failed. */
  private volatile @Nullable Throwable flaw;

  private Worker(
      Crew crew,
      String name,
      WorkerLine line,
      SharedPipe<Letter> pipe,
      String pipeName,
      Connection<Letter> end,
      JvmProcess process,
      long itemsAllowed) {
    this.crew = crew;
    this.name = name;
    this.line = line;
    this.pipe = pipe;
    this.pipeName = pipeName;
    this.end = end;
    this.process = process;
    this.itemsAllowed = itemsAllowed;
  }

  /** Starts a process for a line of the board. */
  static Worker start(Crew crew, PoolBoard board, int index, String name, int generation) {
    PoolOptions options = crew.options();
    long items = options.tasksPerWorker().stream().asLongStream().findAny().orElse(Long.MAX_VALUE);
    String pipeName = name + "." + generation;
    SharedPipe<Letter> pipe =
        crew.family()
            .session()
            .create(crew.family(), pipeName, SharedPipe.duplex(Letter.CODEC, PIPE_BYTES));
    try {
      WorkerLine line = board.line(index);
      line.reset();
      Connection<Letter> end = pipe.first();
      JvmProcess process =
          JvmProcess.start(
              options.jvm().name(name).daemon(true),
              WorkerMain.of(
                  board,
                  index,
                  pipe.second(),
                  items,
                  options.initializer().orElse(WorkerMain.NOTHING)));
      return new Worker(crew, name, line, pipe, pipeName, end, process, items);
    } catch (RuntimeException | Error e) {
      pipe.close();
      crew.family().session().delete(pipeName);
      throw e;
    }
  }

  /** Names it in messages. */
  String label() {
    return name + " (pid " + process.pid() + ")";
  }

  JvmProcess process() {
    return process;
  }

  boolean isReady() {
    return ready;
  }

  /** What its initializer threw, if it did. */
  Optional<Throwable> unfit() {
    return Optional.ofNullable(unfit);
  }

  /** How many jobs it has, or is being sent. */
  int outstanding() {
    return outstanding;
  }

  /** Whether it does no more than what it has, since it ends then. */
  synchronized boolean isSpent() {
    return itemsTaken >= itemsAllowed;
  }

  /** How many more jobs it may be given, if there are many. */
  int room() {
    if (isSpent()) {
      return 0;
    }
    int ahead =
        averageNanos == UNKNOWN || averageNanos > LONG_NANOS / 2
            ? 0
            : Math.clamp(AHEAD_NANOS / Math.max(1, averageNanos), 1, MOST_AHEAD - 1);
    // Many at a time, so that the list of those that wait is seldom locked.
    int missing = 1 + ahead - outstanding;
    return missing > ahead / 2 ? missing : outstanding == 0 ? 1 : 0;
  }

  /**
   * Whether it may be given a job beside others: a big one waits until it is the only one.
   *
   * @param bytes of those that it is being given
   * @param items in those
   */
  synchronized boolean takes(Assignment assignment, long bytes, long items) {
    long all = bytesOutstanding + bytes;
    return itemsTaken + items < itemsAllowed
        && (all == 0 || all + assignment.bytes() <= MOST_BYTES_AHEAD);
  }

  /**
   * Sends a job.
   *
   * @throws PipeEndedException if the worker is gone; the job counts as sent
   * @throws InterruptedException if the thread is; the job was handed back then
   */
  void send(Assignment assignment) throws InterruptedException {
    Integer slot = slots.find(assignment.function);
    JobLetter letter = null;
    synchronized (this) {
      if (!assignment.job.isOver() && !crew.hasVerdict()) {
        letter = hand(assignment, slot);
      }
    }
    if (letter == null) {
      crew.drop(assignment);
      return;
    }
    // step: pool.send
    try {
      end.send(letter);
    } catch (InterruptedException e) {
      takeBack();
      throw e;
    }
    if (slot == null) {
      slots.sent(assignment.function);
    }
  }

  /** Takes down that a job is being sent; with the lock held. */
  private JobLetter hand(Assignment assignment, @Nullable Integer slot) {
    assignment.turn = ++lastTurn;
    assignment.killAt = Assignment.NEVER;
    assignment.again = Assignment.NONE;
    assignment.sentAt = System.nanoTime();
    sent.addLast(assignment);
    outstanding = sent.size();
    bytesOutstanding += assignment.bytes();
    itemsTaken += assignment.size();
    return new JobLetter(
        epoch,
        assignment.number,
        slot == null ? slots.next() : slot,
        slot == null ? assignment.function.bytes() : JobLetter.KNOWN,
        assignment.isCareful(),
        assignment.from(),
        assignment.end(),
        assignment.job.items().size() == 1,
        assignment.items());
  }

  /**
   * Waits a moment for what the worker sends, and deals with it; and sees to what takes too long.
   *
   * @throws PipeEndedException if the worker is gone, and all that it sent is dealt with
   */
  void receive() throws InterruptedException {
    if (!end.poll(LOOK)) {
      look();
      return;
    }
    int enough = outstanding / 2;
    do {
      byte[] message = end.receiveBytes();
      in.wrap(message, 0, message.length);
      take();
    } while (outstanding > enough && end.poll());
  }

  private void take() {
    switch (in.readByte()) {
      case READY -> ready = true;
      case UNFIT -> unfit = (Throwable) OBJECTS.decode(in);
      case RESULTS -> takeResults();
      default -> throw new IpcException("not understood: what " + label() + " said");
    }
  }

  private void takeResults() {
    long number = in.readVarLong();
    boolean last = in.readBoolean();
    long nanos = in.readVarLong();
    int item = in.readVarInt();
    int after = item + in.readVarInt();
    Assignment assignment;
    synchronized (this) {
      assignment = sent.peekFirst();
    }
    if (assignment == null || assignment.number != number || assignment.from() != item) {
      throw new IpcException(
          "results of what was not asked for: worker=" + label() + ", job=" + number);
    }
    while (item < after) {
      item = takeOutcomes(assignment, item, after);
      assignment.cameUntil(item);
    }
    if (last) {
      finished(assignment, nanos);
    }
  }

  /** Gives which item comes next. */
  private int takeOutcomes(Assignment assignment, int item, int after) {
    Job job = assignment.job;
    boolean failed = in.readByte() == FAILED;
    List<? extends @Nullable Object> outcomes = Values.read(in);
    int next = item + outcomes.size();
    if (next <= item || next > after) {
      throw new IpcException("not understood: the results of " + label());
    }
    if (assignment.again != Assignment.NONE) {
      return next;
    }
    if (!failed && Values.areRead(outcomes)) {
      job.allSucceeded(item, outcomes);
      return next;
    }
    for (int i = item; i < next; i++) {
      Object outcome = outcomes.get(i - item);
      if (outcome instanceof Unread unread) {
        job.failed(i, cannotRead(unread.why()), label());
      } else if (failed && outcome instanceof Throwable cause) {
        failed(assignment, i, cause);
      } else {
        job.succeeded(i, outcome);
      }
    }
    return next;
  }

  private static Throwable cannotRead(Throwable why) {
    return why instanceof CodecException
        ? new CodecException("cannot read the result: " + why.getMessage(), why)
        : why;
  }

  private void failed(Assignment assignment, int item, Throwable cause) {
    if (assignment.job.tryAgain(item, 0)) {
      crew.putBack(List.of(crew.more(assignment.retry(item, item + 1))));
    } else {
      assignment.job.failed(item, cause, label());
    }
  }

  /** All has come of the job that was first. */
  private void finished(Assignment assignment, long nanos) {
    assignment.job.took(assignment.from() - assignment.first(), nanos);
    averageNanos = averageNanos == UNKNOWN ? nanos : averageNanos + (nanos - averageNanos) / 4;
    if (assignment.again != Assignment.NONE) {
      crew.putBack(List.of(crew.more(assignment.retry(assignment.again, assignment.end()))));
    } else if (assignment.from() < assignment.end() && !assignment.job.isOver()) {
      crew.putBack(List.of(crew.more(assignment.part(assignment.from(), assignment.end()))));
    }
    synchronized (this) {
      sent.removeFirst();
      outstanding = sent.size();
      bytesOutstanding -= assignment.bytes();
      if (!sent.isEmpty()) {
        sent.getFirst().sentAt = System.nanoTime();
      }
    }
    crew.release(assignment);
  }

  /** Nothing came for a while: maybe something takes too long. */
  private void look() {
    long now = System.nanoTime();
    Assignment first;
    boolean begun;
    synchronized (this) {
      first = sent.peekFirst();
      if (first == null) {
        return;
      }
      begun = first.turn - WorkerLine.started(line.hand()) <= 0;
    }
    long since = begun ? line.since() : first.sentAt;
    if (outstanding > 1 && now - since > LONG_NANOS) {
      averageNanos = LONG_NANOS;
      takeBack();
    }
    if (now - first.killAt > 0 && first.killAt != Assignment.NEVER) {
      process.kill();
    } else if (first.killAt == Assignment.NEVER && !first.job.isOver()) {
      first
          .job
          .options()
          .timeLimit()
          .filter(limit -> now - Math.max(since, first.cameAt) > nanos(limit))
          .ifPresent(limit -> timeOut(first, limit));
    }
  }

  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  private void timeOut(Assignment assignment, Duration limit) {
    if (assignment.job.tryAgain(assignment.from(), 0)) {
      assignment.again = assignment.from();
    } else {
      assignment.job.failed(
          assignment.from(),
          new TimeoutException("took longer than its time limit: timeLimit=" + limit),
          label());
    }
    order(assignment, true);
  }

  private void order(Assignment assignment, boolean interrupt) {
    if (interrupt) {
      assignment.killAt = System.nanoTime() + nanos(crew.options().grace());
    }
    // step: pool.order
    line.order(assignment.turn, interrupt);
  }

  /** Takes back what is not begun. */
  private void takeBack() {
    List<Assignment> back = new ArrayList<>();
    synchronized (this) {
      // step: pool.revoke
      long hand = line.takeBack();
      epoch = WorkerLine.epoch(hand) + 1;
      lastTurn = WorkerLine.started(hand);
      while (!sent.isEmpty() && sent.getLast().turn - lastTurn > 0) {
        Assignment assignment = sent.removeLast();
        bytesOutstanding -= assignment.bytes();
        itemsTaken -= assignment.size();
        back.addFirst(assignment);
      }
      outstanding = sent.size();
    }
    crew.putBack(back);
  }

  /** Takes a job back that is cancelled, or has it given up. */
  void cancel(Job job, boolean mayInterrupt) {
    boolean waits = false;
    synchronized (this) {
      for (Assignment assignment : sent) {
        if (assignment.job == job) {
          if (assignment.turn - WorkerLine.started(line.hand()) <= 0) {
            order(assignment, mayInterrupt);
          } else {
            waits = true;
          }
        }
      }
    }
    if (waits) {
      takeBack();
      cancelBegun(job, mayInterrupt);
    }
  }

  /** What was begun just before it could be taken back. */
  private synchronized void cancelBegun(Job job, boolean mayInterrupt) {
    for (Assignment assignment : sent) {
      if (assignment.job == job) {
        order(assignment, mayInterrupt);
      }
    }
  }

  /** Gives up all that it has, of which each job is told. */
  void giveUp(Consumer<Job> verdict) {
    List<Job> jobs;
    synchronized (this) {
      jobs = sent.stream().map(assignment -> assignment.job).toList();
    }
    jobs.forEach(verdict);
    jobs.forEach(job -> cancel(job, true));
  }

  /** Asks it to end when it has nothing to do. */
  void dismiss() {
    end.close();
  }

  void kill() {
    process.kill();
  }

  /** Its process has ended: who waits for results is to know. */
  void exited() {
    try {
      end.probe();
    } catch (RegionClosedException e) {
      return; // it is buried already
    }
  }

  /** Kills it, since to serve it failed: what it has begun fails with that. */
  void abandon(Throwable why) {
    flaw = why;
    process.kill();
    Events.error("worker is given up, since the pool cannot serve it: " + label(), why);
  }

  boolean isAbandoned() {
    return flaw != null;
  }

  /**
   * Deals with what it leaves, after it has ended or has been dismissed: waits until the process is
   * gone, and kills it if it takes too long.
   */
  void bury() {
    // step: pool.bury
    awaitEnd();
    List<Assignment> left;
    int started;
    synchronized (this) {
      started = WorkerLine.started(line.hand());
      left = new ArrayList<>(sent);
      sent.clear();
      outstanding = 0;
    }
    List<Assignment> back = new ArrayList<>();
    List<Assignment> over = new ArrayList<>();
    for (Assignment assignment : left) {
      if (assignment.turn - started > 0) {
        back.add(assignment);
      } else {
        int begun = assignment.turn == started ? line.item() : assignment.end();
        judge(assignment, Math.clamp(begun, assignment.from(), assignment.end()), back);
        over.add(assignment);
      }
    }
    // step: pool.buried
    crew.putBack(back);
    over.forEach(crew::release);
    try {
      line.free();
      pipe.close();
      crew.family().session().delete(pipeName);
    } catch (RuntimeException e) {
      Events.error("cannot free what " + label() + " had", e);
    }
  }

  private void judge(Assignment assignment, int begun, List<Assignment> back) {
    Job job = assignment.job;
    if (assignment.again != Assignment.NONE) {
      back.add(crew.more(assignment.retry(assignment.again, assignment.end())));
      return;
    }
    int runFrom = Assignment.NONE;
    for (int item = assignment.from(); item <= begun; item++) {
      boolean again = item < begun && !job.isOver(item) && runsAgain(job, item);
      if (again && runFrom == Assignment.NONE) {
        runFrom = item;
      } else if (!again && runFrom != Assignment.NONE) {
        back.add(crew.more(assignment.retry(runFrom, item)));
        runFrom = Assignment.NONE;
      }
    }
    if (begun < assignment.end() && !job.isOver()) {
      back.add(crew.more(assignment.part(begun, assignment.end())));
    }
  }

  /** Decides upon an item that was begun and did not come. */
  private boolean runsAgain(Job job, int item) {
    Throwable why = flaw;
    if (why != null) {
      job.lost(
          item,
          new IpcException(
              "the pool failed to serve " + label() + ": " + why + "; see its cause", why));
      return false;
    }
    OnDeath onDeath = crew.options().onDeath();
    boolean again = job.tryAgain(item, onDeath == OnDeath.RETRY_TASK ? RETRIES : 0);
    if (!again) {
      job.lost(item, death("died during a task submitted at " + job.origin()));
      if (onDeath == OnDeath.BREAK_POOL) {
        crew.breakBecause(death("died during a task, which breaks the pool"));
      }
    }
    return again;
  }

  /** What the user is told of its end. */
  WorkerDiedException death(String what) {
    Optional<Ending> ending = process.ending();
    return new WorkerDiedException(
        name
            + " "
            + what
            + ending.flatMap(Ending::moreThanCode).map(more -> ": " + more).orElse(""),
        process.pid(),
        ending.map(e -> OptionalInt.of(e.exitCode())).orElse(OptionalInt.empty()),
        ending.map(Ending::lastLines).orElse(List.of()));
  }

  private void awaitEnd() {
    end.close();
    boolean ended = false;
    boolean interrupted = false;
    Duration patience = crew.hasVerdict() ? crew.options().grace() : ORDERLY_END;
    while (!ended) {
      try {
        ended = process.join(patience);
        if (!ended) {
          process.kill();
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
