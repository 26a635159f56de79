package dev.ipc.pipe;

import dev.ipc.IpcException;
import java.io.Serial;

/** A message is longer than the room for it. It is received, and in this exception. */
public final class BufferTooShortException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /** All of it. */
  private final byte[] content;

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   * @param content the message that was received
   */
  public BufferTooShortException(String message, byte[] content) {
    super(message);
    this.content = content.clone();
  }

  /**
   * The message that was received.
   *
   * @return all of it
   */
  public byte[] content() {
    return content.clone();
  }
}
