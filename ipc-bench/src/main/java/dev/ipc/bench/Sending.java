package dev.ipc.bench;

import java.io.IOException;

/**
 * Sends messages as fast as the other side takes them; at the end of a window, one that says so.
 */
final class Sending implements Work {
  private final Wire wire;
  private final byte[] message;

  Sending(Wire wire, int bytes) {
    this.wire = wire;
    this.message = new byte[bytes];
  }

  @Override
  public void batch() throws InterruptedException {
    for (int i = 0; i < BATCH; i++) {
      wire.send(message);
    }
  }

  @Override
  public boolean isLast(boolean timeIsOver) throws InterruptedException {
    if (timeIsOver) {
      message[0] = Wire.LAST;
      wire.send(message);
      message[0] = 0;
    }
    return timeIsOver;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
