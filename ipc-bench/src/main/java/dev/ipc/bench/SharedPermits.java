package dev.ipc.bench;

import dev.ipc.Spec;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedSemaphore;
import java.nio.file.Path;

/** A shared semaphore. */
final class SharedPermits implements Work {
  private final Shm shm;
  private final SharedSemaphore semaphore;

  SharedPermits(Path memory, Spec<SharedSemaphore> spec) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.semaphore = shm.openOrCreate("semaphore", spec);
  }

  @Override
  public void batch() throws InterruptedException {
    for (int i = 0; i < BATCH; i++) {
      semaphore.acquire();
      semaphore.release();
    }
  }

  @Override
  public void close() {
    shm.close();
  }
}
