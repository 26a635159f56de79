package dev.ipc.pipe;

import static dev.ipc.pipe.Lane.PLACE_OFFSET;

import dev.ipc.bind.Home;
import dev.ipc.codec.Codec;
import dev.ipc.codec.Output;
import dev.ipc.ring.Producer;
import dev.ipc.ring.RecordLayout;
import dev.ipc.wait.Deadline;

/** What an end of a pipe sends with. */
final class Sender {
  private static final String SEND = "send";
  private static final int KEPT_BYTES = 1 << 16;

  private final Home home;
  private final Link link;
  private final Lane lane;
  private final Turn turn;
  private final Producer producer;
  private Output output = new Output();
  private Source encoded = new Source.Encoded(output);

  /** For which time that this handle has the end the producer knows where the tail is. */
  private long settledFor;

  /** Where there is room for what was claimed. */
  private long claimed;

  Sender(Home home, Link link, Lane lane, String label) {
    this.home = home;
    this.link = link;
    this.lane = lane;
    this.turn = new Turn(SEND, label, home.parker().fence());
    this.producer = new Producer(lane.ring);
  }

  Turn turn() {
    return turn;
  }

  Lane lane() {
    return lane;
  }

  /**
   * Sends an object.
   *
   * @return false if there was no room in time; then nothing is received of it
   */
  <E> boolean send(Codec<E> codec, E object, Deadline deadline) throws InterruptedException {
    return send(codec, object, deadline, true);
  }

  /** Sends an object, and wakes who receives only if told so, or if there is no room. */
  <E> boolean send(Codec<E> codec, E object, Deadline deadline, boolean rings)
      throws InterruptedException {
    enter();
    try {
      codec.encode(object, output);
      return deliver(encoded, deadline, rings);
    } finally {
      if (output.size() > KEPT_BYTES) {
        output = new Output();
        encoded = new Source.Encoded(output);
      }
      output.clear();
      turn.exit();
    }
  }

  /**
   * Sends a message.
   *
   * @return false if there was no room in time; then nothing is received of it
   */
  boolean send(Source message, Deadline deadline) throws InterruptedException {
    enter();
    try {
      return deliver(message, deadline, true);
    } finally {
      turn.exit();
    }
  }

  private void enter() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before sending on " + home.label());
    }
    turn.enter();
  }

  /** Wakes who receives. */
  void flush() {
    turn.enter();
    try {
      link.checkMine(SEND);
      lane.items.ring(1);
    } finally {
      turn.exit();
    }
  }

  private boolean deliver(Source message, Deadline deadline, boolean rings)
      throws InterruptedException {
    settle(link.checkMine(SEND));
    int size = message.size();
    int from = 0;
    while (true) {
      int length = Math.min(lane.ring.maxLength(), size - from);
      if (!claim(length, deadline)) {
        return false; // what was sent of it is dropped by the receiver when the next begins
      }
      lane.records.setInt(claimed + PLACE_OFFSET, size);
      lane.records.setInt(claimed + PLACE_OFFSET + Integer.BYTES, from);
      message.copy(from, length, lane.records, claimed);
      producer.publish(length, RecordLayout.ITEM);
      if (rings) {
        lane.items.ring(1);
      }
      from += length;
      if (from == size) {
        return true;
      }
      // step: pipe.part
    }
  }

  /** Others may have sent in between if the end was away. */
  private void settle(long time) {
    if (time != settledFor) {
      producer.unsettle();
      settledFor = time;
    }
  }

  private boolean claim(int length, Deadline deadline) throws InterruptedException {
    if (!link.isOtherGood()) {
      throw link.ended(SEND);
    }
    if (!hasClaimed(length)) {
      lane.items.ring(1); // for what was sent without
      lane.room.await(
          home.turnstile(), deadline, home.label(), () -> hasClaimed(length) || link.isOver());
      link.checkMine(SEND);
      if (link.isOtherGone()) {
        throw link.ended(SEND);
      }
    }
    return claimed != Producer.FULL;
  }

  private boolean hasClaimed(int length) {
    claimed = producer.claim(length);
    return claimed != Producer.FULL;
  }
}
