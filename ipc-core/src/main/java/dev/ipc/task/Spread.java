package dev.ipc.task;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call with many items. One thread at a time {@linkplain #feed feeds} it: pulls items from the
 * input, cuts them into jobs, and has these carried out while not too many are on their way. The
 * threads that serve workers report what arrived. The subclasses are the ways to take the results.
 */
abstract class Spread implements Call {
  /*
   * Overview
   *
   * The monitor of this object guards the books: which jobs are running, how many items were cut,
   * arrived and are no longer needed, and what the subclass keeps. With it held nobody runs code of
   * the user, enters the pool, or takes a job's monitor but to read what arrived. The input is
   * touched by the feeding thread only.
   */

  private static final long TELL_NANOS = 100_000_000;

  private final AbstractTaskPool pool;
  private final Shape shape;
  private final CallOptions options;
  private final Origin origin;
  private final Iterator<?> input;
  private final OptionalLong size;
  private final ChunkSizes sizes;
  private final long startNanos = System.nanoTime();
  private final ReentrantLock telling = new ReentrantLock();
  private long toldNanos = startNanos; // guarded by telling
  private boolean isEndTold; // guarded by telling

  private final Set<Job> running = new HashSet<>(); // guarded by this

  // Written with the monitor held, and read without it where the next look may see more.
  private volatile long cut; // items in jobs; by the feeding thread alone
  private volatile long arrived; // items that have an outcome
  private volatile boolean inputEnded;
  private volatile boolean givenUp;

  Spread(AbstractTaskPool pool, Shape shape, Origin origin, Iterator<?> input, OptionalLong size) {
    this.pool = pool;
    this.shape = shape;
    this.options = pool.options();
    this.origin = origin;
    this.input = input;
    this.size = size;
    this.sizes = new ChunkSizes(pool.workers(), options.chunkSize());
  }

  /** Takes a new job into the books. With the monitor held, by the feeding thread. */
  abstract void began(Job job);

  /** Takes into the books what arrived. With the monitor held. */
  abstract void keep(Job job, int first, int count);

  /** Does what follows from what arrived. Without the monitor, by the thread that reported it. */
  abstract void react();

  /** How many items need no room any more. */
  abstract long finished();

  /** Whether jobs are carried out also after a shutdown. */
  boolean isPromised() {
    return false;
  }

  /**
   * Puts items on their way until there are enough.
   *
   * @throws RuntimeException what the input throws, or the pool, which refuses a job
   */
  final void feed() {
    feed(Integer.MAX_VALUE);
  }

  /** The same with at most so many jobs. */
  final void feed(int most) {
    for (int i = 0; i < most && hasRoom(); i++) {
      List<@Nullable Object> items = pull();
      if (items.isEmpty()) {
        endInput();
        return;
      }
      start(items);
    }
  }

  /** The next items of the input; none if it has ended. */
  private List<@Nullable Object> pull() {
    int count = sizes.next(left());
    List<@Nullable Object> items = new ArrayList<>(Math.min(count, ChunkSizes.MAX_ITEMS));
    try {
      while (items.size() < count && input.hasNext()) {
        items.add(input.next());
      }
    } catch (Throwable t) {
      inputFailed(items, t);
    }
    return items;
  }

  /**
   * The input threw. What it throws is the user's business: this may throw it.
   *
   * @param items what it gave before; they are not on their way
   */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  void inputFailed(List<@Nullable Object> items, Throwable failure) {
    throw Spread.<RuntimeException>asIs(failure);
  }

  /** To throw any exception of an iterator as it is. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  static <X extends Throwable> X asIs(Throwable failure) throws X {
    throw (X) failure;
  }

  /** Before a thread waits for what arrives. */
  final void checkMayWait() {
    pool.checkMayWait();
  }

  /** Hands a job with these items in. */
  final void start(List<@Nullable Object> items) {
    Job job;
    synchronized (this) {
      if (givenUp) {
        return;
      }
      job = Job.ofMany(shape, items, options, origin, this, cut, isPromised());
      cut += items.size();
      running.add(job);
      began(job);
    }
    handIn(job);
  }

  /** Has a job carried out that is in the books. */
  void handIn(Job job) {
    pool.carryOut(job);
  }

  private boolean hasRoom() {
    return !inputEnded && !givenUp && cut - finished() < sizes.ahead();
  }

  /** Whether a feeding thread finds room for a good part of what may be on its way. */
  final boolean isHungry() {
    return !inputEnded && !givenUp && cut - finished() <= sizes.ahead() / 2;
  }

  private OptionalLong left() {
    return size.isPresent() ? OptionalLong.of(Math.max(0, size.getAsLong() - cut)) : size;
  }

  /** Takes no more from the input. */
  final synchronized void endInput() {
    inputEnded = true;
  }

  /** Whether the input has ended, and all of it has arrived. */
  final boolean isComplete() {
    return inputEnded && cut == arrived;
  }

  final boolean isGivenUp() {
    return givenUp;
  }

  final long cutItems() {
    return cut;
  }

  /** Takes the last job out of the books. */
  final synchronized void unbook(Job job) {
    running.remove(job);
    cut -= job.size();
  }

  final long arrivedItems() {
    return arrived;
  }

  final long sizeHint() {
    return size.orElse(0);
  }

  @Override
  public final void arrived(Job job, int first, int count, boolean last) {
    synchronized (this) {
      arrived += count;
      if (last) {
        running.remove(job);
      }
      keep(job, first, count);
    }
    react();
    tellNowAndThen();
  }

  @Override
  public final void took(int items, long nanos) {
    sizes.took(items, nanos);
  }

  /** Cancels what is on its way; nothing more is. */
  final void giveUp(boolean mayInterrupt) {
    List<Job> jobs;
    synchronized (this) {
      givenUp = true;
      jobs = new ArrayList<>(running);
    }
    for (Job job : jobs) {
      job.cancelled();
      pool.cancel(job, mayInterrupt);
    }
  }

  final synchronized Progress progress() {
    OptionalLong total = size.isEmpty() && inputEnded ? OptionalLong.of(cut) : size;
    return Progress.after(System.nanoTime() - startNanos, arrived, total);
  }

  /** Tells the listener now and then how far the call is. */
  private void tellNowAndThen() {
    if (options.onProgress().isPresent() && telling.tryLock()) {
      try {
        if (System.nanoTime() - toldNanos >= TELL_NANOS && !isEndTold) {
          toldNanos = System.nanoTime();
          tell(options.onProgress().get());
        }
      } finally {
        telling.unlock();
      }
    }
  }

  /** Tells the listener once that the call is at its end. */
  final void tellEnd() {
    if (options.onProgress().isPresent()) {
      telling.lock();
      try {
        if (!isEndTold) {
          isEndTold = true;
          tell(options.onProgress().get());
        }
      } finally {
        telling.unlock();
      }
    }
  }

  /** The listener is the user's: if it fails, the call goes on. */
  private void tell(Consumer<Progress> listener) {
    try {
      listener.accept(progress());
    } catch (RuntimeException | Error e) {
      Job.tellHandler(e);
    }
  }
}
