package dev.ipc.cli.race;

import dev.ipc.shm.Shm;
import dev.ipc.value.SharedLong;
import java.io.Serializable;

/**
 * The shared int of the race, together with the number of updates that went into it.
 *
 * <p>From the int alone nobody can tell how many updates were lost: a lost addition and a lost
 * subtraction cancel out. So both are halves of one long, {@code [updates:32][value:32]}, and one
 * addition changes both. An update that another one overwrites takes its count along, whatever it
 * did to the value; what is missing from the count at the end is exactly what was lost.
 *
 * @param word the long
 */
record Tally(SharedLong word) implements Serializable {
  /** Adds 1 to the value, as one update. */
  static final long ADD = (1L << 32) + 1;

  /** Subtracts 1 from the value, as one update. */
  static final long SUBTRACT = (1L << 32) - 1;

  /** What the value starts with. */
  static final int START = 1;

  static Tally in(Shm shm) {
    return new Tally(shm.create(SharedLong.initially(START)));
  }

  int value() {
    return (int) word.get();
  }

  /** How many updates are in the value. A negative value has borrowed one from the upper half. */
  long updates() {
    long bits = word.get();
    return (bits - (int) bits) >> 32;
  }
}
