package dev.ipc.bench;

import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedReadWriteLock;
import dev.ipc.value.SharedLong;
import java.nio.file.Path;
import java.util.concurrent.locks.Lock;

/** A shared read-write lock around a shared value, for readers only. */
final class SharedReading implements Work {
  private final Shm shm;
  private final Lock lock;
  private final SharedLong value;
  private long sum;

  SharedReading(Path memory) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.lock = shm.openOrCreate("lock", SharedReadWriteLock.reentrant()).readLock();
    this.value = shm.openOrCreate("value", SharedLong.initially(1));
  }

  @Override
  public void batch() {
    long read = 0;
    for (int i = 0; i < BATCH; i++) {
      lock.lock();
      try {
        read += value.getPlain();
      } finally {
        lock.unlock();
      }
    }
    sum += read; // so that the results are needed
  }

  @Override
  public String toString() {
    return "SharedReading[" + sum + "]";
  }

  @Override
  public void close() {
    shm.close();
  }
}
