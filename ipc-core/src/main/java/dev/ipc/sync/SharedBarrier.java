package dev.ipc.sync;

import dev.ipc.Action;
import dev.ipc.Kind;
import dev.ipc.RegionClosedException;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.bind.Resident;
import dev.ipc.lock.Ledger;
import dev.ipc.lock.Monitor;
import dev.ipc.owner.OwnerId;
import dev.ipc.sync.BarrierBooks.Cause;
import dev.ipc.wait.Deadline;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
 * after the kernel has let go of it. Where nobody has to wait, nobody looks.
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

  private static final int PAUSES_PER_LOOK = 8;

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
  private final transient OwnerId self;
  private final transient int parties;
  private final transient boolean hasAction;
  private final transient long timeoutNanos;
  private final transient @Nullable Action action;
  private final transient BarrierBooks books;
  private final transient Ledger registered;
  private final transient Monitor monitor;

  /** Set before this handle closes: nobody arrives by it any more. */
  private transient volatile boolean closing;

  private transient volatile @Nullable Thread actingThread;

  // What follows is guarded by the monitor's lock.

  /** This handle's part of what the process has registered. */
  private transient int share;

  /** The pass in which threads arrived last by this handle, and how many did. */
  private transient long seenPass;

  private transient int seenThreads;

  private SharedBarrier(Home home, @Nullable Action action) {
    super(home);
    BarrierBooks.check(home);
    this.home = home;
    this.self = home.self();
    this.action = action;
    this.parties = home.block().getInt(SharedBarrierLayout.PARTIES_OFFSET);
    this.hasAction = home.block().getInt(SharedBarrierLayout.HAS_ACTION_OFFSET) != 0;
    this.timeoutNanos = home.block().getLong(SharedBarrierLayout.TIMEOUT_OFFSET);
    this.books = new BarrierBooks(home.block());
    this.registered = new Ledger(home.block(), SharedBarrierLayout.REGISTERED_OFFSET);
    this.monitor = new Monitor(home.block(), home, Monitor.Wakes.ALL, death -> books.repair());
    home.attach(new Stay());
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
   * @throws RegionClosedException if the handle is closed, also while waiting; the barrier is
   *     broken then
   */
  public int await() throws InterruptedException, BrokenBarrierException {
    if (timeoutNanos == 0) {
      try {
        return pass(Deadline.NEVER);
      } catch (TimeoutException e) {
        throw new AssertionError(e);
      }
    }
    try {
      return pass(Deadline.in(home.parker(), Duration.ofNanos(timeoutNanos)));
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
    return pass(Deadline.in(home.parker(), timeout));
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

  private int pass(Deadline deadline)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    checkAction();
    Arrival me = new Arrival();
    while (true) {
      monitor.change(() -> arrive(me));
      switch (me.way) {
        case LAST -> {
          return 0;
        }
        case WAITS -> {
          waitForOthers(me.pass, deadline);
          return me.index;
        }
        case ACTS -> {
          act(me.pass);
          return 0;
        }
        case AT_THE_DOOR -> {
          if (!monitor.await(deadline, () -> books.actorBits() == 0, this::lookForDead)) {
            throw timedOut("the action of the pass before still runs");
          }
        }
        case REFUSED -> throw broken();
        case INTERRUPTED -> {
          Thread.interrupted();
          throw new InterruptedException("interrupted before waiting for " + label());
        }
        case CLOSED -> throw closed();
      }
    }
  }

  /** What becomes of a thread that comes. */
  private enum Way {
    AT_THE_DOOR,
    WAITS,
    LAST,
    ACTS,
    REFUSED,
    INTERRUPTED,
    CLOSED
  }

  /** A thread that comes. */
  private static final class Arrival {
    Way way = Way.AT_THE_DOOR;
    long pass;
    int index;
  }

  /** Tries to arrive, as a section: tells whether others have to look. */
  private boolean arrive(Arrival me) {
    // step: barrier.arrive
    boolean found = breakForPredecessor();
    if (closing) {
      me.way = Way.CLOSED;
      return found;
    }
    if (books.isBroken()) {
      me.way = Way.REFUSED;
      return found;
    }
    if (books.actorBits() != 0) {
      me.way = Way.AT_THE_DOOR;
      return false;
    }
    if (Thread.currentThread().isInterrupted()) {
      me.way = Way.INTERRUPTED;
      books.breakUp(Cause.INTERRUPTED, pid(self));
      return true;
    }
    int before = books.arrived();
    me.pass = books.pass();
    me.index = parties - 1 - before;
    see(me.pass);
    // step: barrier.registered
    if (me.index > 0) {
      me.way = Way.WAITS;
      books.setArrived(before + 1);
      // step: barrier.arrived
      return false;
    }
    if (hasAction) {
      me.way = Way.ACTS;
      books.setActor(self);
      // step: barrier.acting
      return false;
    }
    me.way = Way.LAST;
    books.finish();
    return true;
  }

  /** Registers as many threads as arrive in one pass. */
  private void see(long pass) {
    seenThreads = seenPass == pass ? seenThreads + 1 : 1;
    seenPass = pass;
    if (seenThreads > share) {
      setShare(seenThreads);
    }
  }

  private void setShare(int threads) {
    registered.set(self, Math.max(0, registered.count(self) - share + threads));
    share = threads;
  }

  /** Whether threads that came by this handle are in the running pass. */
  private boolean isInPass() {
    return seenPass == books.pass();
  }

  /** Who had this process's slot before is dead: if it was registered, nobody shall forget that. */
  private boolean breakForPredecessor() {
    if (registered.inherited(self) == 0 || books.isBroken()) {
      return false;
    }
    books.breakUp(Cause.DIED, 0);
    return true;
  }

  private void waitForOthers(long pass, Deadline deadline)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    try {
      if (!spinToEnd(pass)
          && !monitor.await(deadline, () -> books.pass() != pass, this::lookForDead)
          && breakUp(pass, Cause.TIMED_OUT)) {
        throw timedOut("not all parties came, parties=" + parties + "; the barrier is broken now");
      }
    } catch (InterruptedException e) {
      if (breakUp(pass, Cause.INTERRUPTED)) {
        throw e;
      }
      Thread.currentThread().interrupt(); // it came too late to matter
    }
    checkWhole(pass);
  }

  private boolean spinToEnd(long pass) {
    for (int i = home.parker().spins(); i > 0; i--) {
      if (books.pass() != pass) {
        return true;
      }
      for (int pause = 0; pause < PAUSES_PER_LOOK; pause++) {
        Thread.onSpinWait();
      }
    }
    return false;
  }

  private void act(long pass) throws BrokenBarrierException {
    boolean done = false;
    actingThread = Thread.currentThread();
    try {
      // step: barrier.action
      if (action != null) {
        action.run();
      }
      // step: barrier.acted
      done = true;
    } finally {
      actingThread = null;
      if (!done) {
        breakUp(pass, Cause.ACTION_FAILED);
      }
    }
    monitor.change(() -> {
      if (books.pass() != pass) {
        return false;
      }
      books.finish();
      return true;
    });
    checkWhole(pass);
  }

  private void checkWhole(long ended) throws BrokenBarrierException {
    if (!books.isSurelyWhole(ended)
        && !monitor.<Boolean, RuntimeException>locked(() -> books.isWhole(ended))) {
      if (closing) {
        throw closed();
      }
      throw broken();
    }
  }

  private void checkAction() {
    if (hasAction != (action != null)) {
      throw new IllegalStateException(
          "cannot wait for "
              + label()
              + ": the barrier has an action="
              + hasAction
              + ", this handle="
              + (action != null)
              + "; open it by the spec that it was made with, or send the handle");
    }
    if (Thread.currentThread().equals(actingThread)) {
      throw new IllegalStateException(
          "the action of " + label() + " waits for its own barrier, which would never end");
    }
  }

  /** Breaks a pass if it still runs. */
  private boolean breakUp(long pass, Cause cause) {
    return monitor.change(() -> {
      if (books.pass() != pass) {
        return false;
      }
      books.breakUp(cause, pid(self));
      return true;
    });
  }

  /** Breaks the barrier if a registered process has died. */
  private void lookForDead() {
    List<Ledger.Entry> dead = registered.dead(home.liveness(), self);
    if (dead.isEmpty()) {
      return;
    }
    OwnerId owner = dead.getFirst().owner();
    long pid = pid(owner);
    boolean broke =
        monitor.change(() -> {
          if (books.isBroken() || registered.count(owner) == 0) {
            return false;
          }
          boolean acted = books.actorBits() == owner.bits();
          books.breakUp(acted ? Cause.DIED_ACTING : Cause.DIED, pid);
          return true;
        });
    if (broke) {
      home.report("barrier " + label() + " broken: " + books.why() + ", member=" + owner);
    }
  }

  private long pid(OwnerId owner) {
    return home.liveness().pid(owner).orElse(0);
  }

  /** Breaks the barrier: who waits, and who comes, gets a {@link BrokenBarrierException}. */
  public void abort() {
    monitor.change(() -> {
      if (books.isBroken()) {
        return false;
      }
      books.breakUp(Cause.ABORTED, pid(self));
      return true;
    });
  }

  /**
   * Starts afresh: who waits gets a {@link BrokenBarrierException}, who comes then begins a new
   * pass, and registered processes that died are forgotten.
   */
  public void reset() {
    List<Ledger.Entry> dead = registered.dead(home.liveness(), self);
    monitor.change(() -> {
      boolean inPass = books.arrived() != 0 || books.actorBits() != 0;
      // step: barrier.reset
      if (inPass) {
        books.breakUp(Cause.RESET, pid(self));
      }
      for (Ledger.Entry entry : dead) {
        if (registered.count(entry.owner()) != 0) {
          registered.set(entry.owner(), 0);
        }
      }
      // step: barrier.mend
      books.mend();
      // step: barrier.mended
      return inPass;
    });
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
    boolean[] open = {false};
    monitor.change(() -> {
      boolean found = breakForPredecessor();
      open[0] = !closing;
      if (open[0]) {
        // step: barrier.register
        setShare(threads);
        // step: barrier.register.done
      }
      return found;
    });
    if (!open[0]) {
      throw closed();
    }
  }

  /**
   * Ends the registration: this process may end then without breaking anything. Its next thread
   * that arrives registers it again.
   *
   * @throws IllegalStateException if threads of this process wait at the barrier
   */
  public void deregister() {
    boolean done =
        monitor.<Boolean, RuntimeException>locked(() -> {
          if (isInPass()) {
            return false;
          }
          setShare(0);
          // step: barrier.deregistered
          return true;
        });
    if (!done) {
      throw new IllegalStateException(
          "cannot deregister from "
              + label()
              + ": threads of this process wait in it; abort it, or let them pass first");
    }
  }

  /**
   * Whether the barrier is broken, at this moment. A death breaks it when somebody waits, not
   * before.
   *
   * @return true until somebody resets it
   */
  public boolean isBroken() {
    return books.isBroken();
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
    return books.arrived();
  }

  @Override
  protected String state() {
    return books.arrived()
        + " of "
        + parties
        + " wait"
        + (books.actorBits() == 0 ? "" : ", the action runs")
        + (books.isBroken() ? ", broken: " + books.why() : "")
        + Registry.describe(registered, home.liveness(), ", registered: ");
  }

  private BrokenBarrierException broken() {
    return new BrokenBarrierException(
        label()
            + " is broken: "
            + books.why()
            + "; when every party knows, call reset() to start afresh");
  }

  private TimeoutException timedOut(String why) {
    return new TimeoutException(
        label() + " not passed in time: " + why + "; wait longer or look at who is missing");
  }

  private RegionClosedException closed() {
    return new RegionClosedException(
        label() + " was closed in this process; open it again to go on using it");
  }

  /** What this handle means to the others when it closes. */
  private final class Stay implements Resident {
    @Override
    public Optional<String> held() {
      return books.actorBits() == self.bits()
          ? Optional.of("running the action of the barrier in this process")
          : Optional.empty();
    }

    @Override
    public void closing() {
      closing = true;
      monitor.change(() -> {
        boolean inPass = isInPass();
        if (inPass) {
          books.breakUp(Cause.CLOSED, pid(self));
        }
        if (share != 0) {
          setShare(0);
        }
        return inPass;
      });
    }

    @Override
    public void wakeAll() {}

    @Override
    public void tend() {}
  }
}
