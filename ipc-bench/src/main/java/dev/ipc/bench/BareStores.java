package dev.ipc.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A mapped file whose elements are replaced: the least that Java can do. */
final class BareStores implements Work {
  private final MemorySegment segment;

  BareStores(Path memory) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            memory.resolve("array"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      long bytes = SharedStores.ELEMENTS * (long) Double.BYTES;
      segment = file.map(MapMode.READ_WRITE, 0, bytes, Arena.global());
    }
  }

  @Override
  public void batch() {
    for (int i = 0; i < BATCH; i++) {
      segment.setAtIndex(ValueLayout.JAVA_DOUBLE, SharedStores.element(i), i);
    }
  }

  @Override
  public void close() {}
}
