package dev.ipc.cli.race;

import dev.ipc.Death;
import dev.ipc.Repair;
import dev.ipc.shm.Shm;
import dev.ipc.value.SharedLong;

/**
 * Takes back the change that a process did not finish before it died, and notes who and when. What
 * it needs is written before the change, and forgotten after the repair, so it may run again.
 *
 * @param tally what is repaired
 * @param before its word before the unfinished change, or {@link #NOTHING}
 * @param deadPid who died, or 0
 * @param takenOverNanos when somebody else had the lock, on the clock that all processes share
 */
record Undo(Tally tally, SharedLong before, SharedLong deadPid, SharedLong takenOverNanos)
    implements Repair {
  private static final long NOTHING = Long.MIN_VALUE;

  static Undo in(Shm shm, Tally tally) {
    return new Undo(
        tally,
        shm.create(SharedLong.initially(NOTHING)),
        shm.create(SharedLong.initially(0)),
        shm.create(SharedLong.initially(0)));
  }

  /** Remembers the value, to be called before it is changed. */
  void prepare() {
    before.set(tally.word().get());
  }

  @Override
  public void repair(Death death) {
    deadPid.set(death.pid());
    takenOverNanos.set(System.nanoTime());
    if (before.get() != NOTHING) {
      tally.word().set(before.get());
      before.set(NOTHING);
    }
  }
}
