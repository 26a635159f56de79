package dev.ipc.shm.inspect;

import java.time.Instant;
import java.util.Optional;

/**
 * A lock at one moment.
 *
 * @param holder who has it, or empty if it is free
 * @param waiters whether somebody may be waiting
 * @param waitedForSince when the first waiter came to this holder, if one came
 * @param dirty whether a dead holder's section still waits for its repair
 * @param recoveries how often it was taken over from the dead
 */
public record LockInfo(
    Optional<Holder> holder,
    boolean waiters,
    Optional<Instant> waitedForSince,
    boolean dirty,
    long recoveries) {
  /**
   * Who has a lock.
   *
   * @param member slot and generation
   * @param pid process id, or -1 if the slot was handed on since
   * @param thread number of the thread in its process
   * @param alive false if the next who wants the lock takes it over
   */
  public record Holder(String member, long pid, long thread, boolean alive) {}
}
