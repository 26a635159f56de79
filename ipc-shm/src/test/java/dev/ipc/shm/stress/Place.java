package dev.ipc.shm.stress;

import dev.ipc.shm.Shm;
import dev.ipc.value.SharedLong;

/**
 * Where a drill happens.
 *
 * @param shm has the shared objects
 * @param board where everybody writes down what they do
 * @param firstLine of the drill's lines on the board
 */
record Place(Shm shm, Board board, int firstLine) {
  /** A number in shared memory, 0 at first. */
  SharedLong number(String name) {
    return shm.openOrCreate(name, SharedLong.initially(0));
  }
}
