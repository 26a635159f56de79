package dev.ipc.task;

/**
 * The outcome of an item that failed: an object of its own, since results can be exceptions, too.
 *
 * @param thrown what {@code apply} throws
 */
record Failure(RuntimeException thrown) {
  /** To be thrown by this thread, with its frames. */
  RuntimeException thrownHere() {
    thrown.fillInStackTrace();
    return thrown;
  }
}
