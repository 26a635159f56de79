package dev.ipc.pipe;

import static dev.ipc.pipe.SharedPipeLayout.FIRST_OFFSET;
import static dev.ipc.pipe.SharedPipeLayout.SECOND_OFFSET;

import dev.ipc.RegionClosedException;
import dev.ipc.Waitable;
import dev.ipc.bind.Home;
import dev.ipc.bind.Luggage;
import dev.ipc.wait.Deadline;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An end of a {@link SharedPipe}, which one process at a time has. It sends and receives objects,
 * or bytes as they are: each send is one message, of any length and also of none, and is received
 * by one receive, whole and in order.
 *
 * <p>In its process, one thread at a time sends and one receives; a second one that tries to
 * meanwhile gets an {@link IllegalStateException}.
 *
 * <p>An end that is captured by the function of a child, or is in a message, is <i>sent away</i>:
 * it belongs to the process in which it arrives, and this one cannot use it any more. While it is
 * on its way, the process that sent it answers for it: if that dies or closes its domain, or the
 * child ends before its function arrived, the end is closed. Whoever decodes a message with an end
 * in it gets the end, if only to look.
 *
 * <p>Methods that wait are interruptible, and end with {@link dev.ipc.RegionClosedException} when
 * the connection or its domain is closed in this process. All methods throw {@link
 * IllegalStateException} if this process does not have the end, and {@link
 * UnsupportedOperationException} for the wrong direction of a one-way pipe.
 *
 * <p><b>Memory effects:</b> what a thread did before it sent a message is visible to the thread
 * that received it.
 *
 * @param <E> the type of the objects
 */
public final class Connection<E> implements AutoCloseable, Serializable, Waitable {
  @Serial private static final long serialVersionUID = 1L;

  private static final byte[] WELCOME = {};

  private final transient SharedPipe<E> pipe;
  private final transient Home home;
  private final transient boolean first;
  private final transient String label;
  private final transient Link link;
  private final transient @Nullable Sender sender;
  private final transient @Nullable Receiver receiver;

  Connection(SharedPipe<E> pipe, Home home, boolean first, @Nullable Lane out, @Nullable Lane in) {
    this.pipe = pipe;
    this.home = home;
    this.first = first;
    this.label = (first ? "first" : "second") + " end of " + home.label();
    this.link =
        first
            ? new Link(home, FIRST_OFFSET, SECOND_OFFSET, label)
            : new Link(home, SECOND_OFFSET, FIRST_OFFSET, label);
    this.sender = out == null ? null : new Sender(home, link, out, label);
    this.receiver = in == null ? null : new Receiver(home, link, in, label);
  }

  Link link() {
    return link;
  }

  /**
   * Sends an object, and waits for room.
   *
   * @param object what to send
   * @throws InterruptedException if the thread is, or gets, interrupted; nothing is received then
   * @throws PipeEndedException if the other end is closed, or its process died
   * @throws dev.ipc.codec.CodecException if the object cannot travel; nothing is sent then
   */
  public void send(E object) throws InterruptedException {
    sender().send(pipe.codec(), object, Deadline.NEVER);
  }

  /**
   * Sends an object, and waits for room if there is none.
   *
   * @param object what to send
   * @param timeout how long to wait; zero or less only tries
   * @return false if there was no room in time; nothing is received then
   * @throws InterruptedException if the thread is, or gets, interrupted; nothing is received then
   * @throws PipeEndedException if the other end is closed, or its process died
   * @throws dev.ipc.codec.CodecException if the object cannot travel; nothing is sent then
   */
  public boolean send(E object, Duration timeout) throws InterruptedException {
    return sender().send(pipe.codec(), object, Deadline.after(timeout));
  }

  /**
   * Sends an object, and waits for room, but does not wake who waits for it: {@link #flush} does,
   * or whatever else is sent. For one who sends many small things in a row: to wake a thread costs
   * more than to send.
   *
   * @param object what to send
   * @throws InterruptedException if the thread is, or gets, interrupted; nothing is received then
   * @throws PipeEndedException if the other end is closed, or its process died
   * @throws dev.ipc.codec.CodecException if the object cannot travel; nothing is sent then
   */
  public void sendLazily(E object) throws InterruptedException {
    sender().send(pipe.codec(), object, Deadline.NEVER, false);
  }

  /** Wakes who waits for what was {@linkplain #sendLazily sent lazily}. */
  public void flush() {
    sender().flush();
  }

  /**
   * Sends bytes as one message, and waits for room.
   *
   * @param bytes all of them
   * @throws InterruptedException if the thread is, or gets, interrupted; nothing is received then
   * @throws PipeEndedException if the other end is closed, or its process died
   */
  public void sendBytes(byte[] bytes) throws InterruptedException {
    sendBytes(bytes, 0, bytes.length);
  }

  /**
   * Sends bytes as one message, and waits for room.
   *
   * @param bytes where they are
   * @param offset where the first is
   * @param length how many
   * @throws InterruptedException if the thread is, or gets, interrupted; nothing is received then
   * @throws PipeEndedException if the other end is closed, or its process died
   * @throws IndexOutOfBoundsException if there are not so many
   */
  public void sendBytes(byte[] bytes, int offset, int length) throws InterruptedException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    sender().send(new Source.Plain(bytes, offset, length), Deadline.NEVER);
  }

  /**
   * Sends bytes as one message, and waits for room if there is none.
   *
   * @param bytes all of them
   * @param timeout how long to wait; zero or less only tries
   * @return false if there was no room in time; nothing is received then
   * @throws InterruptedException if the thread is, or gets, interrupted; nothing is received then
   * @throws PipeEndedException if the other end is closed, or its process died
   */
  public boolean sendBytes(byte[] bytes, Duration timeout) throws InterruptedException {
    return sender().send(new Source.Plain(bytes, 0, bytes.length), Deadline.after(timeout));
  }

  /**
   * Receives an object, and waits for it.
   *
   * @return the object
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws PipeEndedException if the other end is closed, or its process died, and all that it
   *     sent is received
   * @throws dev.ipc.codec.CodecException if the message cannot be decoded here; it is received
   */
  public E receive() throws InterruptedException {
    return pipe.codec().fromBytes(receiveBytes());
  }

  /**
   * Receives an object, and waits for it if there is none.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return the object
   * @throws TimeoutException if there was none in time
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws PipeEndedException if the other end is closed, or its process died, and all that it
   *     sent is received
   * @throws dev.ipc.codec.CodecException if the message cannot be decoded here; it is received
   */
  public E receive(Duration timeout) throws InterruptedException, TimeoutException {
    return pipe.codec().fromBytes(receiveBytes(timeout));
  }

  /**
   * Receives a message as it is, and waits for it.
   *
   * @return its bytes, perhaps none
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws PipeEndedException if the other end is closed, or its process died, and all that it
   *     sent is received
   */
  public byte[] receiveBytes() throws InterruptedException {
    byte[] message = null;
    while (message == null) {
      message = receiver().receive(Deadline.NEVER);
    }
    return message;
  }

  /**
   * Receives a message as it is, and waits for it if there is none.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return its bytes, perhaps none
   * @throws TimeoutException if there was none in time
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws PipeEndedException if the other end is closed, or its process died, and all that it
   *     sent is received
   */
  public byte[] receiveBytes(Duration timeout) throws InterruptedException, TimeoutException {
    byte[] message = receiver().receive(Deadline.after(timeout));
    if (message == null) {
      throw new TimeoutException("nothing received within " + timeout + " at " + label);
    }
    return message;
  }

  /**
   * Receives a message as it is into a buffer, and waits for it. Makes no garbage, unless the
   * message came in parts.
   *
   * @param buffer to where
   * @param offset where the first byte goes
   * @return how many bytes there are, perhaps none
   * @throws BufferTooShortException if the message is longer than the rest of the buffer, which is
   *     as it was; the message is in the exception
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws PipeEndedException if the other end is closed, or its process died, and all that it
   *     sent is received
   */
  public int receiveBytesInto(byte[] buffer, int offset) throws InterruptedException {
    Objects.checkIndex(offset, buffer.length + 1);
    return receiver().receiveInto(buffer, offset);
  }

  /**
   * Gives each object to a handler until the other end is closed, or its process died, and all that
   * it sent is received.
   *
   * @param handler what to do with an object; called by this thread
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public void forEachUntilEnd(Consumer<? super E> handler) throws InterruptedException {
    while (true) {
      E object;
      try {
        object = receive();
      } catch (PipeEndedException e) {
        return;
      }
      handler.accept(object);
    }
  }

  /**
   * Whether there is something to receive: a message, or the beginning of a long one, or the end.
   *
   * @return true if a receive would not wait for the other end to begin
   */
  public boolean poll() {
    Receiver in = receiver();
    link.checkMine("receive");
    return in.lane().ring.hasNext() || link.isOver();
  }

  /**
   * Waits until there is something to receive: a message, or the beginning of a long one, or the
   * end.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return false if there is nothing in time
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public boolean poll(Duration timeout) throws InterruptedException {
    return receiver().await(Deadline.after(timeout));
  }

  /**
   * Whether there is something to receive: {@link #poll()} by the name that all have who can be
   * waited for.
   *
   * @return true if a receive would not wait for the other end to begin
   */
  @Override
  public boolean isReady() {
    return poll();
  }

  /**
   * Waits until there is something to receive: {@link #poll(Duration)} by the name that all have
   * who can be waited for.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return false if there is nothing in time
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  @Override
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return poll(timeout);
  }

  private Sender sender() {
    if (sender == null) {
      throw wrong("send", "receives");
    }
    return sender;
  }

  private Receiver receiver() {
    if (receiver == null) {
      throw wrong("receive", "sends");
    }
    return receiver;
  }

  private UnsupportedOperationException wrong(String what, String does) {
    return new UnsupportedOperationException(
        "cannot "
            + what
            + " at the "
            + label
            + ": the pipe is one-way, and this end only "
            + does
            + "; use the other end, or a duplex pipe");
  }

  /**
   * Looks at once whether the process that has the other end lives, and if not wakes who waits at
   * this end. Who waits looks by itself every 25 ms; this is for one who learns of a death sooner.
   */
  public void probe() {
    if (!isClosed() && link.tend()) {
      tell();
    }
  }

  /**
   * Whether this process cannot use the end, or not any more: it was closed, sent away, or is taken
   * for dead.
   *
   * @return true if sending and receiving are errors here
   */
  public boolean isClosed() {
    return home.turnstile().isClosed() || !link.isMine();
  }

  /**
   * Closes the end, if this process has it: at the other, receiving ends when all that was sent is
   * received, and sending is an error. Threads of this process that wait at this end leave with
   * {@link dev.ipc.RegionClosedException}. For an end that was sent away this does nothing: it
   * belongs to the process that it was sent to.
   */
  @Override
  public void close() {
    if (!isClosed()) {
      try {
        end();
        pipe.ended();
      } catch (RegionClosedException e) {
        return; // the handle of the pipe was closed meanwhile, which closes its ends
      }
    }
  }

  private void end() {
    link.closing();
    if (sender != null) {
      sender.turn().end(sender.lane()::ring);
    }
    if (receiver != null) {
      receiver.turn().end(receiver.lane()::ring);
    }
    if (link.close()) {
      tell();
    }
  }

  /** Has those look who wait at the other end. */
  private void tell() {
    if (sender != null) {
      sender.lane().ring();
    }
    if (receiver != null) {
      receiver.lane().ring();
    }
  }

  /** Gives up the end, which was sent away and did not arrive. */
  private void lose(long sent) {
    if (link.lose(sent)) {
      tell();
    }
  }

  /** The handle of the pipe closes. */
  void closing() {
    if (!isClosed()) {
      end();
    }
    lose(link.sent());
  }

  /**
   * Tells the other end that this one has arrived where it is used.
   *
   * @return false if this process did not get it, or the other end is gone; the pipe is given up
   *     then
   */
  boolean welcome() {
    boolean interrupted = Thread.interrupted(); // kept for later: nothing waits here
    boolean welcomed = false;
    try {
      link.tend();
      welcomed = link.isMine() && sendBytes(WELCOME, Duration.ZERO);
    } catch (PipeEndedException | RegionClosedException | InterruptedException e) {
      welcomed = false;
    } finally {
      if (!welcomed) {
        pipe.giveUp();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return welcomed;
  }

  void wakeAll() {
    if (sender != null) {
      sender.lane().wakeAll();
    }
    if (receiver != null) {
      receiver.lane().wakeAll();
    }
  }

  @Override
  public String toString() {
    String state = home.turnstile().isClosed() ? "closed" : EndWord.describe(link.own());
    return "Connection[" + state + ", " + label + "]";
  }

  /**
   * Sends the end away.
   *
   * @return what travels in its place
   * @throws IllegalStateException if a thread uses it, or has received a part of a message
   */
  @Serial
  private Object writeReplace() {
    return link.isMine() ? whileUnused() : sent();
  }

  private Object whileUnused() {
    try (Unused _ = new Unused()) {
      if (receiver != null && receiver.hasBegun()) {
        throw new IllegalStateException(
            "cannot send the " + label + ": it has received a part of a message; receive the rest");
      }
      return sent();
    }
  }

  private Object sent() {
    if (link.send()) {
      long sent = link.sent();
      Luggage.add(() -> {
        if (!home.turnstile().isClosed()) {
          lose(sent);
        }
      });
    }
    return new Sent<>(pipe, first);
  }

  /**
   * Refuses what no handle stands for.
   *
   * @param in not read
   * @throws InvalidObjectException always
   */
  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a connection travels as a handle only");
  }

  /** Keeps threads from using the end. */
  private final class Unused implements AutoCloseable {
    Unused() {
      if (sender != null) {
        sender.turn().enter();
      }
      try {
        if (receiver != null) {
          receiver.turn().enter();
        }
      } catch (RuntimeException e) {
        if (sender != null) {
          sender.turn().exit();
        }
        throw e;
      }
    }

    @Override
    public void close() {
      if (sender != null) {
        sender.turn().exit();
      }
      if (receiver != null) {
        receiver.turn().exit();
      }
    }
  }

  /**
   * An end on its way to another process.
   *
   * @param pipe its pipe
   * @param first which end
   * @param <E> the type of the objects
   */
  private record Sent<E>(SharedPipe<E> pipe, boolean first) implements Serializable {
    @Serial
    private Object readResolve() {
      return pipe.arrived(first);
    }
  }
}
