package dev.ipc;

import java.io.Serial;

/**
 * A region lost its memory while it was in use, for example because its file was truncated. It
 * stays broken.
 */
public class RegionBrokenException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   */
  public RegionBrokenException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   * @param cause what made it fail
   */
  public RegionBrokenException(String message, Throwable cause) {
    super(message, cause);
  }
}
