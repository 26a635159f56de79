package dev.ipc.codec;

import dev.ipc.IpcException;
import java.io.Serial;

/**
 * An object cannot become a message, or a message is none that this process can, or may, make an
 * object of.
 */
public class CodecException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   */
  public CodecException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   * @param cause what made it fail
   */
  public CodecException(String message, Throwable cause) {
    super(message, cause);
  }
}
