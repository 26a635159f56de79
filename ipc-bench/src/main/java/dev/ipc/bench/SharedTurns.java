package dev.ipc.bench;

import dev.ipc.sync.SharedCondition;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedLong;
import java.nio.file.Path;

/** A shared lock around the number of the side whose turn it is, and a condition to wait for it. */
final class SharedTurns extends Pair {
  private final SharedLock lock;
  private final SharedCondition changed;
  private final SharedLong turn;

  SharedTurns(Path memory, int side) {
    super(memory, side);
    this.lock = shm.openOrCreate("lock", SharedLock.plain());
    this.changed = shm.openOrCreate("changed", SharedCondition.on(lock));
    this.turn = shm.openOrCreate("turn", SharedLong.initially(0));
  }

  @Override
  public void batch() throws InterruptedException {
    for (int i = 0; i < ROUNDS; i++) {
      lock.lock();
      try {
        while (turn.getPlain() != side) {
          changed.await();
        }
        turn.setPlain(1 - side);
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }
}
