package dev.ipc.value;

import static dev.ipc.value.SharedCountersLayout.valueOffset;

import dev.ipc.RegionClosedException;
import dev.ipc.memory.Block;
import dev.ipc.value.CounterTable.Row;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One of the {@link SharedCounters}: a number that only goes up, whoever adds to it.
 *
 * <p>Adding is one atomic instruction. What was added before a process died is counted; there is
 * nothing to lose.
 *
 * <p><b>Freed counters:</b> a counter can be freed while handles on it are in use. Those who had
 * added through their handle before can go on; what they add then is seen in such handles only, and
 * by no means in another counter. {@link #isFreed} tells.
 *
 * <p>A handle can be sent to another process, where it arrives as one that closes without freeing
 * anything. Safe for use by several threads, except that a handle is closed when no thread of this
 * process is adding by it: an addition in that very moment may still reach the place where the
 * counter was.
 *
 * <p><b>Memory effects:</b> those of {@link java.util.concurrent.atomic.AtomicLong}.
 *
 * <p>Every method but {@link #label}, {@link #id}, {@link #isKept} and {@link #close} throws {@link
 * RegionClosedException} once the handle, or the {@link SharedCounters} it came from, is closed.
 */
public final class Counter implements AutoCloseable, Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private final transient SharedCounters counters;
  private final transient Block block;
  private final transient long offset;
  private final transient int place;
  private final transient long use;
  private final transient int owner;
  private final transient String label;

  /** Whether its place is pinned, and the handle open: only then may it add. */
  private transient volatile boolean ready;

  private transient volatile boolean closed;

  /** The most that was seen without a pin, for when the place was given to another counter. */
  private final transient AtomicLong seen;

  Counter(SharedCounters counters, Block block, Row row) {
    this.counters = counters;
    this.block = block;
    this.offset = valueOffset(row.place());
    this.place = row.place();
    this.use = row.use();
    this.owner = row.owner();
    this.label = row.label();
    this.seen = new AtomicLong(row.value());
  }

  /** Adds one. */
  public void increment() {
    if (!ready) {
      prepare();
    }
    block.getAndAddLong(offset, 1);
  }

  /**
   * Adds.
   *
   * @param delta how much, 0 or more
   * @throws IllegalArgumentException if it is negative, as a counter only goes up; a {@link
   *     SharedLong} goes both ways
   * @throws IllegalStateException if the counter was freed before this handle added anything
   */
  public void add(long delta) {
    if (delta < 0) {
      throw new IllegalArgumentException(
          "a counter only goes up: "
              + this
              + ", delta="
              + delta
              + "; use a SharedLong for what goes up and down");
    }
    if (!ready) {
      prepare();
    }
    block.getAndAddLong(offset, delta);
  }

  private void prepare() {
    checkOpen();
    if (!counters.pin(this)) {
      throw new IllegalStateException(
          "counter was freed: label="
              + label
              + ", id="
              + place
              + ", in "
              + counters.where()
              + "; get it anew from the SharedCounters");
    }
  }

  /**
   * Reads the counter.
   *
   * @return its value; never less than what this handle read before. Of a freed counter, the last
   *     value that can be known
   */
  public long get() {
    checkOpen();
    long value = block.getLongVolatile(offset);
    if (ready) {
      return value;
    }
    return counters.table().use(place) == use
        ? seen.accumulateAndGet(value, Math::max)
        : seen.get();
  }

  /**
   * Whether the counter was freed: by its owner, by {@link SharedCounters#free}, or after the death
   * of its owner by somebody who needed room.
   *
   * @return true if it is no longer one of the counters
   */
  public boolean isFreed() {
    checkOpen();
    return counters.table().use(place) != use;
  }

  /**
   * What it is called.
   *
   * @return the label
   */
  public String label() {
    return label;
  }

  /**
   * Where it is among the counters. The number is used again after the counter was freed.
   *
   * @return from 0 to the capacity
   */
  public int id() {
    return place;
  }

  /**
   * Whether it stays when processes end.
   *
   * @return false if it belongs to a process, with which it ends
   */
  public boolean isKept() {
    return owner == 0;
  }

  /**
   * The process that it belongs to.
   *
   * @return a process id; empty if it is kept, or if the process is gone
   */
  public Optional<Long> ownerPid() {
    checkOpen();
    return counters.pid(owner);
  }

  /**
   * Closes this handle. That frees the counter if the handle came from {@link
   * SharedCounters#allocate}; otherwise the counter stays as it is. Closing again does nothing.
   */
  @Override
  public void close() {
    counters.release(this);
  }

  @Override
  public String toString() {
    return "Counter[" + label + (closed || counters.isClosed() ? ", closed" : "=" + get()) + "]";
  }

  private void checkOpen() {
    if (closed) {
      throw new RegionClosedException(
          "the handle on counter "
              + label
              + " was closed in this process; get the counter again to go on using it");
    }
  }

  // ---- for SharedCounters, which keeps two of these from being called at once ----

  int place() {
    return place;
  }

  long use() {
    return use;
  }

  boolean isOfSameUse(Counter other) {
    return place == other.place && use == other.use;
  }

  boolean isReady() {
    return ready;
  }

  boolean isClosed() {
    return closed;
  }

  void setReady() {
    ready = true;
  }

  void setClosed() {
    closed = true;
    ready = false;
  }

  /**
   * Writes a handle in place of the counter.
   *
   * @return the handle
   */
  @Serial
  private Object writeReplace() {
    checkOpen();
    return new Handle(counters, place, use, owner, label, get());
  }

  /**
   * Refuses what no handle stands for.
   *
   * @param in not read
   * @throws InvalidObjectException always
   */
  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a counter travels as a handle only");
  }

  /**
   * A counter on its way to another process.
   *
   * @param counters where it is; they travel as their own handle
   * @param place where among them
   * @param use which use of the place
   * @param owner whose it is
   * @param label what it is called
   * @param value what was counted
   */
  private record Handle(
      SharedCounters counters, int place, long use, int owner, String label, long value)
      implements Serializable {
    @Serial
    private Object readResolve() {
      Objects.checkIndex(place, counters.capacity());
      return counters.handle(new Row(place, use, owner, label, value));
    }
  }
}
