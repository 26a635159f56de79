package dev.ipc;

import java.io.Serial;

/** A handle was used after it, or its domain, was closed in this JVM. */
public class RegionClosedException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   */
  public RegionClosedException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   * @param cause what made it fail
   */
  public RegionClosedException(String message, Throwable cause) {
    super(message, cause);
  }
}
