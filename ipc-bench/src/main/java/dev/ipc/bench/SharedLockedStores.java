package dev.ipc.bench;

import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedDoubleArray;
import java.nio.file.Path;

/** A shared array whose elements are replaced, each under the array's lock. */
final class SharedLockedStores implements Work {
  private final Shm shm;
  private final SharedDoubleArray array;
  private final SharedLock lock;

  SharedLockedStores(Path memory) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.array = shm.openOrCreate("array", SharedDoubleArray.ofLength(SharedStores.ELEMENTS));
    this.lock = array.lock();
  }

  @Override
  public void batch() {
    for (int i = 0; i < BATCH; i++) {
      lock.lock();
      try {
        array.set(SharedStores.element(i), i);
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void close() {
    shm.close();
  }
}
