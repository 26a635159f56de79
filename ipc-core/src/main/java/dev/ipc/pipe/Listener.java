package dev.ipc.pipe;

import dev.ipc.Death;
import dev.ipc.IpcException;
import dev.ipc.RegionClosedException;
import dev.ipc.RegionMissingException;
import dev.ipc.Spec;
import dev.ipc.Waitable;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.bind.Identity;
import dev.ipc.codec.Codec;
import dev.ipc.queue.Lease;
import dev.ipc.queue.QueueShutDownException;
import dev.ipc.queue.SharedQueue;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Deadline;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Where processes that know nothing of each other but a name get a {@link Connection} between them:
 * some accept, others connect. What Python calls a {@code Listener} and a {@code Client}, on one
 * machine.
 *
 * <pre>{@code
 * Listener<Object> door = shm.openOrCreate("door", Listener.ofObjects());
 * try (Connection<Object> client = door.accept()) {              // in one process
 *   client.send("hello");
 * }
 * try (Connection<Object> server = door.connect(Duration.ofSeconds(5))) {      // in others
 *   server.receive();
 * }
 * }</pre>
 *
 * <p>Any number of threads of any processes accept, and each who connects is accepted by one of
 * them. Nobody is the listener: who connects waits until somebody accepts, be it a process that is
 * started later, or again. Of those who wait to be accepted there are as many as the backlog says;
 * the others wait to be among them.
 *
 * <p>A connection that was made here has a pipe of its own, which goes with it: close it when it is
 * not used any more. From then on its other end can be used where it is, and closed, but not sent
 * to another process.
 *
 * <p>Who connects sends along how objects become bytes, in the way of {@link Codec#objects()}: who
 * accepts trusts whoever is in the domain, as all do that belong to the same user.
 *
 * <p>{@link #close} closes this handle only. {@link #shutdown} ends the listener, for all processes
 * and for good.
 *
 * <table class="striped">
 * <caption>What the others see if a process dies</caption>
 * <tr><th>while it</th><th>the others</th></tr>
 * <tr><td>connects</td><td>pass it over when they accept, if it was dead by then; who accepted it
 * just before has a connection that is at its end</td></tr>
 * <tr><td>accepts, before it has the end of who connects</td><td>accept that one</td></tr>
 * <tr><td>accepts, after that</td><td>accept others; who connects gets a {@link PipeEndedException}
 * that names the dead, or has a connection that is at its end</td></tr>
 * <tr><td>would accept, but does not yet</td><td>go on; who connects waits for others to accept, as
 * long as it likes</td></tr>
 * <tr><td>shuts down</td><td>see it shut down or not</td></tr>
 * </table>
 *
 * <p>Methods that wait are interruptible, and end with {@link RegionClosedException} when the
 * handle is closed. It is ready, see {@link Waitable}, when somebody asks to be accepted, or when
 * it was shut down.
 *
 * <h2>Overview</h2>
 *
 * <p>The memory is that of a {@link SharedQueue}, of requests. Who connects makes a pipe, takes its
 * first end, puts a request with the second into the queue, and waits for a message of no bytes:
 * the welcome. Who accepts has a request on lease until it has the end, so that it is not lost with
 * a process before that. Then the end's own word tells each side whether the other lives.
 *
 * <p>Who gives up withdraws its request if it is still there, and closes both ends: so nobody can
 * take the second any more, and who took it before finds the other closed. The file of the pipe is
 * deleted by who closes an end first, or goes with its maker.
 *
 * @param <E> the type of the objects that connections pass
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class Listener<E> extends BoundObject implements Waitable {
  @Serial private static final long serialVersionUID = 1L;

  /** Room for messages in each direction of a connection if nothing else is said. */
  public static final long DEFAULT_CAPACITY_BYTES = 1 << 16;

  /** How many may wait to be accepted if nothing else is said. */
  public static final int DEFAULT_BACKLOG = 128;

  private static final int KIND = 18;
  private static final long REQUESTS_BYTES = 1 << 18;
  private static final Codec<Object> ENDS = Codec.objects();
  private static final Blueprint<SharedQueue<Request>> REQUESTS = requests(0);

  @SuppressWarnings("rawtypes") // one format for listeners of all types
  private static final Format<Listener> FORMAT =
      new Format<>(
          KIND,
          "listener",
          1,
          "connections",
          REQUESTS.format().minPayloadBytes(),
          (home, terms) -> new Listener<>(home, (Terms<?>) terms));

  /**
   * What connections are made of.
   *
   * @param codec how objects become bytes
   * @param capacityBytes room in each direction
   * @param <E> the type of the objects
   */
  private record Terms<E>(Codec<E> codec, long capacityBytes) implements Serializable {}

  /**
   * Who asks to be accepted.
   *
   * @param pipe which pipe it made
   * @param end the second end of it, encoded, so that looking at a request takes nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by the pipe
  record Request(Identity pipe, byte[] end) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Request request && pipe.equals(request.pipe);
    }

    @Override
    public int hashCode() {
      return pipe.hashCode();
    }
  }

  private final transient Home home;
  private final transient @Nullable Terms<E> terms;
  private final transient SharedQueue<Request> requests;

  private Listener(Home home, @Nullable Terms<E> terms) {
    super(home);
    this.home = home;
    this.terms = terms;
    this.requests = REQUESTS.format().binder().bind(home, REQUESTS.extra());
  }

  private static Blueprint<SharedQueue<Request>> requests(int backlog) {
    return (Blueprint<SharedQueue<Request>>)
        SharedQueue.of(Codec.of(Request.class), REQUESTS_BYTES, backlog);
  }

  /**
   * A listener for connections that pass any objects, between a process and its children: see
   * {@link Codec#objects()}. Also what to open one by.
   *
   * @return the spec, of connections with {@link #DEFAULT_CAPACITY_BYTES}, and of a {@link
   *     #DEFAULT_BACKLOG}
   */
  public static Spec<Listener<Object>> ofObjects() {
    return of(Codec.objects());
  }

  /**
   * A listener for connections that pass objects of a type, between any applications: see {@link
   * Codec#of(Class)}. Also what to open one by.
   *
   * @param type the type of the objects
   * @param <E> the type of the objects
   * @return the spec, of connections with {@link #DEFAULT_CAPACITY_BYTES}, and of a {@link
   *     #DEFAULT_BACKLOG}
   */
  public static <E> Spec<Listener<E>> of(Class<E> type) {
    return of(Codec.of(type));
  }

  /**
   * A listener for connections that pass objects that a codec can encode. Also what to open one by.
   *
   * @param codec how objects become bytes
   * @param <E> the type of the objects
   * @return the spec, of connections with {@link #DEFAULT_CAPACITY_BYTES}, and of a {@link
   *     #DEFAULT_BACKLOG}
   */
  public static <E> Spec<Listener<E>> of(Codec<E> codec) {
    return of(codec, DEFAULT_CAPACITY_BYTES, DEFAULT_BACKLOG);
  }

  /**
   * A listener for connections that pass objects that a codec can encode.
   *
   * @param codec how objects become bytes
   * @param capacityBytes room for messages in each direction of the connections that are asked for
   *     by this spec, see {@link SharedPipe#duplex(Codec, long)}
   * @param backlog how many may wait to be accepted, at least 1
   * @param <E> the type of the objects
   * @return the spec
   * @throws IllegalArgumentException if a number is out of range
   */
  @SuppressWarnings("unchecked") // the format makes listeners of the type that the codec is for
  public static <E> Spec<Listener<E>> of(Codec<E> codec, long capacityBytes, int backlog) {
    SharedPipe.passing(codec, capacityBytes); // refuses a wrong capacity here
    if (backlog < 1) {
      throw new IllegalArgumentException("not a backlog: " + backlog + "; give 1 or more");
    }
    Blueprint<SharedQueue<Request>> memory = requests(backlog);
    Format<Listener<E>> format = (Format<Listener<E>>) (Format<?>) FORMAT;
    return new Blueprint<>(
        format, memory.size(), memory.initialize(), new Terms<>(codec, capacityBytes));
  }

  /**
   * Accepts somebody who connects, and waits for it.
   *
   * @return the connection
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws PipeEndedException if the listener is shut down
   */
  public Connection<E> accept() throws InterruptedException {
    Optional<Connection<E>> accepted = Optional.empty();
    while (accepted.isEmpty()) {
      accepted = accept(Deadline.NEVER);
    }
    return accepted.get();
  }

  /**
   * Accepts somebody who connects, and waits for it if there is nobody.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return the connection
   * @throws TimeoutException if nobody came in time
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws PipeEndedException if the listener is shut down
   */
  public Connection<E> accept(Duration timeout) throws InterruptedException, TimeoutException {
    Optional<Connection<E>> accepted = accept(Deadline.in(home.parker(), timeout));
    return accepted.orElseThrow(
        () -> new TimeoutException("nobody connected within " + timeout + " to " + label()));
  }

  /** Passes over those who gave up, or died. */
  private Optional<Connection<E>> accept(Deadline deadline) throws InterruptedException {
    Optional<Connection<E>> accepted = Optional.empty();
    for (Optional<Lease<Request>> next = next(deadline);
        next.isPresent();
        next = accepted.isPresent() ? Optional.empty() : next(deadline)) {
      try (Lease<Request> lease = next.get()) {
        accepted = arrived(lease.item()).filter(Connection::welcome);
        // step: listener.welcomed
        lease.done();
      }
    }
    return accepted;
  }

  private Optional<Lease<Request>> next(Deadline deadline) throws InterruptedException {
    refuseShutDown("accept");
    Optional<Lease<Request>> next = requests.lease(left(deadline));
    if (requests.isShutdown()) {
      next.ifPresent(Lease::close);
      refuseShutDown("accept");
    }
    return next;
  }

  @SuppressWarnings("unchecked") // who connects made the pipe of what this listener is for
  private Optional<Connection<E>> arrived(Request request) {
    try {
      // step: listener.accept
      Object end = ENDS.fromBytes(request.end());
      // step: listener.accepted
      return Optional.of((Connection<E>) end);
    } catch (RegionMissingException | RegionClosedException e) {
      home.turnstile().check();
      return Optional.empty(); // who asked gave up, or died so long ago that its pipe was swept
    } catch (IpcException e) {
      home.report("cannot accept who asks at " + label() + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  private Duration left(Deadline deadline) {
    return Duration.ofNanos(deadline.remainingNanos(home.parker(), Long.MAX_VALUE / 2));
  }

  private void refuseShutDown(String what) {
    if (requests.isShutdown()) {
      throw ended(what);
    }
  }

  private PipeEndedException ended(String what) {
    return new PipeEndedException(
        "cannot " + what + ": " + label() + " was shut down; delete it and create it again", null);
  }

  /**
   * Connects to somebody who accepts, and waits for that.
   *
   * @return the connection
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws PipeEndedException if the listener is shut down, or who accepted died at once
   */
  public Connection<E> connect() throws InterruptedException {
    Optional<Connection<E>> connected = Optional.empty();
    while (connected.isEmpty()) {
      connected = connect(Deadline.NEVER);
    }
    return connected.get();
  }

  /**
   * Connects to somebody who accepts, and waits for that if there is nobody.
   *
   * @param timeout how long to wait
   * @return the connection
   * @throws TimeoutException if nobody accepted in time, since no process does or all are busy
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws PipeEndedException if the listener is shut down, or who accepted died at once
   */
  public Connection<E> connect(Duration timeout) throws InterruptedException, TimeoutException {
    Optional<Connection<E>> connected = connect(Deadline.in(home.parker(), timeout));
    return connected.orElseThrow(() ->
        new TimeoutException(
            "nobody accepted within "
                + timeout
                + " at "
                + label()
                + "; start a process that does, or give it more time"));
  }

  private Optional<Connection<E>> connect(Deadline deadline) throws InterruptedException {
    refuseShutDown("connect");
    if (terms == null) {
      throw new IllegalStateException(label() + " is only looked at");
    }
    SharedPipe<E> pipe = home.create(SharedPipe.passing(terms.codec(), terms.capacityBytes()));
    boolean connected = false;
    try {
      Connection<E> here = pipe.first();
      Request request = new Request(pipe.identity(), ENDS.toBytes(pipe.second()));
      connected = isAccepted(here, request, deadline);
      return connected ? Optional.of(here) : Optional.empty();
    } finally {
      if (!connected) {
        pipe.giveUp();
      }
    }
  }

  private boolean isAccepted(Connection<E> here, Request request, Deadline deadline)
      throws InterruptedException {
    // step: listener.ask
    boolean accepted = false;
    try {
      accepted = requests.offer(request, left(deadline)) && isWelcome(here, deadline);
      return accepted;
    } catch (QueueShutDownException e) {
      throw ended("connect");
    } finally {
      if (!accepted && !isClosed()) {
        requests.remove(request);
      }
    }
  }

  private boolean isWelcome(Connection<E> here, Deadline deadline) throws InterruptedException {
    // step: listener.asked
    while (!here.poll(Duration.ofNanos(deadline.remainingNanos(home.parker(), Bell.BOUND_NANOS)))) {
      refuseShutDown("connect");
      if (left(deadline).isZero() || left(deadline).isNegative()) {
        return false;
      }
    }
    try {
      here.receiveBytes();
      return true;
    } catch (PipeEndedException e) {
      Optional<Death> death = e.death();
      throw new PipeEndedException(
          "cannot connect: who accepted at "
              + label()
              + (death.isPresent() ? " is lost: " + death.get() : " gave up")
              + "; connect again",
          death.orElse(null));
    }
  }

  /**
   * Whether somebody asks to be accepted, or the listener is shut down.
   *
   * @return true if accepting would hardly wait: who asks may be gone
   */
  @Override
  public boolean isReady() {
    return requests.isShutdown() || requests.isReady();
  }

  /**
   * Waits until somebody asks to be accepted, or the listener is shut down.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return false if the time is over
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  @Override
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return requests.awaitReady(timeout);
  }

  /**
   * Ends the listener, for all processes and for good: to accept and to connect is an exception
   * from now on, also for those who wait to. Connections stay.
   */
  public void shutdown() {
    requests.shutdown();
  }

  /**
   * Whether the listener was shut down.
   *
   * @return true from {@link #shutdown} on
   */
  public boolean isShutdown() {
    return requests.isShutdown();
  }

  @Override
  protected @Nullable Serializable extra() {
    return terms;
  }

  @Override
  protected String state() {
    return "who asks: " + requests.state();
  }
}
