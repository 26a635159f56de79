package dev.ipc.bench;

import java.util.Locale;

/** What a measured process does. */
enum Job {
  /** Takes the lock, adds one to a value, gives the lock back. */
  LOCK,
  /** Adds one to a value atomically. */
  ADD,
  /** Takes the lock and keeps it until it is killed. */
  HOLD,
  /** Takes the lock, however long it takes, and tells when it got it. */
  WAIT;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
