package dev.ipc.bench;

import dev.ipc.shm.Shm;
import dev.ipc.value.SharedDoubleArray;
import java.nio.file.Path;

/** A large shared array whose elements all get the same value; an operation is a byte of it. */
final class SharedFilling implements Work {
  /** Much more than a cache. */
  private static final int BYTES = 80_000_000;

  private final Shm shm;
  private final SharedDoubleArray array;
  private double value;

  SharedFilling(Path memory) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.array = shm.openOrCreate("array", SharedDoubleArray.ofLength(BYTES / Double.BYTES));
  }

  @Override
  public int operations() {
    return BYTES;
  }

  @Override
  public void batch() {
    value++;
    array.fill(value);
  }

  @Override
  public void close() {
    shm.close();
  }
}
