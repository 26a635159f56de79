package dev.ipc.sync;

import static dev.ipc.sync.SharedEventLayout.BELL_OFFSET;
import static dev.ipc.sync.SharedEventLayout.ONCE_MORE;
import static dev.ipc.sync.SharedEventLayout.SET;
import static dev.ipc.sync.SharedEventLayout.STATE_OFFSET;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.Waitable;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A flag that threads of any processes of a domain wait for: it is set or clear, and whoever waits
 * goes on when somebody sets it. What Python calls an {@code Event}; {@code java.util.concurrent}
 * has nothing that can be cleared again.
 *
 * <pre>{@code
 * SharedEvent ready = shm.create("ready", SharedEvent.unset());
 * ready.await();               // in one process
 * ready.set();                 // in another
 * }</pre>
 *
 * <p>Anybody may set and clear it, as often as they like. Who waited when it was set goes on even
 * if it was cleared again at once.
 *
 * <p><b>Memory effects:</b> what a thread did before {@link #set} is visible to the threads that go
 * on because of it, to those that find the event set, and to the one that clears it after that. So
 * nothing is missed by a thread that waits, clears, and then does all that there is to do.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>waits</td><td>notice nothing</td></tr>
 * <tr><td>sets, before it has</td><td>wait on: an event waits for nobody in particular</td></tr>
 * <tr><td>has set it but not yet woken anybody</td><td>wake by themselves in 25 ms</td></tr>
 * <tr><td>clears</td><td>see it set or clear</td></tr>
 * </table>
 *
 * <p>Since no process is obliged to set it, its death is not noticed here: bound the wait by a
 * {@link Duration} if that matters, or let processes register with a {@code SharedLatch}.
 *
 * <p>Looking and setting cost one access to memory; nobody holds anything. Any number of threads
 * may wait. Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed,
 * also in threads that wait.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedEvent extends BoundObject implements Waitable {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedEvent> FORMAT =
      new Format<>(
          SharedEventLayout.KIND,
          "event",
          1,
          "event",
          SharedEventLayout.BYTES,
          (home, extra) -> new SharedEvent(home));

  /** Opens an event. */
  public static final Kind<SharedEvent> KIND = FORMAT;

  private final transient Home home;
  private final transient Block block;
  private final transient Parker parker;
  private final transient Bell bell;

  private SharedEvent(Home home) {
    super(home);
    this.home = home;
    this.block = home.block();
    this.parker = home.parker();
    this.bell = new Bell(block, BELL_OFFSET, parker);
    home.attach(() -> bell.wake(Integer.MAX_VALUE));
  }

  /**
   * An event that is not set yet.
   *
   * @return the spec
   */
  public static Spec<SharedEvent> unset() {
    return new Blueprint<>(FORMAT, SharedEventLayout.BYTES, block -> {}, null);
  }

  /**
   * An event that is set from the start.
   *
   * @return the spec
   */
  public static Spec<SharedEvent> alreadySet() {
    return new Blueprint<>(
        FORMAT,
        SharedEventLayout.BYTES,
        block -> block.setLong(STATE_OFFSET, ONCE_MORE | SET),
        null);
  }

  /**
   * Whether it is set.
   *
   * @return true if a wait would not wait
   */
  public boolean isSet() {
    return SharedEventLayout.isSet(block.getLongVolatile(STATE_OFFSET));
  }

  /**
   * Sets it, and lets everybody go on who waits. Also where it is set already, what the thread did
   * before is visible to whoever clears it after that.
   */
  public void set() {
    long state;
    long next;
    do {
      state = block.getLongVolatile(STATE_OFFSET);
      // What is set is stored again: a mere look could come before the caller's earlier stores, and
      // these be missed by who clears the event and then looks what there is to do.
      next = SharedEventLayout.isSet(state) ? state : (state + ONCE_MORE) | SET;
      // step: event.set
    } while (!block.compareAndSetLong(STATE_OFFSET, state, next));
    // step: event.published
    if (next != state) {
      bell.ringFenced(Integer.MAX_VALUE);
    }
  }

  /** Clears it: who waits from now on waits until it is set again. */
  public void clear() {
    long state;
    do {
      state = block.getLongVolatile(STATE_OFFSET);
      if (!SharedEventLayout.isSet(state)) {
        return;
      }
    } while (!block.compareAndSetLong(STATE_OFFSET, state, state & ~SET));
  }

  /**
   * Waits until it is set.
   *
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   */
  public void await() throws InterruptedException {
    await(Deadline.NEVER);
  }

  /**
   * Waits until it is set, or the time is over.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return true if it was set in time
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return await(Deadline.in(parker, timeout));
  }

  /**
   * Waits until it is set, or the time is over.
   *
   * @param time how long to wait
   * @param unit of {@code time}
   * @return true if it was set in time
   * @throws InterruptedException if the thread is, or gets, interrupted; noticed within 25 ms
   */
  public boolean await(long time, TimeUnit unit) throws InterruptedException {
    return await(Duration.ofNanos(unit.toNanos(time)));
  }

  /**
   * Whether it is set: {@link #isSet} by the name that all have who can be waited for.
   *
   * @return true if a wait would not wait
   */
  @Override
  public boolean isReady() {
    return isSet();
  }

  /**
   * Waits until it is set: {@link #await(Duration)} by the name that all have who can be waited
   * for.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return true if it was set in time
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  @Override
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return await(timeout);
  }

  private boolean await(Deadline deadline) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before waiting for " + label());
    }
    long before = block.getLongVolatile(STATE_OFFSET);
    if (SharedEventLayout.isSet(before)) {
      return true;
    }
    return bell.await(home.turnstile(), deadline, label(), () -> wasSetSince(before));
  }

  private boolean wasSetSince(long before) {
    long now = block.getLongVolatile(STATE_OFFSET);
    return SharedEventLayout.times(now) != SharedEventLayout.times(before);
  }

  @Override
  protected String state() {
    return (isSet() ? "set" : "clear") + (bell.isSet() ? ", awaited" : "");
  }
}
