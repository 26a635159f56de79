package dev.ipc.process;

/**
 * A function that is sent to workers, to each once unless it has forgotten it. Two are the same if
 * they are the same object.
 */
final class SentFunction {
  private final byte[] bytes;

  SentFunction(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }
}
