package dev.ipc.sync;

import dev.ipc.Kind;
import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntToLongFunction;

/**
 * A number of permits that threads of any processes of a domain take and give back; who finds none
 * waits. The methods are those of {@link java.util.concurrent.Semaphore}.
 *
 * <pre>{@code
 * SharedSemaphore connections = shm.create("connections", SharedSemaphore.owned(10));
 * try (var _ = connections.hold()) {
 *   query();
 * }
 * }</pre>
 *
 * <table class="striped">
 * <caption>Three kinds</caption>
 * <tr><th></th><th>who may release</th><th>too many</th><th>if a process dies with permits</th></tr>
 * <tr><td>{@link #owned}</td><td>the process that acquired, any thread of it</td>
 *   <td>error: more than it has</td><td>they come back</td></tr>
 * <tr><td>{@link #counting}</td><td>anybody</td>
 *   <td>error: over {@link Integer#MAX_VALUE}</td><td>they are gone</td></tr>
 * <tr><td>{@link #bounded}</td><td>anybody</td>
 *   <td>error: more than at creation</td><td>they are gone</td></tr>
 * </table>
 *
 * <p>Take an owned one to limit how many use something; a counting one to count what one process
 * produces and another consumes.
 *
 * <p>Waiters are not ordered, as in an unfair {@code Semaphore}; who waits for several permits may
 * be passed by those who need fewer. One release of one permit wakes one waiter.
 *
 * <p><b>Memory effects:</b> what a thread did before it released is visible to a thread that
 * acquired after that.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>waits</td><td>notice nothing</td></tr>
 * <tr><td>acquires</td><td>find the permits taken, or not; an owned one gets them back</td></tr>
 * <tr><td>holds permits of an owned one</td><td>get them within 25 ms of the kernel letting go of
 *   the process, if one of them waits; {@link #tryAcquire()} alone does not look for the dead</td>
 *   </tr>
 * <tr><td>releases</td><td>find the permits free, or still taken, which an owned one gets back</td>
 *   </tr>
 * <tr><td>has released but not yet woken a waiter</td><td>wake by themselves in 25 ms</td></tr>
 * </table>
 *
 * <p>A counting or bounded one costs one atomic instruction each way, and 64 bytes; an owned one a
 * section of a lock, and 8 bytes for each member that the domain has room for. Any number of
 * threads may wait. Every method throws {@link dev.ipc.RegionClosedException} once the handle is
 * closed, also in threads that wait; a process that has permits of an owned one cannot close it.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedSemaphore extends BoundObject {
  @Serial private static final long serialVersionUID = 1L;

  /** Opens a semaphore of any of the three kinds. */
  public static final Kind<SharedSemaphore> KIND = format(Format.ANY_ELEMENT, "any");

  private final transient Home home;
  private final transient Block block;
  private final transient Parker parker;
  private final transient Permits permits;

  private SharedSemaphore(Home home) {
    super(home);
    this.home = home;
    this.block = home.block();
    this.parker = home.parker();
    check(home);
    this.permits =
        home.element() == SharedSemaphoreLayout.OWNED
            ? new OwnedPermits(home)
            : new AnonymousPermits(home);
  }

  private static void check(Home home) {
    int element = home.element();
    boolean owned = element == SharedSemaphoreLayout.OWNED;
    int most = home.block().getInt(SharedSemaphoreLayout.MOST_OFFSET);
    long bytes = home.block().byteSize();
    if (element < SharedSemaphoreLayout.COUNTING
        || element > SharedSemaphoreLayout.OWNED
        || most < 1
        || (owned && bytes < SharedSemaphoreLayout.ownedBytes(1))) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + ": semaphore of element type="
              + element
              + " (1 counting, 2 bounded, 3 owned), most permits="
              + most
              + ", bytes="
              + bytes
              + "; delete it and create it again");
    }
  }

  private static Format<SharedSemaphore> format(int element, String name) {
    return new Format<>(
        SharedSemaphoreLayout.KIND,
        "semaphore",
        element,
        name,
        SharedSemaphoreLayout.BYTES,
        (home, extra) -> new SharedSemaphore(home));
  }

  private static Spec<SharedSemaphore> spec(
      int element, String name, int permits, int most, IntToLongFunction size) {
    if (permits < 0 || most < 1) {
      throw new IllegalArgumentException(
          "not a number of permits for a semaphore that is "
              + name
              + ": permits="
              + permits
              + "; it must be "
              + (element == SharedSemaphoreLayout.COUNTING ? "0 or more" : "1 or more"));
    }
    return new Blueprint<>(
        format(element, name),
        size,
        block -> {
          block.setInt(SharedSemaphoreLayout.AVAILABLE_OFFSET, permits);
          block.setInt(SharedSemaphoreLayout.MOST_OFFSET, most);
        },
        null);
  }

  /**
   * Permits that belong to the process which takes them, and come back when it dies.
   *
   * @param permits how many there are, 1 or more
   * @return the spec
   */
  public static Spec<SharedSemaphore> owned(int permits) {
    return spec(
        SharedSemaphoreLayout.OWNED, "owned", permits, permits, SharedSemaphoreLayout::ownedBytes);
  }

  /**
   * Permits that anybody may add to.
   *
   * @param permits how many there are at first, 0 or more
   * @return the spec
   */
  public static Spec<SharedSemaphore> counting(int permits) {
    return spec(
        SharedSemaphoreLayout.COUNTING,
        "counting",
        permits,
        Integer.MAX_VALUE,
        slots -> SharedSemaphoreLayout.BYTES);
  }

  /**
   * Permits that anybody may give back, but never more than there were.
   *
   * @param permits how many there are, 1 or more
   * @return the spec
   */
  public static Spec<SharedSemaphore> bounded(int permits) {
    return spec(
        SharedSemaphoreLayout.BOUNDED,
        "bounded",
        permits,
        permits,
        slots -> SharedSemaphoreLayout.BYTES);
  }

  /**
   * Takes a permit; waits for it if need be.
   *
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   */
  public void acquire() throws InterruptedException {
    acquire(1);
  }

  /**
   * Takes permits, all at once; waits for them if need be.
   *
   * @param count how many, 0 or more
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   * @throws IllegalArgumentException if it is more than there can ever be
   */
  public void acquire(int count) throws InterruptedException {
    acquire(count, Deadline.NEVER);
  }

  /** Takes a permit; waits for it if need be. An interrupt is kept for later. */
  public void acquireUninterruptibly() {
    acquireUninterruptibly(1);
  }

  /**
   * Takes permits, all at once; waits for them if need be. An interrupt is kept for later.
   *
   * @param count how many, 0 or more
   * @throws IllegalArgumentException if it is more than there can ever be
   */
  public void acquireUninterruptibly(int count) {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          acquire(count);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Takes a permit if there is one. Never waits.
   *
   * @return true if it was taken
   */
  public boolean tryAcquire() {
    return tryAcquire(1);
  }

  /**
   * Takes permits if there are enough. Never waits.
   *
   * @param count how many, 0 or more
   * @return true if all were taken; otherwise none was
   */
  public boolean tryAcquire(int count) {
    return check(count) == 0 || permits.tryAcquire(count);
  }

  /**
   * Takes a permit if that is possible in time.
   *
   * @param timeout how long to wait; zero or less makes one try
   * @return true if it was taken
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   */
  public boolean tryAcquire(Duration timeout) throws InterruptedException {
    return tryAcquire(1, timeout);
  }

  /**
   * Takes permits, all at once, if that is possible in time.
   *
   * @param count how many, 0 or more
   * @param timeout how long to wait; zero or less makes one try
   * @return true if all were taken; otherwise none was
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   * @throws IllegalArgumentException if it is more than there can ever be
   */
  public boolean tryAcquire(int count, Duration timeout) throws InterruptedException {
    return acquire(count, Deadline.in(parker, timeout));
  }

  /**
   * Takes a permit if that is possible in time.
   *
   * @param time how long to wait; zero or less makes one try
   * @param unit of {@code time}
   * @return true if it was taken
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   */
  public boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
    return tryAcquire(1, time, unit);
  }

  /**
   * Takes permits, all at once, if that is possible in time.
   *
   * @param count how many, 0 or more
   * @param time how long to wait; zero or less makes one try
   * @param unit of {@code time}
   * @return true if all were taken; otherwise none was
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   * @throws IllegalArgumentException if it is more than there can ever be
   */
  public boolean tryAcquire(int count, long time, TimeUnit unit) throws InterruptedException {
    return tryAcquire(count, Duration.ofNanos(unit.toNanos(time)));
  }

  private boolean acquire(int count, Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before waiting for " + label());
    }
    if (check(count) == 0 || permits.tryAcquire(count)) {
      return true;
    }
    int most = block.getInt(SharedSemaphoreLayout.MOST_OFFSET);
    if (count > most) {
      throw new IllegalArgumentException(
          "waiting would never end: "
              + label()
              + " has at most="
              + most
              + " permits, wanted="
              + count
              + "; acquire fewer or create it with more");
    }
    return permits.acquire(count, deadline);
  }

  private int check(int count) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "not a number of permits: count=" + count + " for " + label() + "; it must be 0 or more");
    }
    return count;
  }

  /**
   * Gives a permit back, and wakes a waiter.
   *
   * @throws IllegalStateException if that would be too many; nothing is changed
   */
  public void release() {
    release(1);
  }

  /**
   * Gives permits back, and wakes as many waiters.
   *
   * @param count how many, 0 or more
   * @throws IllegalStateException if that would be too many; nothing is changed
   */
  public void release(int count) {
    if (check(count) > 0) {
      permits.release(count);
    }
  }

  /**
   * Takes a permit, to be given back by {@link Hold#close}; waits for it if need be.
   *
   * @return the permit, for try-with-resources
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   */
  public Hold hold() throws InterruptedException {
    acquire();
    return new Hold();
  }

  /**
   * Takes a permit in time, to be given back by {@link Hold#close}.
   *
   * @param timeout how long to wait; zero or less makes one try
   * @return the permit, for try-with-resources
   * @throws TimeoutException if the time is over; the message tells who has the permits
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   */
  public Hold hold(Duration timeout) throws TimeoutException, InterruptedException {
    return tryHold(timeout)
        .orElseThrow(() ->
            new TimeoutException(
                "no permit of "
                    + label()
                    + ": timeout="
                    + timeout
                    + ", "
                    + state()
                    + "; wait longer or look at what the holders do"));
  }

  /**
   * Takes a permit if that is possible in time, to be given back by {@link Hold#close}.
   *
   * @param timeout how long to wait; zero or less makes one try
   * @return the permit, or empty if the time is over
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   */
  public Optional<Hold> tryHold(Duration timeout) throws InterruptedException {
    return tryAcquire(timeout) ? Optional.of(new Hold()) : Optional.empty();
  }

  /**
   * Takes all permits that are free.
   *
   * @return how many
   */
  public int drainPermits() {
    return permits.drain();
  }

  /**
   * How many permits are free, at this moment. Those of a process that died count as taken until
   * somebody waits for them.
   *
   * @return the number
   */
  public int availablePermits() {
    return permits.available();
  }

  @Override
  protected String state() {
    int most = block.getInt(SharedSemaphoreLayout.MOST_OFFSET);
    return permits.available()
        + (home.element() == SharedSemaphoreLayout.COUNTING ? "" : " of " + most)
        + " permits free"
        + permits.holders();
  }

  /** One permit, taken. */
  public final class Hold implements AutoCloseable {
    private boolean open = true;

    private Hold() {}

    /** Gives the permit back. Closing again does nothing. */
    @Override
    public void close() {
      if (open) {
        release();
        open = false;
      }
    }
  }
}
