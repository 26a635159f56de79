package dev.ipc;

import java.io.Serial;

/**
 * A region lost its memory while it was in use, for example because its file was truncated. It
 * stays broken.
 *
 * <p>Code that the JVM has compiled may meet an {@link InternalError} instead, in the first second,
 * because the JVM reports lost memory to it a few instructions late. The accesses before that may
 * have returned anything.
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
