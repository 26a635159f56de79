package dev.ipc;

import java.io.Serial;

/** A process died that others were waiting for, and nobody can do in its place what it would. */
public final class OwnerDiedException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /** Who died. */
  private final Death death;

  /**
   * Creates the exception.
   *
   * @param message what was waited for, who died, and what to do
   * @param death who died
   */
  public OwnerDiedException(String message, Death death) {
    super(message);
    this.death = death;
  }

  /**
   * Who died.
   *
   * @return the process, and when that was found out
   */
  public Death death() {
    return death;
  }
}
