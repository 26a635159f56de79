package dev.ipc.pipe;

import static dev.ipc.pipe.Lane.PLACE_OFFSET;

import dev.ipc.RegionBrokenException;
import dev.ipc.bind.Home;
import dev.ipc.ring.Consumer;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Patience;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What an end of a pipe receives with. */
final class Receiver {
  private static final String RECEIVE = "receive";

  /** There is more to come of a message. */
  private static final int NOT_YET = -1;

  private final Home home;
  private final Link link;
  private final Lane lane;
  private final String label;
  private final Turn turn;
  private final Consumer consumer;
  private final Patience patience = new Patience();

  /** What has arrived of a message in parts. */
  private byte[] begun = new byte[0];

  private int begunLength;

  Receiver(Home home, Link link, Lane lane, String label) {
    this.home = home;
    this.link = link;
    this.lane = lane;
    this.label = label;
    this.turn = new Turn(RECEIVE, label, home.parker().fence());
    this.consumer = new Consumer(lane.ring);
  }

  Turn turn() {
    return turn;
  }

  Lane lane() {
    return lane;
  }

  /** Whether a part of a message was received, and not yet the rest. */
  boolean hasBegun() {
    return begunLength > 0;
  }

  /**
   * Waits until there is a message or a part of one, or the end. Whoever sent may have woken this
   * thread and no other; so it wakes another in turn, since there may be one that receives.
   *
   * @return false if the time is over
   */
  boolean await(Deadline deadline) throws InterruptedException {
    link.checkMine(RECEIVE);
    refuseInterrupted();
    if (lane.ring.hasNext()) {
      return true;
    }
    boolean ready;
    try {
      ready = await(deadline, lane.ring::hasNext);
    } finally {
      if (!home.turnstile().isClosed()) {
        lane.items.ringFenced(1);
      }
    }
    link.checkMine(RECEIVE);
    return ready;
  }

  /** Waits for something, or for the end of the pipe; asleep it asks whether the other lives. */
  private boolean await(Deadline deadline, BooleanSupplier isThere) throws InterruptedException {
    return lane.items.awaitAwake(deadline, patience, () -> isThere.getAsBoolean() || !link.isGood())
        || lane.items.awaitAsleep(
            home.turnstile(),
            deadline,
            home.label(),
            () -> isThere.getAsBoolean() || link.isOver());
  }

  private void refuseInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before receiving on " + home.label());
    }
  }

  /**
   * Receives a message.
   *
   * @return null if there was none in time
   * @throws PipeEndedException if the other end is gone, and all that it sent is received
   */
  byte @Nullable [] receive(Deadline deadline) throws InterruptedException {
    turn.enter();
    try {
      link.checkMine(RECEIVE);
      refuseInterrupted();
      byte[] message = null;
      while (message == null && find(deadline)) {
        message = take();
        lane.room.ring(1);
      }
      return message;
    } finally {
      turn.exit();
    }
  }

  /**
   * Receives a message into a buffer, as long as it takes.
   *
   * @return how many bytes there are
   * @throws BufferTooShortException if it is longer than the rest of the buffer
   * @throws PipeEndedException if the other end is gone, and all that it sent is received
   */
  int receiveInto(byte[] buffer, int offset) throws InterruptedException {
    int room = buffer.length - offset;
    turn.enter();
    try {
      link.checkMine(RECEIVE);
      refuseInterrupted();
      while (true) {
        if (find(Deadline.NEVER)) {
          int length = takeInto(buffer, offset, room);
          if (length != NOT_YET) {
            return length;
          }
        }
      }
    } finally {
      turn.exit();
    }
  }

  private int takeInto(byte[] buffer, int offset, int room) {
    int length = consumer.length();
    if (isWhole() && length <= room) {
      takeWhole(buffer, offset);
      lane.room.ring(1);
      return length;
    }
    byte[] message = take();
    lane.room.ring(1);
    if (message == null) {
      return NOT_YET;
    }
    if (message.length > room) {
      throw new BufferTooShortException(
          "message is too long: bytes="
              + message.length
              + ", room="
              + room
              + ", received at "
              + label
              + "; use content() of this exception, or a larger buffer",
          message);
    }
    System.arraycopy(message, 0, buffer, offset, message.length);
    return message.length;
  }

  private boolean find(Deadline deadline) throws InterruptedException {
    if (consumer.find()) {
      return true;
    }
    if (!await(deadline, consumer::find)) {
      return false;
    }
    link.checkMine(RECEIVE);
    // What was sent before the other end went is here now, if it was not before.
    if (!consumer.find()) {
      begunLength = 0;
      throw link.ended(RECEIVE);
    }
    return true;
  }

  /** Whether what is next is a message, and not a part of one. */
  private boolean isWhole() {
    long place = consumer.offset() + PLACE_OFFSET;
    return lane.records.getInt(place) == consumer.length()
        && lane.records.getInt(place + Integer.BYTES) == 0;
  }

  /** Takes what is next; gives the message if that was all of it, or the last part. */
  private byte @Nullable [] take() {
    if (!isWhole()) {
      long place = consumer.offset() + PLACE_OFFSET;
      int before = lane.records.getInt(place + Integer.BYTES);
      return takePart(lane.records.getInt(place), before, consumer.length());
    }
    byte[] message = new byte[consumer.length()];
    takeWhole(message, 0);
    return message;
  }

  private void takeWhole(byte[] target, int offset) {
    lane.records.getBytes(consumer.offset(), target, offset, consumer.length());
    begunLength = 0;
    // step: pipe.receive
    consumer.take();
    patience.took(1);
  }

  private byte @Nullable [] takePart(int whole, int before, int length) {
    if (before == 0) {
      begunLength = 0;
    }
    if (length == 0 || length > whole || before != begunLength || before > whole - length) {
      throw broken(whole, before, length);
    }
    int arrived = before + length;
    if (begun.length < arrived) {
      // Not at once as long as it says, which may be nonsense.
      begun = Arrays.copyOf(begun, (int) Math.min(whole, Math.max(2L * begun.length, arrived)));
    }
    lane.records.getBytes(consumer.offset(), begun, before, length);
    consumer.take();
    begunLength = arrived;
    return arrived < whole ? null : takeBegun(whole);
  }

  private byte[] takeBegun(int length) {
    byte[] message = begun.length == length ? begun : Arrays.copyOf(begun, length);
    begun = new byte[0];
    begunLength = 0;
    return message;
  }

  private RegionBrokenException broken(int whole, int before, int length) {
    return new RegionBrokenException(
        home.label()
            + " is damaged: a part of a message says length="
            + whole
            + ", before it="
            + before
            + ", in it="
            + length
            + ", but received so far="
            + begunLength
            + "; make a new pipe");
  }
}
