package dev.ipc.bind;

import java.util.Optional;

/** What a region asks of the object that lives in it. Objects that hold nothing need none. */
public interface Resident {
  /**
   * What this process holds and others may wait for.
   *
   * @return a phrase such as {@code held by thread 7}, or empty if nothing is held
   */
  default Optional<String> held() {
    return Optional.empty();
  }

  /**
   * Ends what this process is for the others through this handle, which is about to close: called
   * while the memory is there and threads may still wait, perhaps more than once.
   */
  default void closing() {}

  /**
   * Gives up, through {@link Home#remapped}, what must last as long as threads of this JVM may use
   * the memory: called once, when the handle is closed and its memory unmapped.
   */
  default void unmapped() {}

  /** Wakes every thread of this JVM that may sleep on the object's memory. */
  void wakeAll();

  /** Does what a thread of this JVM could not finish; called about once a second. */
  default void tend() {}
}
