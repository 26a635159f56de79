package dev.ipc.shm.inspect;

import java.time.Instant;

/**
 * The last process that had a slot of a domain.
 *
 * @param slot number of the slot
 * @param generation how many processes had the slot, with this one
 * @param pid process id
 * @param started when the process started; 1970 if it could not tell
 * @param alive false if it died or left, which cannot be told apart
 */
public record MemberInfo(int slot, int generation, long pid, Instant started, boolean alive) {
  /**
   * The name by which files speak of it.
   *
   * @return slot and generation
   */
  public String id() {
    return slot + "." + generation;
  }
}
