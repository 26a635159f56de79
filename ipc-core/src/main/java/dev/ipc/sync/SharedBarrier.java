package dev.ipc.sync;

import dev.ipc.Action;
import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.wait.Deadline;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads of any processes of a domain wait for each other: each goes on when so many have
 * arrived as the barrier has parties, and then the next pass begins. Like {@link
 * java.util.concurrent.CyclicBarrier}, but a process that dies hangs nobody.
 *
 * <pre>{@code
 * SharedBarrier barrier = shm.create(SharedBarrier.ofParties(2));
 * for (int step = 0; step < 1_000; step++) {
 *   compute(step);
 *   barrier.await();
 * }
 * }</pre>
 *
 * <p>A pass ends <i>whole</i>, when the last party arrives, or <i>broken</i>: for all who wait, if
 * one of them times out or is interrupted, if the action fails, if somebody calls {@link #abort} or
 * {@link #reset}, or if a process that is <i>registered</i> dies. Then everyone gets a {@link
 * BrokenBarrierException} that says why, and so does who comes later, until somebody calls {@link
 * #reset}. How a pass ended is the same for all of its threads.
 *
 * <p><b>Parties are threads, processes register.</b> A process registers by {@link #register}, or
 * by itself when its first thread arrives, and stays registered until {@link #deregister}, or until
 * it closes the handle. One that ends in any other way has died: who waits notices it within 25 ms
 * after the kernel has let go of it, and who arrives last does if the others came longer ago. Where
 * nobody has to wait that long, nobody looks.
 *
 * <p>An {@linkplain #ofParties(int, Action) action} is run once per pass, by the last thread to
 * arrive, before anybody goes on. Meanwhile no lock is held: waiting threads can time out, which
 * breaks the pass, and threads of the next pass wait at the door, where giving up breaks nothing.
 *
 * <p><b>Memory effects:</b> what a thread did before it arrived is visible to the action, and what
 * both did is visible to every thread of the pass when it goes on.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>registers or arrives</td><td>go on waiting if it did not get to be registered; otherwise
 *     the pass is broken</td></tr>
 * <tr><td>waits</td><td>the pass is broken</td></tr>
 * <tr><td>arrives last, or runs the action</td><td>the pass is broken, unless it had ended</td></tr>
 * <tr><td>has ended the pass but not yet woken the others</td><td>wake by themselves in 25 ms, and
 *     have passed; the next pass is broken</td></tr>
 * <tr><td>breaks the barrier</td><td>find it broken, or unbroken if it had hardly begun; then the
 *     next who waits finds the death</td></tr>
 * <tr><td>resets it</td><td>find it broken still, or reset</td></tr>
 * </table>
 *
 * <p>Two processes that hand over to each other take one lock each per pass, and sleep only if the
 * other does not come for a while. The memory has room for each member of the domain.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedBarrier extends BoundObject {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedBarrier> FORMAT =
      new Format<>(
          8,
          "barrier",
          1,
          "cyclic",
          SharedBarrierLayout.bytes(1),
          (home, extra) -> new SharedBarrier(home, (Action) extra));

  /** Opens a barrier that has no action; one that has is opened by its spec. */
  public static final Kind<SharedBarrier> KIND = FORMAT;

  private final transient Home home;
  private final transient int parties;
  private final transient long timeoutNanos;
  private final transient @Nullable Action action;
  private final transient BarrierMember member;
  private final transient BarrierDoor door;

  private SharedBarrier(Home home, @Nullable Action action) {
    super(home);
    BarrierBooks.check(home);
    Block block = home.block();
    this.home = home;
    this.parties = block.getInt(SharedBarrierLayout.PARTIES_OFFSET);
    this.timeoutNanos = block.getLong(SharedBarrierLayout.TIMEOUT_OFFSET);
    this.action = action;
    this.member = new BarrierMember(home);
    boolean hasAction = block.getInt(SharedBarrierLayout.HAS_ACTION_OFFSET) != 0;
    this.door = new BarrierDoor(member, parties, hasAction, action);
  }

  /**
   * A barrier for so many threads.
   *
   * @param parties how many threads go on together, at least 1
   * @return the spec
   * @throws IllegalArgumentException if there are no parties
   */
  public static Spec<SharedBarrier> ofParties(int parties) {
    return spec(parties, null, 0);
  }

  /**
   * A barrier with an action. Handles carry the action with them; who opens the barrier by its name
   * gives it again.
   *
   * @param parties how many threads go on together, at least 1
   * @param action what the last thread to arrive does in each pass before they go on
   * @return the spec
   * @throws IllegalArgumentException if there are no parties
   */
  public static Spec<SharedBarrier> ofParties(int parties, Action action) {
    return spec(parties, action, 0);
  }

  /**
   * A barrier at which {@link #await()} waits only so long.
   *
   * @param parties how many threads go on together, at least 1
   * @param timeout the default timeout, more than zero
   * @return the spec
   * @throws IllegalArgumentException if there are no parties, or no time
   */
  public static Spec<SharedBarrier> ofParties(int parties, Duration timeout) {
    return spec(parties, null, nanos(timeout));
  }

  /**
   * A barrier with an action, at which {@link #await()} waits only so long.
   *
   * @param parties how many threads go on together, at least 1
   * @param action what the last thread to arrive does in each pass before they go on
   * @param timeout the default timeout, more than zero
   * @return the spec
   * @throws IllegalArgumentException if there are no parties, or no time
   */
  public static Spec<SharedBarrier> ofParties(int parties, Action action, Duration timeout) {
    return spec(parties, action, nanos(timeout));
  }

  private static long nanos(Duration timeout) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException(
          "not a default timeout: " + timeout + "; it must be more than zero");
    }
    Duration longest = Duration.ofNanos(Long.MAX_VALUE);
    return (timeout.compareTo(longest) > 0 ? longest : timeout).toNanos();
  }

  private static Spec<SharedBarrier> spec(int parties, @Nullable Action action, long timeoutNanos) {
    if (parties < 1) {
      throw new IllegalArgumentException(
          "not a barrier: parties=" + parties + "; it takes at least 1");
    }
    return new Blueprint<>(
        FORMAT,
        SharedBarrierLayout::bytes,
        block -> SharedBarrierLayout.initialize(block, parties, action != null, timeoutNanos),
        action);
  }

  @Override
  protected @Nullable Serializable extra() {
    return action;
  }

  /**
   * Waits until all parties have arrived, for the default timeout if there is one.
   *
   * @return how many were still missing when this thread arrived: {@code parties() - 1} for the
   *     first, 0 for the last
   * @throws InterruptedException if the thread is, or gets, interrupted; the barrier is broken then
   * @throws BrokenBarrierException if the barrier is, or gets, broken; also, with a {@link
   *     TimeoutException} as its cause, if the default timeout was over, which breaks it
   * @throws IllegalStateException if this handle lacks the barrier's action, or was opened with one
   *     that the barrier does not have
   * @throws dev.ipc.RegionClosedException if the handle is closed, also while waiting; the barrier
   *     is broken then
   */
  public int await() throws InterruptedException, BrokenBarrierException {
    if (timeoutNanos == 0) {
      try {
        return door.pass(Deadline.NEVER);
      } catch (TimeoutException e) {
        throw new AssertionError(e);
      }
    }
    try {
      return door.pass(Deadline.in(home.parker(), Duration.ofNanos(timeoutNanos)));
    } catch (TimeoutException e) {
      BrokenBarrierException broken = new BrokenBarrierException(e.getMessage());
      broken.initCause(e);
      throw broken;
    }
  }

  /**
   * Waits until all parties have arrived, but only for some time.
   *
   * @param timeout how long to wait; with zero or less only the last party passes
   * @return how many were still missing when this thread arrived, as in {@link #await()}
   * @throws InterruptedException if the thread is, or gets, interrupted; the barrier is broken then
   * @throws BrokenBarrierException if the barrier is, or gets, broken
   * @throws TimeoutException if the time is over; the barrier is broken then
   * @throws IllegalStateException as in {@link #await()}
   */
  public int await(Duration timeout)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    return door.pass(Deadline.in(home.parker(), timeout));
  }

  /**
   * Waits until all parties have arrived, but only for some time; see {@link #await(Duration)}.
   *
   * @param time how long to wait, in that unit
   * @param unit the unit
   * @return how many were still missing when this thread arrived, as in {@link #await()}
   * @throws InterruptedException if the thread is, or gets, interrupted; the barrier is broken then
   * @throws BrokenBarrierException if the barrier is, or gets, broken
   * @throws TimeoutException if the time is over; the barrier is broken then
   */
  public int await(long time, TimeUnit unit)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    return await(Duration.ofNanos(unit.toNanos(time)));
  }

  /** Breaks the barrier: who waits, and who comes, gets a {@link BrokenBarrierException}. */
  public void abort() {
    member.abort();
  }

  /**
   * Starts afresh: who waits gets a {@link BrokenBarrierException}, who comes then begins a new
   * pass, and registered processes that died are forgotten.
   */
  public void reset() {
    member.reset();
  }

  /** Registers this process, as one that brings one thread. */
  public void register() {
    register(1);
  }

  /**
   * Registers this process: if it dies, the barrier is broken. Again changes the number of threads.
   *
   * @param threads how many threads of this process take part, for display; grows by itself if more
   *     are seen
   * @throws IllegalArgumentException if that is less than 1, or more than there are parties
   */
  public void register(int threads) {
    if (threads < 1 || threads > parties) {
      throw new IllegalArgumentException(
          "cannot register with "
              + label()
              + ": threads="
              + threads
              + ", possible=1 to "
              + parties
              + "; a thread more than there are parties never waits in the same pass");
    }
    member.register(threads);
  }

  /**
   * Ends the registration: this process may end then without breaking anything. Its next thread
   * that arrives registers it again.
   *
   * @throws IllegalStateException if threads of this process wait at the barrier
   */
  public void deregister() {
    member.deregister();
  }

  /**
   * Whether the barrier is broken, at this moment. A death breaks it when somebody waits, not
   * before.
   *
   * @return true until somebody resets it
   */
  public boolean isBroken() {
    return member.books.isBroken();
  }

  /**
   * How many threads go on together.
   *
   * @return at least 1
   */
  public int parties() {
    return parties;
  }

  /**
   * How many threads wait, at this moment.
   *
   * @return from 0 to {@code parties() - 1}
   */
  public int waiting() {
    return member.books.arrived();
  }

  @Override
  protected String state() {
    BarrierBooks books = member.books;
    return books.arrived()
        + " of "
        + parties
        + " wait"
        + (books.actorBits() == 0 ? "" : ", the action runs")
        + (books.isBroken() ? ", broken: " + books.why() : "")
        + Registry.describe(member.registered, home.liveness(), ", registered: ");
  }
}
