package dev.ipc.shm.os;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Lets an interrupted thread use files. An interrupt closes the channel that a thread works with;
 * here the work is done again without the interrupt, which the thread gets back at the end.
 */
public final class Uninterruptible {
  private Uninterruptible() {}

  /** Work on files that can be done again from its start. */
  @FunctionalInterface
  public interface Io<R> {
    /**
     * Does the work.
     *
     * @return the result
     * @throws IOException if the file system fails
     */
    R run() throws IOException;
  }

  /**
   * Does work on files.
   *
   * @param io the work
   * @param <R> the type of its result
   * @return the result
   * @throws IOException if the file system fails
   */
  public static <R> R io(Io<R> io) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return io.run();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
