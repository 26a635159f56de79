package dev.ipc;

import java.io.Serial;

/** A name is not, or no longer, in the domain. */
public class RegionMissingException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   */
  public RegionMissingException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   * @param cause what made it fail
   */
  public RegionMissingException(String message, Throwable cause) {
    super(message, cause);
  }
}
