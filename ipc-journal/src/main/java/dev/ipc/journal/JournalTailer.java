package dev.ipc.journal;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.queue.SharedQueue;
import dev.ipc.sync.SharedSemaphore;
import dev.ipc.value.SharedLong;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a journal. Each tailer gets all items, in the order in which they were appended.
 *
 * <p>One with a name keeps its place across restarts: the last item that it has {@linkplain
 * JournalLease#done finished}. One process at a time has it, until it closes it or ends; so if the
 * process is killed, the next that opens the tailer gets the item that was not finished, and all
 * after it. Each item is had at least once. One without a name begins anew each time.
 *
 * <p>Used by one thread at a time, and closed by any. An item is had when the one before is done or
 * closed. Who waits is interruptible, and sees within 25 ms that the tailer was closed.
 *
 * @param <E> the type of the items
 */
public final class JournalTailer<E> implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private static final long A_MOMENT_NANOS = 100_000;

  /** Whether a thread is at work here. One at a time is; while a handler runs, none is. */
  private static final int FREE = 0;

  private static final int USED = 1;

  /** For good. */
  private static final int ENDED = 2;

  /** The number of no lease. */
  private static final long NONE = 0;

  private final JournalQueue<E> journal;
  private final @Nullable String name;
  private final @Nullable SharedLong place;
  private final @Nullable SharedSemaphore use;
  private final Reader<E> reader;
  private final AtomicInteger state = new AtomicInteger(FREE);

  /**
   * The number of the lease that is neither done nor closed. Of the thread that uses the tailer; a
   * number, since to store a new object in an old one costs a collector's barrier.
   */
  private long current = NONE;

  private long lastLease;

  private volatile boolean closed;

  /** A tailer that begins at the first item. */
  JournalTailer(JournalQueue<E> journal, Store store) {
    this(journal, store, null, null, null);
  }

  /** A tailer that goes on behind its place. */
  JournalTailer(
      JournalQueue<E> journal,
      Store store,
      @Nullable String name,
      @Nullable SharedLong place,
      @Nullable SharedSemaphore use) {
    this.journal = journal;
    this.name = name;
    this.place = place;
    this.use = use;
    this.reader = new Reader<>(store, journal.codec());
    if (place != null) {
      reader.goBehind(place.get());
    }
  }

  /**
   * Its name.
   *
   * @return the name, or empty if it keeps no place
   */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /**
   * Gets the next item, and waits for it.
   *
   * @return the item, to be finished
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws IllegalStateException if the item before was neither done nor closed
   * @throws RegionFormatException if the item is damaged, or its file is; see {@link #skip}
   * @throws dev.ipc.codec.CodecException if its bytes cannot be decoded here; see {@link #skip}
   */
  public JournalLease<E> lease() throws InterruptedException {
    while (true) {
      Optional<JournalLease<E>> lease = lease(LONGEST);
      if (lease.isPresent()) {
        return lease.get();
      }
    }
  }

  /**
   * Gets the next item, and waits for it if there is none.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return the item, to be finished, or empty if there was none in time
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws IllegalStateException if the item before was neither done nor closed
   * @throws RegionFormatException if the item is damaged, or its file is; see {@link #skip}
   * @throws dev.ipc.codec.CodecException if its bytes cannot be decoded here; see {@link #skip}
   */
  public Optional<JournalLease<E>> lease(Duration timeout) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (state.getPlain() == FREE && reader.isPrepared()) {
      return Optional.of(next()); // whoever closes the tailer meanwhile takes away nothing of it
    }
    begin();
    try {
      JournalLease<E> next = nextIfThere();
      if (next == null) {
        next = awaited(timeout.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : timeout.toNanos());
      }
      return Optional.ofNullable(next);
    } finally {
      end();
    }
  }

  private @Nullable JournalLease<E> awaited(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      // What is appended from here on sets the event again; what was before is seen now.
      journal.appended().clear();
      JournalLease<E> next = nextIfThere();
      long left = nanos - (System.nanoTime() - start);
      if (next != null || left <= 0) {
        return next;
      }
      journal.appended().await(Duration.ofNanos(Math.min(left, LOOK_AGAIN.toNanos())));
    }
  }

  /** Makes this thread the one at work. */
  private void begin() {
    if (!state.compareAndSet(FREE, USED)) {
      checkOpen();
      throw new IllegalStateException(
          "cannot use JournalTailer " + name().orElse("") + ": another thread uses it");
    }
  }

  private void end() {
    state.setRelease(FREE);
  }

  /**
   * Gives each item to a handler, and finishes it, until there was no other for a time. If the
   * handler throws, its item is the next again.
   *
   * @param handler what to do with an item; called by this thread
   * @param idle how long to wait for another item; zero ends with what is there now
   * @return how many items
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public long forEach(Consumer<? super E> handler, Duration idle) throws InterruptedException {
    long count = 0;
    for (var next = lease(idle); next.isPresent(); next = lease(idle)) {
      try (JournalLease<E> lease = next.get()) {
        handler.accept(lease.item());
        lease.done();
      }
      count++;
    }
    return count;
  }

  /**
   * Puts each item into a queue, and finishes it when it is in there, until there was no other for
   * a time. If this process dies in between, an item is put twice: at least once.
   *
   * @param target where items go; waited for when it has no room
   * @param idle how long to wait for another item; zero ends with what is there now
   * @return how many items
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws dev.ipc.queue.QueueShutDownException if the queue is shut down; the item is the next
   *     again
   */
  public long feed(SharedQueue<? super E> target, Duration idle) throws InterruptedException {
    long count = 0;
    for (var next = lease(idle); next.isPresent(); next = lease(idle)) {
      try (JournalLease<E> lease = next.get()) {
        // step: journal.feed
        target.put(lease.item());
        // step: journal.fed
        lease.done();
      }
      count++;
    }
    return count;
  }

  private @Nullable JournalLease<E> nextIfThere() {
    checkNext();
    return reader.hasNext() ? next() : null;
  }

  /** Gives out the next item, which is there. */
  private JournalLease<E> next() {
    checkNext();
    long index = reader.index();
    E item = reader.next();
    current = ++lastLease;
    JournalLease<E> next = new JournalLease<>(this, current, item, index, reader.millis());
    // step: journal.lease
    return next;
  }

  private void checkNext() {
    checkOpen();
    if (current != NONE) {
      throw new IllegalStateException(
          this + " has an item on lease that is neither done nor closed; finish it first");
    }
  }

  boolean finish(JournalLease<E> lease) {
    if (closed) {
      return false;
    }
    begin();
    try {
      if (current != lease.number()) {
        return false;
      }
      current = NONE;
      // step: journal.note
      note(lease.index());
      // step: journal.noted
      reader.prepare(); // while one is at it, which spares the next lease half its way
      return true;
    } finally {
      end();
    }
  }

  void giveBack(JournalLease<E> lease) {
    if (closed || lease.isOver()) {
      return;
    }
    begin();
    try {
      if (current == lease.number()) {
        current = NONE;
        reader.goTo(lease.index());
      }
    } finally {
      end();
    }
  }

  /**
   * Passes over the next item without reading it, and notes that as done. Where Chronicle Queue
   * cannot find what follows it, the rest of its file is passed over, too.
   *
   * @return false if there is nothing to pass over
   */
  public boolean skip() {
    return moved(() -> {
      long skipped = reader.skip();
      if (skipped != Reader.NOTHING) {
        note(skipped);
      }
      return skipped != Reader.NOTHING;
    });
  }

  /** Goes to the first item that there is. A named tailer notes that it has finished nothing. */
  public void toStart() {
    moved(() -> {
      reader.goBehind(Reader.NOTHING);
      note(Reader.NOTHING);
      return true;
    });
  }

  /** Goes behind the last item that there is. A named tailer notes it as done. */
  public void toEnd() {
    moved(() -> {
      note(reader.goToEnd());
      return true;
    });
  }

  /**
   * Goes to an item. A named tailer notes the one before as done.
   *
   * @param index what {@link JournalQueue#append} or {@link JournalLease#index} returned
   * @throws IllegalArgumentException if there is no item of that index; this is where it was
   */
  public void toIndex(long index) {
    boolean isThere =
        moved(() -> {
          boolean found = reader.tryGoTo(index);
          if (found) {
            note(index - 1);
          }
          return found;
        });
    if (!isThere) {
      throw new IllegalArgumentException(
          "no item of index " + Long.toHexString(index) + " in " + journal);
    }
  }

  /**
   * Goes to the first item that was appended at a time or later, by the clock of the machine. A
   * named tailer notes the one before as done.
   *
   * @param time the time; what counts is its milliseconds
   */
  public void toTime(Instant time) {
    moved(() -> {
      note(reader.goToTime(time.toEpochMilli()));
      return true;
    });
  }

  private boolean moved(BooleanSupplier move) {
    begin();
    try {
      current = NONE;
      return move.getAsBoolean();
    } finally {
      end();
    }
  }

  /**
   * Notes that an item is done. Who {@linkplain #begin began} has put a fence before it: what was
   * done with the item is there before the note is.
   */
  private void note(long done) {
    if (place != null) {
      place.setPlain(done);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new RegionClosedException("cannot use " + this + ": it was closed");
    }
  }

  /**
   * Whether it was closed.
   *
   * @return true from {@link #close} on
   */
  public boolean isClosed() {
    return closed;
  }

  /** Gives the tailer up; another process may have it now. Who waits in it gets an exception. */
  @Override
  public void close() {
    if (markClosed()) {
      journal.tailersHere().closed(this);
    }
  }

  /** Closes without telling the journal. */
  boolean markClosed() {
    closed = true; // who waits sees it, and ends
    while (!state.compareAndSet(FREE, ENDED)) {
      if (state.get() == ENDED) {
        return false;
      }
      LockSupport.parkNanos(A_MOMENT_NANOS);
    }
    reader.close();
    if (use != null) {
      // step: journal.release
      use.release();
    }
    return true;
  }

  @Override
  public String toString() {
    String who = name == null ? "without name" : name;
    String where = closed ? "closed" : "next=" + Long.toHexString(reader.index());
    return "JournalTailer[" + who + ", " + where + ", " + journal.folder() + "]";
  }
}
