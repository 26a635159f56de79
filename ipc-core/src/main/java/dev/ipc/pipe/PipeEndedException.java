package dev.ipc.pipe;

import dev.ipc.Death;
import dev.ipc.IpcException;
import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a pipe is gone: for who receives, when all that was sent is received; for who
 * sends, at once.
 */
public final class PipeEndedException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /** Who died, or null if nobody did. */
  private final @Nullable Death death;

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   * @param death who died, or null if the end was closed
   */
  public PipeEndedException(String message, @Nullable Death death) {
    super(message);
    this.death = death;
  }

  /**
   * Who died that had the other end.
   *
   * @return the process, or empty if the end was closed
   */
  public Optional<Death> death() {
    return Optional.ofNullable(death);
  }
}
