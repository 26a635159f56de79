package dev.ipc;

import java.io.Serial;

/**
 * A task threw, or took longer than its time limit. The cause is what it threw, with the frames of
 * where it ran, or a {@link java.util.concurrent.TimeoutException}. The frames of this exception
 * are those of the call that waited, or of where the task was submitted.
 */
public final class TaskFailedException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed by what, where it ran, and where it was submitted
   * @param cause what the task threw
   */
  public TaskFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
