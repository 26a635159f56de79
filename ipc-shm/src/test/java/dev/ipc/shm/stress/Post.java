package dev.ipc.shm.stress;

import dev.ipc.codec.Codec;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;

/** A queue of the run, by what its consumers do. */
enum Post {
  /** They take. */
  TAKE(0),
  /** They have messages on lease. */
  LEASE(1);

  private static final int CAPACITY_BYTES = 1 << 14;
  private static final int MAX_FILLER = 400;

  private final int number;

  Post(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** A message, numbered by its producer. */
  record Message(int producer, int number, String filler) {
    static Message of(int producer, int number) {
      return new Message(producer, number, filler(number));
    }

    private static String filler(int number) {
      // Most messages are one line of the ring, some are many.
      int length = number % 8 == 0 ? number / 8 % MAX_FILLER : number % 16;
      return String.valueOf((char) ('a' + number % 26)).repeat(length);
    }

    boolean isWhole() {
      return filler.equals(filler(number));
    }
  }

  SharedQueue<Message> open(Shm shm) {
    return shm.openOrCreate(
        "post-" + name(), SharedQueue.of(Codec.of(Message.class), CAPACITY_BYTES, 0));
  }
}
