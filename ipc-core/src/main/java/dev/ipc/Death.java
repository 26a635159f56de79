package dev.ipc;

import java.io.Serializable;
import java.time.Instant;

/**
 * A process that ended while it held something.
 *
 * @param pid its process id, or 0 if it is not known any more
 * @param at when a survivor found out
 */
public record Death(long pid, Instant at) implements Serializable {
  @Override
  public String toString() {
    return "process " + (pid == 0 ? "(pid unknown)" : pid) + ", found dead at " + at;
  }
}
