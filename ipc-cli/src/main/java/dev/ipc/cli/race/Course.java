package dev.ipc.cli.race;

import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedInt;
import java.io.Serializable;

/**
 * What the processes of one race share.
 *
 * @param tally the value they race for
 * @param lock guards it in mode {@code lock}
 * @param undo repairs it if a process dies with the lock
 * @param parts how many parts of the way are done, by all racers together
 * @param casualty what the process that is going to be killed is doing: 0, {@link #CASUALTY_READY}
 *     or {@link #CASUALTY_HOLDS_LOCK}
 */
record Course(Tally tally, SharedLock lock, Undo undo, SharedInt parts, SharedInt casualty)
    implements Serializable {
  /** The parts of one racer's way: fine enough for a progress line, too few to cost anything. */
  static final int PARTS = 100;

  /** How many parts are done, by two racers, when the third process may take the lock. */
  static final int CASUALTY_FROM = PARTS;

  /** The part before which a racer waits for the third process, lest it come too late. */
  static final int CASUALTY_UNTIL = PARTS * 3 / 4;

  static final int CASUALTY_READY = 1;
  static final int CASUALTY_HOLDS_LOCK = 2;

  static Course in(Shm shm) {
    Tally tally = Tally.in(shm);
    Undo undo = Undo.in(shm, tally);
    return new Course(
        tally,
        shm.create(SharedLock.plain(undo)),
        undo,
        shm.create(SharedInt.initially(0)),
        shm.create(SharedInt.initially(0)));
  }
}
