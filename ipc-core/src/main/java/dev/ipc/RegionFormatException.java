package dev.ipc;

import java.io.Serial;

/**
 * A file is not a region that this version can read: foreign, truncated, of another version or
 * kind.
 */
public class RegionFormatException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   */
  public RegionFormatException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   * @param cause what made it fail
   */
  public RegionFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
