package dev.ipc.shm.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of a file, past the library. Numbers are in the order of this machine. */
public final class FileBytes {
  private FileBytes() {}

  /**
   * Overwrites a long.
   *
   * @param file an existing file
   * @param offset where
   * @param value the number
   */
  public static void putLong(Path file, long offset, long value) {
    put(file, offset, buffer(Long.BYTES).putLong(value));
  }

  /**
   * Overwrites an int.
   *
   * @param file an existing file
   * @param offset where
   * @param value the number
   */
  public static void putInt(Path file, long offset, int value) {
    put(file, offset, buffer(Integer.BYTES).putInt(value));
  }

  /**
   * Reads a long.
   *
   * @param file an existing file
   * @param offset where
   * @return the number
   */
  public static long getLong(Path file, int offset) {
    return read(file).getLong(offset);
  }

  /**
   * Reads an int.
   *
   * @param file an existing file
   * @param offset where
   * @return the number
   */
  public static int getInt(Path file, int offset) {
    return read(file).getInt(offset);
  }

  /**
   * Makes a file as long as asked; what is new is zero.
   *
   * @param file an existing file
   * @param bytes its new length
   */
  public static void resize(Path file, long bytes) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
      if (channel.size() < bytes) {
        channel.write(ByteBuffer.allocate((int) (bytes - channel.size())), channel.size());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer read(Path file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(Path file, long offset, ByteBuffer bytes) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(bytes.flip(), offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
