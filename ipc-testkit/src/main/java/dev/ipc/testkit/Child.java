package dev.ipc.testkit;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The child's side of {@link ChildJvm}: lines to and from the test, and an end when the test ends.
 * The first use of this class starts a daemon thread that owns standard input.
 */
public final class Child {
  private static final int PARENT_GONE = 86;

  /** Unbuffered, so that a line is one write, and is in the pipe when {@link #say} returns. */
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private static final BlockingQueue<String> RECEIVED = new LinkedBlockingQueue<>();

  static {
    Thread listener = new Thread(Child::listen, "child-stdin");
    listener.setDaemon(true);
    listener.start();
  }

  private Child() {}

  /** Has this JVM halt as soon as its parent is gone, however the parent ends. */
  public static void dieWithParent() {
    // Done by the static initializer.
  }

  /**
   * Tells the test something; it arrives whole, whatever happens to this process next.
   *
   * @param line without a line end
   */
  public static synchronized void say(String line) {
    try {
      OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits for what the test sends.
   *
   * @return the next line
   */
  public static String nextLine() {
    try {
      return RECEIVED.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the test's next line", e);
    }
  }

  private static void listen() {
    try {
      var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        RECEIVED.add(line);
      }
    } catch (IOException e) {
      // As good as the end of the input.
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }
}
