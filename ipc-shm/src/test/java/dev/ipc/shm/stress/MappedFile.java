package dev.ipc.shm.stress;

import dev.ipc.memory.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that processes write to as to memory: what is tested has no part in it. */
final class MappedFile implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final Block block;

  private MappedFile(Path file, long bytes, StandardOpenOption... options) {
    try (FileChannel channel = FileChannel.open(file, options)) {
      long length = bytes == 0 ? channel.size() : bytes;
      this.block = new Block(channel.map(MapMode.READ_WRITE, 0, length, arena));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes a file of zeros. */
  static MappedFile create(Path file, long bytes) {
    return new MappedFile(
        file,
        bytes,
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  static MappedFile open(Path file) {
    return new MappedFile(file, 0, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  Block block() {
    return block;
  }

  @Override
  public void close() {
    arena.close();
  }
}
