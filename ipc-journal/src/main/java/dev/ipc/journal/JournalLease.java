package dev.ipc.journal;

import java.time.Instant;

/**
 * An item that a tailer has and has not finished. Until {@link #done} it is the next item of that
 * tailer: for the same process if the lease is closed, for the next that opens the tailer if this
 * process ends.
 *
 * <pre>{@code
 * try (JournalLease<Order> lease = tailer.lease()) {
 *   book(lease.item());
 *   lease.done();
 * }                                // an exception makes the item the next again
 * }</pre>
 *
 * @param <E> the type of the item
 */
public final class JournalLease<E> implements AutoCloseable {
  private final JournalTailer<E> tailer;
  private final long number;
  private final E item;
  private final long index;
  private final long millis;

  /** Spares who closes it, as one does after {@link #done}, the way to the tailer. */
  private boolean isOver;

  JournalLease(JournalTailer<E> tailer, long number, E item, long index, long millis) {
    this.tailer = tailer;
    this.number = number;
    this.item = item;
    this.index = index;
    this.millis = millis;
  }

  /**
   * The item.
   *
   * @return what was appended
   */
  public E item() {
    return item;
  }

  /**
   * Where it is in the journal.
   *
   * @return what {@link JournalQueue#append} returned; later items have higher ones
   */
  public long index() {
    return index;
  }

  /**
   * When it was appended, by the clock of the machine.
   *
   * @return the time, in milliseconds
   */
  public Instant time() {
    return Instant.ofEpochMilli(millis);
  }

  /**
   * Finishes the item: the tailer goes on behind it, also after a restart.
   *
   * @return false if the lease was over already: done, closed, or its tailer moved or closed
   */
  public boolean done() {
    isOver = true;
    return tailer.finish(this);
  }

  /** Makes the item the next of its tailer again; does nothing after {@link #done}. */
  @Override
  public void close() {
    tailer.giveBack(this);
    isOver = true;
  }

  /** Tells this lease from the tailer's others. */
  long number() {
    return number;
  }

  boolean isOver() {
    return isOver;
  }

  @Override
  public String toString() {
    return "JournalLease[" + Long.toHexString(index) + ", " + item + "]";
  }
}
