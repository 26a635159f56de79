package dev.ipc;

import java.io.Serial;

/** This process cannot be, or is no longer, a member of a domain. */
public class MembershipException extends IpcException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   */
  public MembershipException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what failed, with its values, and what to do
   * @param cause what made it fail
   */
  public MembershipException(String message, Throwable cause) {
    super(message, cause);
  }
}
