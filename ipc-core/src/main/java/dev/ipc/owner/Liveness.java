package dev.ipc.owner;

import java.util.OptionalLong;

/**
 * Knows which members of a domain are alive. What it says of the dead is final: an owner that was
 * found dead stays dead, and whatever its threads wrote is visible to whoever found out.
 */
public interface Liveness {
  /**
   * Looks whether a process is still there.
   *
   * @param owner the membership in question
   * @return false only if the process is gone, or has left the domain, with all its threads
   */
  boolean isAlive(OwnerId owner);

  /**
   * The process behind a membership, for messages.
   *
   * @param owner the membership in question
   * @return its process id, or empty if its slot was handed to another process since
   */
  OptionalLong pid(OwnerId owner);
}
