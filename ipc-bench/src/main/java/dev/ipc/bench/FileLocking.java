package dev.ipc.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A lock on a byte of a file around a value in the same file, which is mapped. */
final class FileLocking implements Work {
  private static final long VALUE_OFFSET = 128;

  private final FileChannel file;
  private final MemorySegment segment;

  FileLocking(Path memory) throws IOException {
    file =
        FileChannel.open(
            memory.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    segment = file.map(MapMode.READ_WRITE, 0, 4096, Arena.global());
  }

  @Override
  public void batch() throws IOException {
    for (int i = 0; i < BATCH; i++) {
      FileLock lock = file.lock(0, 1, false);
      long value = segment.get(ValueLayout.JAVA_LONG, VALUE_OFFSET);
      segment.set(ValueLayout.JAVA_LONG, VALUE_OFFSET, value + 1);
      lock.release();
    }
  }

  @Override
  public void take() throws IOException {
    FileLock lock = file.lock(0, 1, false);
    if (!lock.isValid()) {
      throw new IOException("file lock lost at once: " + lock);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
