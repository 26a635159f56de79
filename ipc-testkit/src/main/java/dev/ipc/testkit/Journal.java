package dev.ipc.testkit;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What one process says it did, for the {@link Referee}. Each entry is one write to a file of the
 * process's own, so it outlives a SIGKILL as soon as the call has returned.
 */
public final class Journal implements AutoCloseable {
  static final char INTENT = '?';
  static final char DONE = '!';

  private final FileOutputStream out;

  private Journal(FileOutputStream out) {
    this.out = out;
  }

  /**
   * Opens a journal, and goes on with it if it exists.
   *
   * @param file its file, outside of what is tested, used by one process at a time
   * @return the journal
   */
  public static Journal append(Path file) {
    try {
      return new Journal(new FileOutputStream(file.toFile(), true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Says that something is about to be done. If nothing follows, nobody knows whether it was.
   *
   * @param what for example {@code put 17}; without a line end
   */
  public void intend(String what) {
    write(INTENT, what);
  }

  /**
   * Says that something was done: what was intended last, or something that was not announced.
   *
   * @param what the same as was intended, or in more detail, for example {@code got 17}
   */
  public void done(String what) {
    write(DONE, what);
  }

  private void write(char kind, String what) {
    try {
      out.write((kind + what + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
