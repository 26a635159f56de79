package dev.ipc.bench;

import java.io.IOException;

/** Reads the same messages again and again, from a wire that keeps them. */
final class Rereading implements Work {
  private static final int MESSAGES = 500_000;

  private final Wire wire;
  private long sum;

  Rereading(Wire wire, int bytes) throws InterruptedException {
    this.wire = wire;
    byte[] message = new byte[bytes];
    for (int i = 0; i < MESSAGES; i++) {
      wire.send(message);
    }
  }

  @Override
  public void batch() throws InterruptedException {
    wire.receive(BATCH, message -> sum += message[0]);
  }

  @Override
  public void close() throws IOException {
    if (sum != 0) {
      throw new IOException("other messages than were sent");
    }
    wire.close();
  }
}
