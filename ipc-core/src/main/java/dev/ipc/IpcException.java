package dev.ipc;

import java.io.Serial;

/**
 * The toolkit could not do what it was asked. Subclasses name the situation; the message says what
 * failed, with the values, and what to do.
 */
public class IpcException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   */
  public IpcException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   * @param cause what made it fail
   */
  public IpcException(String message, Throwable cause) {
    super(message, cause);
  }
}
