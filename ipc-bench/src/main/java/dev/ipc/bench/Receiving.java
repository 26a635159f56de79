package dev.ipc.bench;

import java.io.IOException;

/** Receives messages until each sender said that its window is over. */
final class Receiving implements Work {
  private final Wire wire;
  private final int senders;
  private int received;
  private int ended;

  Receiving(Wire wire, int senders) {
    this.wire = wire;
    this.senders = senders;
  }

  @Override
  public void batch() throws InterruptedException {
    received = 0;
    while (received < BATCH && ended < senders) {
      wire.receive(
          // What comes after the end of a window belongs to the next.
          ended == senders - 1 ? 1 : BATCH - received,
          message -> {
            received++;
            ended += message[0];
          });
    }
  }

  @Override
  public int operations() {
    return received;
  }

  @Override
  public boolean isLast(boolean timeIsOver) {
    boolean last = ended == senders;
    if (last) {
      ended = 0;
    }
    return last;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
