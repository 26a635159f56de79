package dev.ipc.bench;

import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedLong;
import java.nio.file.Path;

/** A shared lock around a shared value. */
final class SharedLocking implements Work {
  private final Shm shm;
  private final SharedLock lock;
  private final SharedLong value;

  SharedLocking(Path memory) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.lock = shm.openOrCreate("lock", SharedLock.plain());
    this.value = shm.openOrCreate("value", SharedLong.initially(0));
  }

  @Override
  public void batch() {
    for (int i = 0; i < BATCH; i++) {
      lock.lock();
      try {
        value.setPlain(value.getPlain() + 1);
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void take() {
    lock.lock();
  }

  @Override
  public void close() {
    if (lock.isHeldByCurrentThread()) {
      lock.unlock();
    }
    shm.close();
  }
}
