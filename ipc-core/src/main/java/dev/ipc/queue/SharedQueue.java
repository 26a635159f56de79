package dev.ipc.queue;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.Waitable;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.Displayed;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.codec.Codec;
import dev.ipc.codec.CodecException;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import dev.ipc.ring.RingLayout;
import dev.ipc.wait.Deadline;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of objects between threads of any processes of a domain: any number of them put,
 * any number take, each item goes to one, and the items of one producer arrive in order.
 *
 * <pre>{@code
 * SharedQueue<Job> jobs = shm.openOrCreate("jobs", SharedQueue.of(Job.class));
 * jobs.put(new Job(1, "/a"));                              // in one process
 * jobs.forEachUntilEnd(job -> run(job));                   // in another
 * }</pre>
 *
 * <p>It is a {@link BlockingQueue}, with three things more. {@link #shutdown} ends it: nothing is
 * put any more, and who takes sees the end when all is taken. {@link #taskDone} and {@link #join}
 * tell who waits that all work is done. And a {@link #lease} keeps an item in the queue until the
 * work on it is done, so that it is not lost with a process.
 *
 * <p>Objects travel by a {@link Codec}: what is taken is equal to what was put, not the same. The
 * room is counted in bytes; an object takes what the codec makes of it and 16 bytes, rounded up to
 * a multiple of 64. One that is longer than a quarter of the room goes into a file of its own, and
 * takes 64 bytes; it may be as long as an array. A queue whose name was deleted has no such files
 * any more: who puts or takes one gets a {@link dev.ipc.RegionMissingException}, and it is out of
 * the queue then.
 *
 * <p><b>Memory effects:</b> what a thread did before it put an item is visible to the thread that
 * gets it.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>puts</td><td>get the item whole, or do not; go on within 25 ms after the kernel released
 * its membership</td></tr>
 * <tr><td>has put and returned</td><td>get the item</td></tr>
 * <tr><td>takes</td><td>get the item, or it is lost with the process that took it</td></tr>
 * <tr><td>has an item on lease</td><td>get the item</td></tr>
 * <tr><td>has taken and not called {@link #taskDone}</td><td>do not wait for it in {@link
 * #join}</td></tr>
 * <tr><td>shuts down</td><td>see it shut down or not</td></tr>
 * </table>
 *
 * <p>Methods that wait are interruptible, and end with {@link dev.ipc.RegionClosedException} when
 * the handle is closed. Those that do not wait give up if a process was stopped while it put or
 * took, after a tenth of a second. Iterators show the queue as it was when they were made.
 *
 * @param <E> the type of the items
 */
@SuppressWarnings("exports") // who uses queues need not see what tools ask of them
public final class SharedQueue<E> extends AbstractQueue<E>
    implements BlockingQueue<E>, Shared, Waitable, Displayed {
  @Serial private static final long serialVersionUID = 1L;

  /** Room for items if nothing else is said. */
  public static final long DEFAULT_CAPACITY_BYTES = 1 << 20;

  private static final int ELEMENT = 1;

  @SuppressWarnings("rawtypes") // one format for queues of all types
  private static final Format<SharedQueue> FORMAT =
      new Format<>(
          SharedQueueLayout.KIND,
          "queue",
          ELEMENT,
          "objects",
          SharedQueueLayout.bytes(1, RingLayout.MIN_LINES),
          (home, codec) -> new SharedQueue<>(home, (Codec<?>) codec));

  /** What a thread used for a longer message it does not keep for the next. */
  private static final int KEPT_BYTES = 1 << 20;

  /** For one thread, while it puts. */
  private static final ThreadLocal<Output> OUTPUTS = ThreadLocal.withInitial(Output::new);

  private final transient Home home;
  private final transient Messages messages;
  private final transient @Nullable Codec<E> codec;

  private SharedQueue(Home home, @Nullable Codec<E> codec) {
    this.home = home;
    this.codec = codec;
    this.messages = new Messages(home);
  }

  /**
   * A queue of objects of a type, between any applications: see {@link Codec#of(Class)}. Also what
   * to open one by.
   *
   * @param type the type of the items
   * @param <E> the type of the items
   * @return the spec, of a queue with {@link #DEFAULT_CAPACITY_BYTES}
   */
  public static <E> Spec<SharedQueue<E>> of(Class<E> type) {
    return of(Codec.of(type));
  }

  /**
   * A queue of objects that a codec can encode. Also what to open one by.
   *
   * @param codec how items become bytes
   * @param <E> the type of the items
   * @return the spec, of a queue with {@link #DEFAULT_CAPACITY_BYTES}
   */
  public static <E> Spec<SharedQueue<E>> of(Codec<E> codec) {
    return of(codec, DEFAULT_CAPACITY_BYTES, 0);
  }

  /**
   * A queue of any objects, between a process and its children: see {@link Codec#objects()}. Also
   * what to open one by.
   *
   * @return the spec, of a queue with {@link #DEFAULT_CAPACITY_BYTES}
   */
  public static Spec<SharedQueue<Object>> ofObjects() {
    return of(Codec.objects());
  }

  /**
   * A queue of bytes: its items are messages as they are, for {@link #bytes}. Also what to open one
   * by.
   *
   * @return the spec, of a queue with {@link #DEFAULT_CAPACITY_BYTES}
   */
  public static Spec<SharedQueue<byte[]>> ofBytes() {
    return ofBytes(DEFAULT_CAPACITY_BYTES);
  }

  /**
   * A queue of bytes: its items are messages as they are, for {@link #bytes}.
   *
   * @param capacityBytes room for items in bytes; rounded up to a power of two
   * @return the spec
   * @throws IllegalArgumentException if the number is out of range
   */
  public static Spec<SharedQueue<byte[]>> ofBytes(long capacityBytes) {
    return of(Codec.bytes(), capacityBytes, 0);
  }

  /**
   * A queue of objects that a codec can encode.
   *
   * @param codec how items become bytes
   * @param capacityBytes room for items in bytes; rounded up to a power of two
   * @param maxItems how many items may be in it, or 0 for as many as there is room for
   * @param <E> the type of the items
   * @return the spec
   * @throws IllegalArgumentException if a number is out of range
   */
  @SuppressWarnings("unchecked") // the format makes queues of the type that the codec is for
  public static <E> Spec<SharedQueue<E>> of(Codec<E> codec, long capacityBytes, int maxItems) {
    if (capacityBytes < 1 || capacityBytes > RingLayout.MAX_BYTES || maxItems < 0) {
      throw new IllegalArgumentException(
          "not a size for a queue: capacityBytes="
              + capacityBytes
              + ", maxItems="
              + maxItems
              + "; give 1 to "
              + RingLayout.MAX_BYTES
              + " bytes, and 0 or more items");
    }
    int lines = RingLayout.lines(capacityBytes);
    Format<SharedQueue<E>> format = (Format<SharedQueue<E>>) (Format<?>) FORMAT;
    return new Blueprint<>(
        format,
        slots -> SharedQueueLayout.bytes(slots, lines),
        block -> SharedQueueLayout.initialize(block, lines, maxItems),
        codec);
  }

  @Override
  public boolean offer(E item) {
    return encoded(item, messages::tryPut);
  }

  private interface Put<X extends Exception> {
    boolean put(Output message) throws X;
  }

  /** The output is the thread's own, unless a codec puts into a queue itself. */
  private <X extends Exception> boolean encoded(E item, Put<X> put) throws X {
    Objects.requireNonNull(item, "item");
    Output message = OUTPUTS.get();
    if (message.size() > 0) {
      message = new Output();
    }
    try {
      codec().encode(item, message);
      return put.put(message);
    } finally {
      if (message.size() > KEPT_BYTES) {
        OUTPUTS.remove();
      }
      message.clear();
    }
  }

  private Codec<E> codec() {
    if (codec == null) {
      throw new IllegalStateException(home.label() + " is only looked at");
    }
    return codec;
  }

  @Override
  public void put(E item) throws InterruptedException {
    put(item, Deadline.NEVER);
  }

  @Override
  public boolean offer(E item, long time, TimeUnit unit) throws InterruptedException {
    return offer(item, Duration.ofNanos(unit.toNanos(time)));
  }

  /**
   * Puts an item, and waits for room if there is none.
   *
   * @param item what to put
   * @param timeout how long to wait; zero or less only tries
   * @return false if there was no room in time
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws QueueShutDownException if the queue is shut down
   * @throws CodecException if the item cannot travel; the queue is as it was
   */
  public boolean offer(E item, Duration timeout) throws InterruptedException {
    return put(item, Deadline.after(timeout));
  }

  private boolean put(E item, Deadline deadline) throws InterruptedException {
    return encoded(item, message -> messages.put(message, deadline));
  }

  @Override
  public E take() throws InterruptedException {
    return next().orElseThrow(this::ended);
  }

  private QueueShutDownException ended() {
    return new QueueShutDownException(
        "nothing to take: "
            + home.label()
            + " was shut down and is empty; use next(), which tells the end by an empty result");
  }

  /**
   * Takes the next item, and waits for it.
   *
   * @return the item, or empty if the queue is shut down and all of it was taken
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws CodecException if its bytes cannot be decoded here; it is out of the queue then
   */
  public Optional<E> next() throws InterruptedException {
    return Optional.ofNullable(decoded(messages.take(Deadline.NEVER)));
  }

  @Override
  public @Nullable E poll() {
    return decoded(messages.tryTake());
  }

  @Override
  public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
    return poll(Duration.ofNanos(unit.toNanos(time)));
  }

  /**
   * Takes an item, and waits for it if there is none.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return the item, or null if there was none in time or the queue is at its end
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws CodecException if its bytes cannot be decoded here; it is out of the queue then
   */
  public @Nullable E poll(Duration timeout) throws InterruptedException {
    return decoded(messages.take(Deadline.after(timeout)));
  }

  @Override
  public @Nullable E peek() {
    return decoded(messages.peek());
  }

  private @Nullable E decoded(byte @Nullable [] message) {
    return message == null ? null : codec().decode(new Input(message));
  }

  /**
   * Whether there is an item to be had, or the queue is at its end.
   *
   * @return true if a take would not wait, at this moment
   */
  @Override
  public boolean isReady() {
    return messages.isReady();
  }

  /**
   * Waits until there is an item to be had, or the queue is at its end; takes nothing.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return false if the time is over
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  @Override
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return messages.awaitReady(Deadline.after(timeout));
  }

  /**
   * Gives each item to a handler until the queue is shut down and all of it is finished. An item is
   * on lease while the handler has it: if this process dies, or the handler throws, somebody gets
   * it again.
   *
   * @param handler what to do with an item; called by this thread
   * @throws InterruptedException if the thread is, or gets, interrupted while it waits
   */
  public void forEachUntilEnd(Consumer<? super E> handler) throws InterruptedException {
    for (Optional<Lease<E>> next = lease(Deadline.NEVER); next.isPresent(); ) {
      try (Lease<E> lease = next.get()) {
        handler.accept(lease.item());
        lease.done();
      }
      next = lease(Deadline.NEVER);
    }
  }

  /**
   * Gets the next item on lease, and waits for it.
   *
   * @return the lease
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws QueueShutDownException if the queue is shut down and all of it is finished
   * @throws CodecException if its bytes cannot be decoded here; it is out of the queue then
   */
  public Lease<E> lease() throws InterruptedException {
    return lease(Deadline.NEVER).orElseThrow(this::ended);
  }

  /**
   * Gets the next item on lease, and waits for it if there is none.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return the lease, or empty if there was none in time or the queue is at its end
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws CodecException if its bytes cannot be decoded here; it is out of the queue then
   */
  public Optional<Lease<E>> lease(Duration timeout) throws InterruptedException {
    return lease(Deadline.after(timeout));
  }

  private Optional<Lease<E>> lease(Deadline deadline) throws InterruptedException {
    Messages.Leased leased = messages.lease(deadline);
    if (leased == null) {
      return Optional.empty();
    }
    try {
      E item = codec().decode(new Input(leased.bytes()));
      return Optional.of(new Lease<>(messages, leased, item));
    } catch (CodecException e) {
      messages.finish(leased); // nobody else could decode it either, and all would try for ever
      throw e;
    } catch (Throwable t) {
      messages.giveBack(leased);
      throw t;
    }
  }

  @Override
  public int drainTo(Collection<? super E> target) {
    return drainTo(target, Integer.MAX_VALUE);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // as a queue of the same items it would be fine
  public int drainTo(Collection<? super E> target, int most) {
    Objects.requireNonNull(target, "target");
    if (target == this) {
      throw new IllegalArgumentException("cannot drain " + home.label() + " to itself");
    }
    List<byte[]> taken = messages.takeAll(most);
    for (byte[] message : taken) {
      target.add(codec().decode(new Input(message)));
    }
    return taken.size();
  }

  /**
   * How many items are to be had, at this moment; those on lease are not.
   *
   * @return the number
   */
  @Override
  public int size() {
    return messages.size();
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  /**
   * How many items may be put before the bound on items is reached.
   *
   * @return the number at this moment, or {@link Integer#MAX_VALUE} if items are not bounded; an
   *     item may find no room in bytes nevertheless
   */
  @Override
  public int remainingCapacity() {
    int most = messages.ring().maxItems();
    return most == Integer.MAX_VALUE ? most : Math.max(0, most - messages.ring().items());
  }

  /** The items that are to be had at this moment, in order; the iterator can remove them. */
  @Override
  public Iterator<E> iterator() {
    Iterator<Messages.Placed> all = messages.snapshot().iterator();
    return new Iterator<>() {
      private Messages.@Nullable Placed last;

      @Override
      public boolean hasNext() {
        return all.hasNext();
      }

      @Override
      public E next() {
        Messages.Placed placed = all.next();
        last = placed;
        return codec().decode(new Input(placed.bytes()));
      }

      @Override
      public void remove() {
        if (last == null) {
          throw new IllegalStateException("remove() before next(), or twice");
        }
        messages.remove(last);
        last = null;
      }
    };
  }

  /**
   * Takes an item out, wherever it is.
   *
   * @param item what equals it
   * @return whether one was taken out
   */
  @Override
  public boolean remove(@Nullable Object item) {
    for (Messages.Placed placed : messages.snapshot()) {
      if (codec().decode(new Input(placed.bytes())).equals(item) && messages.remove(placed)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Ends the queue, for all processes and for good: to put is an exception from now on, also for
   * those who wait to; what is in it can be taken; then who takes sees the end.
   */
  public void shutdown() {
    messages.shutDown();
  }

  /**
   * Whether the queue was shut down.
   *
   * @return true from {@link #shutdown} on
   */
  public boolean isShutdown() {
    return messages.isShutDown();
  }

  /**
   * Reports one item done that this process took; for {@link #join}. Items got by a lease are
   * reported by {@link Lease#done}.
   *
   * @throws IllegalStateException if this process has reported all that it took
   */
  public void taskDone() {
    messages.done();
  }

  /**
   * Waits until the queue is empty, no item is on lease, and all that living processes took was
   * reported done.
   *
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public void join() throws InterruptedException {
    messages.awaitDone(Deadline.NEVER);
  }

  /**
   * Waits until the queue is empty, no item is on lease, and all that living processes took was
   * reported done, or the time is over.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return false if the time is over
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public boolean join(Duration timeout) throws InterruptedException {
    return messages.awaitDone(Deadline.after(timeout));
  }

  /**
   * The messages of this queue as bytes, without copies: what its codec makes of items, or for a
   * queue {@link #ofBytes()} the items themselves.
   *
   * @return another view of this queue, which closes with it
   */
  public SharedRing bytes() {
    return new SharedRing(messages);
  }

  /**
   * What the queue has done since it was created.
   *
   * @return the numbers, of all processes together
   */
  public QueueStatistics statistics() {
    return messages.statistics();
  }

  @Override
  public Optional<String> name() {
    return home.name();
  }

  @Override
  public boolean isClosed() {
    return home.turnstile().isClosed();
  }

  @Override
  public void close() {
    home.close();
  }

  @Override
  public String state() {
    return messages.state();
  }

  @Override
  public String toString() {
    return "SharedQueue[" + (isClosed() ? "closed" : state()) + ", " + home.label() + "]";
  }

  /**
   * Stands for the queue in a serialized form.
   *
   * @return a handle on it
   */
  @Serial
  private Object writeReplace() {
    return home.handle(codec);
  }

  /**
   * Refuses what is no handle.
   *
   * @param in what it is read from
   * @throws InvalidObjectException always
   */
  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a shared object travels as a handle only");
  }
}
