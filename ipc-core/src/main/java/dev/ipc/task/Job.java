package dev.ipc.task;

import dev.ipc.Fn;
import dev.ipc.TaskFailedException;
import dev.ipc.WorkerDiedException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that one worker carries out one after the other: a function and its items. For those who
 * write pools; see {@link AbstractTaskPool}.
 *
 * <p>The pool applies the {@link #function} to the items in their order, and reports for each what
 * came of it: {@link #succeeded}, {@link #failed} or {@link #lost}. The first outcome of an item
 * counts; later ones are dropped. An item that has an outcome need not be run, such as after a
 * cancellation. A report completes the results of users in the reporting thread, whose callbacks
 * then run there: so it must hold no lock. What these throw goes to the thread's handler of
 * uncaught exceptions, and not to who reports.
 *
 * <p>All methods may be called by any thread.
 */
public final class Job {
  /** Stands for a result that is null. */
  private static final Object NOTHING = new Object();

  private final Fn<@Nullable Object, @Nullable Object> function;
  private final Object subject;
  private final List<@Nullable Object> items;
  private final CallOptions options;
  private final Origin origin;
  private final Call call;
  private final long firstIndex;
  private final boolean promised;

  /** By item: null, a result, {@link #NOTHING} or a {@link Failure}; guarded by this. */
  private final @Nullable Object[] outcomes;

  private int missing; // guarded by this
  private volatile @Nullable Failure failure; // written with the lock held
  private boolean awaited; // guarded by this
  private int @Nullable [] failures; // guarded by this
  private volatile boolean over;
  private volatile @Nullable Object attachment;

  private Job(
      Shape shape,
      List<@Nullable Object> items,
      CallOptions options,
      Origin origin,
      Call call,
      long firstIndex,
      boolean promised) {
    this.function = shape.function();
    this.subject = shape.subject();
    this.items = items;
    this.options = options;
    this.origin = origin;
    this.call = call;
    this.firstIndex = firstIndex;
    this.promised = promised;
    this.outcomes = new @Nullable Object[items.size()];
    this.missing = outcomes.length;
  }

  /** A single task. */
  static Job of(Shape shape, @Nullable Object item, CallOptions options, Origin origin, Call call) {
    return new Job(shape, Collections.singletonList(item), options, origin, call, -1, false);
  }

  /**
   * Some items of a call with many.
   *
   * @param firstIndex which of all items its first one is
   * @param promised see {@link #isPromised}
   */
  static Job ofMany(
      Shape shape,
      List<@Nullable Object> items,
      CallOptions options,
      Origin origin,
      Call call,
      long firstIndex,
      boolean promised) {
    return new Job(shape, items, options, origin, call, firstIndex, promised);
  }

  /**
   * What is applied to each item. It can travel if the {@link #subject} can. A task without
   * argument ignores its one item, which is null.
   *
   * @return the function
   */
  public Fn<@Nullable Object, @Nullable Object> function() {
    return function;
  }

  /**
   * What the user gave as function or task: for messages, and to know the same one again.
   *
   * @return the user's object
   */
  public Object subject() {
    return subject;
  }

  /**
   * What the function is applied to.
   *
   * @return the items, not empty; not to be changed
   */
  public List<@Nullable Object> items() {
    return items;
  }

  /**
   * How to carry it out.
   *
   * @return time limit of each item, and retries
   */
  public CallOptions options() {
    return options;
  }

  /**
   * Where it was submitted.
   *
   * @return such as {@code Race.java:14}
   */
  public String origin() {
    return origin.toString();
  }

  /**
   * Whether it belongs to a call that was accepted before, such as a later part of {@code
   * mapAsync}. Then it is accepted also after {@code shutdown}, though not after {@code
   * shutdownNow}. It is handed in while another job of its call reports its last outcome: so a pool
   * that looks whether it has ended after such a report, not before, does not end too early.
   *
   * @return whether it must be carried out also after shutdown
   */
  public boolean isPromised() {
    return promised;
  }

  /**
   * Whether it has items of a call with many, which may go to several workers.
   *
   * @return false for a single task
   */
  public boolean isOfMany() {
    return firstIndex >= 0;
  }

  /**
   * Which call it belongs to: the function is the same, in the same state, in all jobs of a call.
   *
   * @return an object that stands for the call
   */
  public Object call() {
    return isOfMany() ? call : this;
  }

  /**
   * Keeps something of the pool's with the job.
   *
   * @param attachment what the pool knows of it
   */
  public void attach(@Nullable Object attachment) {
    this.attachment = attachment;
  }

  /**
   * What the pool attached.
   *
   * @return it, or null
   */
  public @Nullable Object attachment() {
    return attachment;
  }

  /**
   * Whether an item has an outcome.
   *
   * @param item its index
   * @return whether it need not be run
   */
  public boolean isOver(int item) {
    if (over) {
      return true;
    }
    synchronized (this) {
      return outcomes[item] != null;
    }
  }

  /**
   * Whether all items have an outcome.
   *
   * @return whether there is nothing left to do
   */
  public boolean isOver() {
    return over;
  }

  /**
   * Waits until all items have an outcome.
   *
   * @throws InterruptedException if this thread is interrupted meanwhile; the job goes on
   */
  public synchronized void awaitOver() throws InterruptedException {
    while (missing > 0) {
      awaited = true;
      wait();
    }
  }

  /**
   * An item has a result.
   *
   * @param item its index
   * @param result what the function gave
   */
  public void succeeded(int item, @Nullable Object result) {
    settle(item, result == null ? NOTHING : result);
  }

  /**
   * Items in a row have results. Cheaper than to report each.
   *
   * @param first the index of the first
   * @param results what the function gave for it and those behind it; must not be empty
   */
  public void allSucceeded(int first, List<? extends @Nullable Object> results) {
    int count = results.size();
    boolean last;
    synchronized (this) {
      if (missing < outcomes.length && hasOutcome(first, count)) {
        last = false;
        count = 0;
      } else {
        for (int i = 0; i < count; i++) {
          Object result = results.get(i);
          outcomes[first + i] = result == null ? NOTHING : result;
        }
        last = settled(count);
      }
    }
    if (count > 0) {
      tell(first, count, last);
    } else {
      for (int i = 0; i < results.size(); i++) {
        succeeded(first + i, results.get(i));
      }
    }
  }

  /**
   * The function threw, or took too long.
   *
   * @param item the index of the item
   * @param cause what it threw, or a {@link java.util.concurrent.TimeoutException}
   * @param where which worker it was, such as {@code worker-2 (pid 4711)}
   */
  public void failed(int item, Throwable cause, String where) {
    if (isOver(item)) {
      return;
    }
    String what = isOfMany() ? "item " + (firstIndex + item) : "task";
    int tries = tries(item);
    lost(
        item,
        new TaskFailedException(
            what
                + " failed with "
                + cause
                + ": worker="
                + where
                + (tries > 1 ? ", tries=" + tries : "")
                + ", submitted="
                + origin
                + "; see its cause",
            cause));
  }

  /**
   * The pool could not find out what comes of an item.
   *
   * @param item its index
   * @param why what the user gets to see, such as a {@link WorkerDiedException}
   */
  public void lost(int item, RuntimeException why) {
    why.setStackTrace(origin.frames());
    settle(item, new Failure(why));
  }

  /** Gives up what has no outcome yet: it is cancelled. */
  public void cancelled() {
    if (over) {
      return;
    }
    CancellationException why =
        new CancellationException("cancelled: submitted=" + origin + "; submit it again");
    for (int item = 0; item < outcomes.length; item++) {
      settle(item, new Failure(why));
    }
  }

  /**
   * Counts a failure of an item, and tells whether to run it again instead of reporting it.
   *
   * @param item its index
   * @param unlessGiven how often an item is run again if the user did not say it
   * @return whether to run it again
   */
  public synchronized boolean tryAgain(int item, int unlessGiven) {
    if (outcomes[item] != null) {
      return false;
    }
    int retries = options.retries().orElse(unlessGiven);
    if (retries == 0) {
      return false;
    }
    if (failures == null) {
      failures = new int[outcomes.length];
    }
    failures[item]++;
    return failures[item] <= retries;
  }

  /**
   * Tells how long items ran, for the size of later chunks.
   *
   * @param count how many they were
   * @param nanos how long they took together
   */
  public void took(int count, long nanos) {
    call.took(count, nanos);
  }

  /** How often the function was begun for an item that has failed now. */
  private synchronized int tries(int item) {
    return failures == null ? 1 : Math.max(1, failures[item]);
  }

  private void settle(int item, Object outcome) {
    boolean last;
    synchronized (this) {
      if (outcomes[item] != null) {
        return;
      }
      outcomes[item] = outcome;
      if (failure == null && outcome instanceof Failure first) {
        failure = first;
      }
      last = settled(1);
    }
    tell(item, 1, last);
  }

  /** What its call makes of it, such as callbacks of the user, does not fail who reports. */
  private void tell(int first, int count, boolean last) {
    try {
      call.arrived(this, first, count, last);
    } catch (Throwable t) {
      tellHandler(t);
    }
  }

  /** Gives what code of the user threw to the handler of uncaught exceptions; throws nothing. */
  static void tellHandler(Throwable failure) {
    Thread here = Thread.currentThread();
    try {
      here.getUncaughtExceptionHandler().uncaughtException(here, failure);
    } catch (Throwable t) {
      return; // as the JVM does with what its handlers throw
    }
  }

  /** With the lock held. */
  private boolean settled(int count) {
    missing -= count;
    if (missing > 0) {
      return false;
    }
    over = true;
    if (awaited) {
      notifyAll();
    }
    return true;
  }

  /** With the lock held: whether one of these items has an outcome. */
  private boolean hasOutcome(int first, int count) {
    for (int i = first; i < first + count; i++) {
      if (outcomes[i] != null) {
        return true;
      }
    }
    return false;
  }

  int size() {
    return outcomes.length;
  }

  /** The failure that was reported first, if there is one. */
  @Nullable Failure failure() {
    return failure;
  }

  /** Adds all results to a list. It is over, and nothing failed. */
  synchronized void addResultsTo(List<@Nullable Object> results) {
    for (Object outcome : outcomes) {
      results.add(plain(outcome));
    }
  }

  /**
   * What came of an item.
   *
   * @return a result, which may be null, or a {@link Failure}
   */
  synchronized @Nullable Object outcome(int item) {
    return plain(outcomes[item]);
  }

  @SuppressWarnings("ReferenceEquality") // it stands for null, as no other object does
  private static @Nullable Object plain(@Nullable Object outcome) {
    return outcome == NOTHING ? null : outcome;
  }
}
