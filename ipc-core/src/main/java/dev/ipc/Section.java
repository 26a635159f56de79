package dev.ipc;

/**
 * A critical section without a result.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface Section<X extends Throwable> {
  /**
   * Does the work.
   *
   * @throws X if it fails
   */
  void run() throws X;
}
