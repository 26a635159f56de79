package dev.ipc.pool;

import static dev.ipc.pool.Letter.FUNCTION_SLOTS;
import static dev.ipc.pool.Letter.JOB;
import static dev.ipc.pool.Letter.OBJECTS;

import dev.ipc.Action;
import dev.ipc.Fn;
import dev.ipc.codec.CodecException;
import dev.ipc.codec.Input;
import dev.ipc.pipe.Connection;
import dev.ipc.pipe.PipeEndedException;
import dev.ipc.pool.Values.Unread;
import dev.ipc.pool.WorkerState.Phase;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does: it gets ready, carries out jobs one after the other, and ends when the pool
 * has closed its end of the pipe, or when it has done as many items as it may, or has run out of
 * memory.
 */
public final class WorkerLoop {
  /** How long results wait for others to go along with. */
  private static final long FLUSH_NANOS = 1_000_000;

  /** How long the pool is not told of results that it can receive, while there are more jobs. */
  private static final long RING_NANOS = 100_000;

  /** As long as items are so short, the clock is not read for each. */
  private static final long SHORT_NANOS = 50_000;

  /** If no job comes that soon, there is time to rehearse one. */
  private static final Duration SOON = Duration.ofMillis(10);

  private static final int LONGEST_STRIDE = 64;
  private static final int MOST_RESULTS = 65_536;

  private final WorkerLine line;
  private final Connection<Letter> end;
  private final long itemsAllowed;
  private final Orders orders;
  private final Input in = new Input();
  private final Results results = new Results();
  private final @Nullable Object[] functions = new @Nullable Object[FUNCTION_SLOTS];
  private int started;
  private long itemsDone;
  private boolean exhausted;
  private long flushedAt;
  private long rangAt;
  private boolean rings = true;

  /**
   * Makes the loop for the calling thread.
   *
   * @param line where it says what it does
   * @param end its end of the pipe
   * @param itemsAllowed how many items it does before it ends
   * @param heapUsed tells how many bytes of the heap are in use
   */
  public WorkerLoop(
      WorkerLine line, Connection<Letter> end, long itemsAllowed, LongSupplier heapUsed) {
    this.line = line;
    this.end = end;
    this.itemsAllowed = itemsAllowed;
    this.orders = new Orders(line, Thread.currentThread(), heapUsed);
  }

  /**
   * Runs until the worker is to end.
   *
   * @param initializer what to do first
   * @throws InterruptedException if the thread was interrupted by who had no reason to
   */
  public void run(Action initializer) throws InterruptedException {
    try {
      if (initialize(initializer)) {
        rehearse();
        carryOutJobs();
        // step: pool.ending
        line.phase(Phase.ENDING);
      }
    } catch (PipeEndedException e) {
      line.phase(Phase.ENDING); // the pool has ended
    }
    end.close();
  }

  private boolean initialize(Action initializer) throws InterruptedException {
    Rehearsal.brief();
    // step: pool.initialize
    Throwable failure = perform(initializer);
    if (failure != null) {
      end.send(out -> {
        out.writeByte(Letter.UNFIT);
        OBJECTS.encode(failure, out);
      });
      return false;
    }
    orders.start();
    line.phase(Phase.AT_WORK);
    end.send(out -> out.writeByte(Letter.READY));
    return true;
  }

  private static @Nullable Throwable perform(Action initializer) {
    try {
      initializer.perform();
      return null;
    } catch (Throwable t) {
      return t;
    } finally {
      Thread.interrupted(); // it may have left one behind
    }
  }

  /** A worker that has nothing to do yet, such as a spare, gets ready for what comes. */
  private void rehearse() {
    try {
      if (!end.poll(SOON)) {
        Rehearsal.full();
      }
    } catch (Exception e) {
      return; // an interrupt that was left behind, or what will be told to who sends a job
    }
  }

  private void carryOutJobs() throws InterruptedException {
    while (itemsDone < itemsAllowed && !exhausted) {
      byte[] message = receive();
      if (message.length == 0 || message[0] != JOB) {
        throw new IllegalStateException("not a job: " + message.length + " bytes");
      }
      // step: pool.received
      in.wrap(message, 1, message.length - 1);
      carryOut();
    }
  }

  /** An interrupt here is one that a task left behind in some other thread. */
  private byte[] receive() {
    if (!rings && !end.poll()) {
      ring();
    }
    while (true) {
      try {
        return end.receiveBytes();
      } catch (InterruptedException e) {
        // Nobody has reason to interrupt this: again.
      }
    }
  }

  private void carryOut() throws InterruptedException {
    int epoch = in.readInt();
    long job = in.readVarLong();
    int slot = in.readVarInt();
    int functionBytes = in.readVarInt();
    if (functionBytes > 0) {
      functions[slot] = in.readBytes(functionBytes);
    }
    boolean careful = in.readBoolean();
    int from = in.readVarInt();
    int count = in.readVarInt();
    boolean single = in.readBoolean();
    long began = line.nanoTime();
    if (!line.begin(epoch, job, count, began)) {
      return;
    }
    started++;
    orders.begin(started);
    results.begin(job, from);
    flushedAt = began;
    // step: pool.begun
    int done = 0;
    try {
      done = runItems(slot, single, from, count, careful);
    } finally {
      orders.end();
    }
    long now = line.nanoTime();
    results.last(now - began);
    flush();
    // step: pool.sent
    itemsDone += done;
    line.done(done, now);
    if (now - rangAt > RING_NANOS) {
      ring();
      rangAt = now;
    }
  }

  /** Has the pool look for results. */
  private void ring() {
    end.flush();
    rings = true;
  }

  private int runItems(int slot, boolean single, int from, int count, boolean careful)
      throws InterruptedException {
    Fn<Object, Object> function;
    List<? extends @Nullable Object> items;
    try {
      function = function(slot);
      items = items(single);
    } catch (Throwable t) {
      exhausted |= t instanceof OutOfMemoryError;
      for (int i = from; i < count; i++) {
        results.failed(t);
      }
      return count - from;
    }
    int stride = 1;
    int untilLook = 1;
    long lookedAt = flushedAt;
    int i = from;
    while (i < count && !orders.isGivenUp()) {
      line.item(i + 1);
      // step: pool.item
      runItem(function, items.get(i));
      i++;
      if (--untilLook == 0 && i < count) {
        long now = line.nanoTime();
        boolean brief = !careful && now - lookedAt < SHORT_NANOS;
        stride = brief ? Math.min(2 * stride, LONGEST_STRIDE) : 1;
        untilLook = stride;
        lookedAt = now;
        if (careful || now - flushedAt > FLUSH_NANOS || results.size() > MOST_RESULTS) {
          flush();
          ring();
          flushedAt = now;
        }
      }
    }
    return i - from;
  }

  @SuppressWarnings("NullAway") // functions take and give null
  private void runItem(Fn<Object, Object> function, @Nullable Object item) {
    if (item instanceof Unread unread) {
      exhausted |= unread.why() instanceof OutOfMemoryError;
      results.failed(unread.why());
      return;
    }
    try {
      results.succeeded(function.apply(item));
    } catch (OutOfMemoryError e) {
      exhausted = true;
      results.failed(e);
    } catch (Throwable t) {
      results.failed(t);
    }
  }

  @SuppressWarnings("unchecked") // the pool sent a function
  private Fn<Object, Object> function(int slot) {
    Object function = functions[slot];
    if (function instanceof byte[] bytes) {
      function = OBJECTS.fromBytes(bytes);
      functions[slot] = function;
    }
    if (function == null) {
      throw new CodecException("no function in slot=" + slot);
    }
    return (Fn<Object, Object>) function;
  }

  private List<? extends @Nullable Object> items(boolean single) {
    return single ? Collections.singletonList(Values.readOne(in)) : Values.read(in);
  }

  private void flush() throws InterruptedException {
    // step: pool.results
    try {
      send(results);
    } catch (OutOfMemoryError e) {
      exhausted = true;
      sendApart();
    } catch (PipeEndedException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      sendApart();
    }
    results.sent();
  }

  private void sendApart() throws InterruptedException {
    for (Results single : results.apart()) {
      send(single);
    }
  }

  /** The pool waits for it, so an interrupt that a task left behind has to wait. */
  private void send(Letter letter) throws InterruptedException {
    Thread.interrupted();
    while (true) {
      try {
        end.sendLazily(letter);
        rings = false;
        return;
      } catch (InterruptedException e) {
        // Nobody has reason to interrupt this: again.
      }
    }
  }
}
