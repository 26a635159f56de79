package dev.ipc.pipe;

import static dev.ipc.pipe.Lane.PART;
import static dev.ipc.pipe.Lane.PART_HEADER_BYTES;

import dev.ipc.bind.Home;
import dev.ipc.codec.Codec;
import dev.ipc.codec.Output;
import dev.ipc.memory.Block;
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

  /** Where there is room for what was claimed. */
  private long claimed;

  Sender(Home home, Link link, Lane lane, String label) {
    this.home = home;
    this.link = link;
    this.lane = lane;
    this.turn = new Turn(SEND, label);
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
    enter();
    try {
      codec.encode(object, output);
      return deliver(encoded, deadline);
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
      return deliver(message, deadline);
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

  private boolean deliver(Source message, Deadline deadline) throws InterruptedException {
    link.checkMine(SEND);
    return message.size() <= lane.ring.maxLength()
        ? sendWhole(message, deadline)
        : sendInParts(message, deadline);
  }

  private boolean sendWhole(Source message, Deadline deadline) throws InterruptedException {
    int size = message.size();
    if (!claim(size, deadline)) {
      return false;
    }
    message.copy(0, size, lane.records, claimed);
    publish(size, RecordLayout.ITEM);
    return true;
  }

  /** Who gives up in the middle leaves parts that the receiver drops when the next begins. */
  private boolean sendInParts(Source message, Deadline deadline) throws InterruptedException {
    int size = message.size();
    int most = lane.ring.maxLength() - PART_HEADER_BYTES;
    for (int from = 0; from < size; ) {
      int length = Math.min(most, size - from);
      if (!claim(PART_HEADER_BYTES + length, deadline)) {
        return false;
      }
      Block records = lane.records;
      records.setInt(claimed, size);
      records.setInt(claimed + Integer.BYTES, from);
      message.copy(from, length, records, claimed + PART_HEADER_BYTES);
      publish(PART_HEADER_BYTES + length, PART);
      // step: pipe.part
      from += length;
    }
    return true;
  }

  private void publish(int length, int kind) {
    producer.publish(length, kind);
    lane.items.ring(1);
  }

  private boolean claim(int length, Deadline deadline) throws InterruptedException {
    if (!link.isOtherGood()) {
      throw link.ended(SEND);
    }
    if (!hasClaimed(length)) {
      lane.room.await(
          home.turnstile(), deadline, home.label(), () -> link.isOver() || hasClaimed(length));
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
