package dev.ipc.bench;

import dev.ipc.shm.Shm;
import dev.ipc.value.Counter;
import dev.ipc.value.SharedCounters;
import java.nio.file.Path;

/** A labelled counter that everybody adds to. */
final class SharedCounting implements Work {
  private final Shm shm;
  private final Counter counter;

  SharedCounting(Path memory) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.counter = shm.openOrCreate("counters", SharedCounters.ofCapacity(8)).counter("operations");
  }

  @Override
  public void batch() {
    for (int i = 0; i < BATCH; i++) {
      counter.increment();
    }
  }

  @Override
  public void close() {
    shm.close();
  }
}
