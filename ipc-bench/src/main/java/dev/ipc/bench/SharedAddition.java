package dev.ipc.bench;

import dev.ipc.shm.Shm;
import dev.ipc.value.SharedInt;
import java.nio.file.Path;

/** A shared int that everybody adds to. */
final class SharedAddition implements Work {
  private final Shm shm;
  private final SharedInt value;

  SharedAddition(Path memory) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.value = shm.openOrCreate("value", SharedInt.initially(0));
  }

  @Override
  public void batch() {
    for (int i = 0; i < BATCH; i++) {
      value.incrementAndGet();
    }
  }

  @Override
  public void close() {
    shm.close();
  }
}
