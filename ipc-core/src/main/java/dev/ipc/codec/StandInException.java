package dev.ipc.codec;

import dev.ipc.IpcException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Stands for an exception of another process whose class this process does not have, does not
 * trust, or cannot restore. It keeps the name of the class, the message, the frames, the cause and
 * what was suppressed.
 */
public final class StandInException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /** The name of the class. */
  private final String type;

  /** The message. */
  private final @Nullable String message;

  StandInException(String type, @Nullable String message, StackTraceElement[] frames) {
    super(message == null ? type : type + ": " + message);
    this.type = type;
    this.message = message;
    setStackTrace(frames);
  }

  /**
   * The class of the exception in the other process.
   *
   * @return its binary name
   */
  public String originalType() {
    return type;
  }

  /**
   * The message of the exception in the other process; {@link #getMessage()} begins with its class.
   *
   * @return the message, or null if it had none
   */
  public @Nullable String originalMessage() {
    return message;
  }
}
