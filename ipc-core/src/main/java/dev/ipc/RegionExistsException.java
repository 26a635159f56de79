package dev.ipc;

import java.io.Serial;

/** A name is taken in the domain. */
public class RegionExistsException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   */
  public RegionExistsException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   * @param cause what made it fail
   */
  public RegionExistsException(String message, Throwable cause) {
    super(message, cause);
  }
}
