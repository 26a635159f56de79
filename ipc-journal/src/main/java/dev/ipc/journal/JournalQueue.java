package dev.ipc.journal;

import dev.ipc.IpcException;
import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.codec.Codec;
import dev.ipc.codec.Output;
import dev.ipc.queue.Lease;
import dev.ipc.queue.SharedQueue;
import dev.ipc.sync.SharedEvent;
import dev.ipc.sync.SharedLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import net.openhft.chronicle.core.time.SystemTimeProvider;
import net.openhft.chronicle.core.time.TimeProvider;

/**
 * A durable queue between threads of any processes, in files: everything that is appended is kept,
 * and read by any number of {@linkplain JournalTailer tailers}, each of which gets all of it, also
 * after a restart. It stands on Chronicle Queue.
 *
 * <pre>{@code
 * try (JournalQueue<Order> orders = JournalQueue.open(folder, Order.class)) {
 *   orders.append(new Order(1, "tea"));                      // in one process
 * }
 * try (JournalQueue<Order> orders = JournalQueue.open(folder, Order.class);
 *     JournalTailer<Order> booking = orders.tailer("booking")) {
 *   booking.forEach(order -> book(order), Duration.ofMinutes(1));   // in another, or later
 * }
 * }</pre>
 *
 * <p>A {@link SharedQueue} is for work that is done once and forgotten, and is faster; a journal is
 * for what has to be there tomorrow, or is read by several. {@link #drain} and {@link
 * JournalTailer#feed} join the two.
 *
 * <p>What was appended survives the death of every process. It survives the end of the machine as
 * soon as the kernel has written it to the disk, after some seconds, or with {@link #sync}.
 *
 * <p>The JVM needs flags: see {@link JournalFlags}. Nobody else writes into the folder, which is on
 * a local file system.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>waits to append, or takes the lock (step: {@code journal.append})</td><td>notice
 *   nothing</td></tr>
 * <tr><td>writes an item into its file</td><td>never see it; who appends next goes on within 25
 *   ms after the kernel released its membership, and writes over what was half done</td></tr>
 * <tr><td>begins a new file</td><td>the same; a file without a header is put aside, under a name
 *   that ends in {@code .discard}, and made again</td></tr>
 * <tr><td>notes where the next item goes, or gives the lock back (step: {@code
 *   journal.appended})</td><td>get the item; who appends next finds where to go on</td></tr>
 * <tr><td>wakes who waits (step: {@code journal.wake})</td><td>get the item, 25 ms later if they
 *   sleep</td></tr>
 * <tr><td>mends what another left that died (steps: {@code journal.mend}, {@code
 *   journal.mended})</td><td>mend it again</td></tr>
 * <tr><td>has an item of a named tailer (step: {@code journal.lease}), is about to note it as
 *   done ({@code journal.note}), or gives the tailer up ({@code journal.release})</td><td>can open
 *   the tailer as soon as the kernel released its membership, and get first what is not
 *   noted</td></tr>
 * <tr><td>returns from {@code done} (step: {@code journal.noted})</td><td>get the item behind
 *   it</td></tr>
 * <tr><td>opens a journal (step: {@code journal.open})</td><td>can open it 25 ms later</td></tr>
 * <tr><td>forgets a tailer (step: {@code journal.forget})</td><td>find it gone; one of that name
 *   begins anew</td></tr>
 * <tr><td>deletes old files (steps: {@code journal.trim}, {@code journal.trimmed})</td><td>find
 *   some of them deleted, the oldest first</td></tr>
 * <tr><td>drains or feeds a queue (steps: {@code journal.drain}, {@code journal.drained}, {@code
 *   journal.feed}, {@code journal.fed})</td><td>get the item from where it was; if it had arrived,
 *   twice</td></tr>
 * </table>
 *
 * <p>Safe for use by several threads. Memory effects: what a thread did before it appended is
 * visible to the thread that gets the item.
 *
 * @param <E> the type of the items
 */
public final class JournalQueue<E> implements AutoCloseable {
  private static final ThreadLocal<Output> OUTPUTS = ThreadLocal.withInitial(Output::new);

  /** What a thread used for a longer message it does not keep for the next. */
  private static final int KEPT_BYTES = 1 << 20;

  private static final Duration FOR_STOPPED_PROCESSES = Duration.ofSeconds(1);

  private final Path folder;
  private final Codec<E> codec;
  private final JournalOptions options;
  private final Books books;
  private final SharedLock appending;
  private final SharedEvent appended;
  private final Store store;
  private final Retention retention;
  private final Tailers<E> tailers;
  private final AtomicBoolean closed = new AtomicBoolean();

  private JournalQueue(
      Path folder, Codec<E> codec, JournalOptions options, Books books, TimeProvider clock) {
    this.folder = folder;
    this.codec = codec;
    this.books = books;
    this.appending = books.appending();
    this.appended = books.appended();
    this.options = books.kept(options);
    this.store = Store.open(folder, this.options, clock);
    this.retention = new Retention(this.options, books, store);
    this.tailers = new Tailers<>(this, books, store);
    retention.trim(store.currentCycle());
  }

  /**
   * Opens a journal of objects of a type, and makes it if there is none: see {@link
   * Codec#of(Class)}.
   *
   * @param folder where it is
   * @param type the type of the items
   * @param <E> the type of the items
   * @return the journal
   * @throws IpcException if the JVM lacks flags; nothing was touched then
   * @throws RegionFormatException if a file is damaged or foreign; the message names it
   * @throws UncheckedIOException if the file system fails
   */
  public static <E> JournalQueue<E> open(Path folder, Class<E> type) {
    return open(folder, Codec.of(type), JournalOptions.DEFAULTS);
  }

  /**
   * Opens a journal of objects that a codec can encode, and makes it if there is none.
   *
   * @param folder where it is
   * @param codec how items become bytes
   * @param options how it is kept
   * @param <E> the type of the items
   * @return the journal
   * @throws IpcException if the JVM lacks flags; nothing was touched then
   * @throws RegionFormatException if a file is damaged or foreign; the message names it
   * @throws UncheckedIOException if the file system fails
   */
  public static <E> JournalQueue<E> open(Path folder, Codec<E> codec, JournalOptions options) {
    JournalFlags.check();
    return open(folder, codec, options, SystemTimeProvider.INSTANCE);
  }

  static <E> JournalQueue<E> open(
      Path folder, Codec<E> codec, JournalOptions options, TimeProvider clock) {
    Path absolute = folder.toAbsolutePath().normalize();
    Store.load(); // before others have to wait for it
    Books books = Books.open(absolute, options);
    try {
      return books
          .appending()
          .locked(() -> {
            // step: journal.open
            return new JournalQueue<>(absolute, codec, options, books, clock);
          });
    } catch (Throwable t) {
      books.close();
      throw t;
    }
  }

  /**
   * Whether a folder has a journal.
   *
   * @param folder where
   * @return whether it was made by {@code open}
   */
  public static boolean exists(Path folder) {
    return Books.exists(folder);
  }

  /**
   * Reads all files of a journal from their beginning, as files: needs no flags, changes nothing,
   * and no damage can end the JVM.
   *
   * @param folder where it is
   * @return what was found, the oldest file first
   * @throws UncheckedIOException if the file system fails
   */
  public static List<JournalFile> verify(Path folder) {
    try {
      List<JournalFile> files = new ArrayList<>();
      for (Path file : CycleFile.in(folder)) {
        files.add(CycleFile.verify(file));
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the journal: folder=" + folder + ", " + e, e);
    }
  }

  /**
   * Where it is.
   *
   * @return an absolute path
   */
  public Path folder() {
    return folder;
  }

  /**
   * Appends an item. When this returns, no death of a process loses it.
   *
   * @param item what to append
   * @return its index; later items have higher ones
   * @throws InterruptedException if the thread is, or gets, interrupted while another appends
   * @throws dev.ipc.codec.CodecException if the item cannot travel; the journal is as it was
   * @throws IllegalArgumentException if it is too large; see {@link JournalOptions#blockBytes()}
   */
  public long append(E item) throws InterruptedException {
    Output message = encoded(item);
    try {
      appending.lockInterruptibly();
      return write(message);
    } finally {
      retire(message);
    }
  }

  /**
   * Appends an item, and waits only so long for others who append. They are quick, unless one of
   * them was stopped.
   *
   * @param item what to append
   * @param timeout how long to wait; zero or less only tries
   * @return its index; later items have higher ones
   * @throws InterruptedException if the thread is, or gets, interrupted while another appends
   * @throws TimeoutException if a living process kept the others out for so long
   */
  public long append(E item, Duration timeout) throws InterruptedException, TimeoutException {
    Output message = encoded(item);
    try {
      if (!appending.tryLock(timeout)) {
        throw new TimeoutException(
            "cannot append to "
                + this
                + ": timeout="
                + timeout
                + ", the lock is held by pid "
                + appending.ownerPid().map(String::valueOf).orElse("unknown")
                + ", which lives; wait longer or look what it does");
      }
      return write(message);
    } finally {
      retire(message);
    }
  }

  /** The output is the thread's own, unless a codec appends itself; to be retired. */
  private Output encoded(E item) {
    Objects.requireNonNull(item, "item");
    checkOpen();
    Output output = OUTPUTS.get();
    if (output.size() > 0) {
      output = new Output();
    }
    try {
      codec.encode(item, output);
      if (output.size() > store.maxBytes()) {
        throw new IllegalArgumentException(
            "cannot append an item of "
                + output.size()
                + " bytes to "
                + this
                + ": at most "
                + store.maxBytes()
                + "; create the journal with larger blocks");
      }
      return output;
    } catch (Throwable t) {
      retire(output);
      throw t;
    }
  }

  private static void retire(Output output) {
    if (output.size() > KEPT_BYTES) {
      OUTPUTS.remove();
    }
    output.clear();
  }

  /** Writes, with the lock that the caller took, and gives it back. */
  private long write(Output message) {
    long index;
    try {
      checkOpen();
      index = store.append(message);
      // step: journal.appended
      retention.trim(store.cycleOf(index));
    } finally {
      appending.unlock();
    }
    // step: journal.wake
    if (!appended.isSet()) {
      appended.set();
    }
    return index;
  }

  /**
   * Opens a named tailer, which goes on behind the last item it has finished; a new one begins with
   * the first item.
   *
   * @param name 1 to 100 letters, digits, {@code . _ -}
   * @return the tailer
   * @throws IpcException if a living process has it, or this one
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public JournalTailer<E> tailer(String name) throws InterruptedException {
    checkOpen();
    return tailers.open(name, null).orElseThrow(() -> tailers.inUse(name));
  }

  /**
   * Opens a named tailer, and waits until nobody has it.
   *
   * @param name 1 to 100 letters, digits, {@code . _ -}
   * @param timeout how long to wait
   * @return the tailer
   * @throws TimeoutException if a living process had it all the time
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public JournalTailer<E> tailer(String name, Duration timeout)
      throws InterruptedException, TimeoutException {
    checkOpen();
    return tailers
        .open(name, timeout)
        .orElseThrow(() ->
            new TimeoutException(
                "cannot open tailer '" + name + "' of " + this + ": in use for " + timeout));
  }

  /**
   * A tailer that keeps no place and begins with the first item, to read the journal again. Any
   * number of processes can have one.
   *
   * @return the tailer
   */
  public JournalTailer<E> replay() {
    checkOpen();
    return tailers.replay();
  }

  /**
   * The named tailers. Looking who has one takes a tenth of a second for each that is in use.
   *
   * @return their states, by name
   */
  public List<TailerState> tailers() {
    checkOpen();
    return books.tailers();
  }

  /**
   * Forgets a named tailer and its place, so that it needs no files any more.
   *
   * @param name its name
   * @return false if there is none
   * @throws IpcException if a process has it
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public boolean deleteTailer(String name) throws InterruptedException {
    checkOpen();
    return tailers.delete(name);
  }

  /**
   * Deletes the files whose last moment is before a time, but none that a named tailer has not
   * finished, and never the last.
   *
   * @param time the time
   * @return how many
   */
  public int deleteBefore(Instant time) {
    return deleted(time, false);
  }

  /**
   * Deletes the files whose last moment is before a time, also those that named tailers have not
   * finished: they go on with the first item that is left. The last file stays.
   *
   * @param time the time
   * @return how many
   */
  public int deleteBeforeEvenIfNeeded(Instant time) {
    return deleted(time, true);
  }

  private int deleted(Instant time, boolean evenIfNeeded) {
    checkOpen();
    return appending.locked(() -> retention.deleteBefore(time, evenIfNeeded));
  }

  /**
   * Appends each item of a queue, and finishes it there when it is appended, until there was no
   * other for a time. If this process dies in between, an item is appended twice: at least once.
   *
   * @param source where items come from; they are on lease meanwhile
   * @param idle how long to wait for another item; zero ends with what is there now
   * @return how many items
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public long drain(SharedQueue<? extends E> source, Duration idle) throws InterruptedException {
    return drainAll(source, idle);
  }

  private <T extends E> long drainAll(SharedQueue<T> source, Duration idle)
      throws InterruptedException {
    long count = 0;
    for (var next = source.lease(idle); next.isPresent(); next = source.lease(idle)) {
      try (Lease<T> lease = next.get()) {
        // step: journal.drain
        append(lease.item());
        // step: journal.drained
        lease.done();
      }
      count++;
    }
    return count;
  }

  /**
   * How many items there are.
   *
   * @return the number at this moment
   */
  public long size() {
    checkOpen();
    return store.size();
  }

  /**
   * How much the items take, with what is needed to find them.
   *
   * @return bytes of all files up to their last items
   */
  public long sizeBytes() {
    checkOpen();
    return store.sizeBytes();
  }

  /**
   * The index of the first item.
   *
   * @return the index, or empty if there is none
   */
  public OptionalLong firstIndex() {
    checkOpen();
    return store.firstIndex();
  }

  /**
   * The index of the last item.
   *
   * @return the index, or empty if there is none
   */
  public OptionalLong lastIndex() {
    checkOpen();
    return store.lastIndex();
  }

  /** Waits until all that was appended, by whomever, is on the disk. */
  public void sync() {
    checkOpen();
    store.sync();
  }

  /**
   * How it is kept.
   *
   * @return the options; roll and size of blocks are those that it was created with
   */
  public JournalOptions options() {
    return options;
  }

  /** For tests: the lock and the files, below all that is checked. */
  SharedLock appending() {
    return appending;
  }

  Store store() {
    return store;
  }

  Tailers<E> tailersHere() {
    return tailers;
  }

  Codec<E> codec() {
    return codec;
  }

  SharedEvent appended() {
    return appended;
  }

  /**
   * Whether it was closed here.
   *
   * @return true from {@link #close} on
   */
  public boolean isClosed() {
    return closed.get();
  }

  void checkOpen() {
    if (closed.get()) {
      throw new RegionClosedException("cannot use " + this + ": it was closed");
    }
  }

  /** Closes the journal in this process, and its tailers. Who waits gets an exception. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    tailers.closeAll();
    boolean isLocked = lockOut();
    try {
      store.close();
    } finally {
      if (isLocked) {
        appending.unlock();
      }
      books.close();
    }
  }

  /** Waits until no thread of this process appends; others give up when they get the lock. */
  private boolean lockOut() {
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          if (appending.tryLock(FOR_STOPPED_PROCESSES)) {
            return true;
          }
          if (!appending.ownerPid().equals(Optional.of(ProcessHandle.current().pid()))) {
            return false;
          }
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public String toString() {
    return "JournalQueue["
        + folder
        + (closed.get()
            ? ", closed]"
            : ", " + options.roll() + ", tailers here=" + tailers.count() + "]");
  }
}
