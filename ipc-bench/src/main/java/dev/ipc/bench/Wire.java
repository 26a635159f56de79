package dev.ipc.bench;

import java.io.IOException;

/**
 * One way to get messages of a fixed length from one process to another. Both sides open it; the
 * first byte of a message tells whether it is the last of a window.
 */
interface Wire extends AutoCloseable {
  byte LAST = 1;

  /** Gets what came. */
  interface Sink {
    void accept(byte[] message);
  }

  /**
   * Sends a message; waits while there is no room.
   *
   * @param message the same array each time
   */
  void send(byte[] message) throws InterruptedException;

  /**
   * Receives messages, as suits it best; waits or not while there is none.
   *
   * @param most how many at most
   * @param sink gets each; the array is used again
   */
  void receive(int most, Sink sink) throws InterruptedException;

  /** For whoever waits by looking again and again. */
  static void pause() {
    Thread.onSpinWait();
  }

  @Override
  void close() throws IOException;
}
