package dev.ipc.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An int in a mapped file that everybody adds to: the least that Java can do. */
final class BareAddition implements Work {
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

  private final MemorySegment segment;
  private int last;

  BareAddition(Path memory) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            memory.resolve("value"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      segment = file.map(MapMode.READ_WRITE, 0, 4096, Arena.global());
    }
  }

  @Override
  public void batch() {
    int value = 0;
    for (int i = 0; i < BATCH; i++) {
      value = (int) INT.getAndAdd(segment, 0L, 1);
    }
    last = value; // so that the results are needed
  }

  @Override
  public String toString() {
    return "BareAddition[" + last + "]";
  }

  @Override
  public void close() {}
}
