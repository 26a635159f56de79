package dev.ipc.bench;

import dev.ipc.shm.Shm;
import dev.ipc.value.SharedDoubleArray;
import java.nio.file.Path;

/** A shared array whose elements are replaced, plainly. */
final class SharedStores implements Work {
  /** The array fits the first cache. */
  static final int ELEMENTS = 1024;

  private static final int STRIDE = 617;

  private final Shm shm;
  private final SharedDoubleArray array;

  SharedStores(Path memory) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.array = shm.openOrCreate("array", SharedDoubleArray.ofLength(ELEMENTS));
  }

  /**
   * The element that an operation of a batch replaces: none of them the neighbour of the one
   * before, or compilers would store several by one instruction.
   */
  static int element(int operation) {
    return operation * STRIDE & (ELEMENTS - 1);
  }

  @Override
  public void batch() {
    for (int i = 0; i < BATCH; i++) {
      array.set(element(i), i);
    }
  }

  @Override
  public void close() {
    shm.close();
  }
}
