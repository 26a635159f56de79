package dev.ipc.queue;

import dev.ipc.IpcException;
import java.io.Serial;

/** A queue was shut down: nothing is put into it any more, or all of it was taken. */
public final class QueueShutDownException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with the queue; what to do
   */
  public QueueShutDownException(String message) {
    super(message);
  }
}
