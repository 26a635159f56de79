package dev.ipc.process;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the workers of the tests do. */
final class PoolDeeds {
  private PoolDeeds() {}

  static long pid() {
    return ProcessHandle.current().pid();
  }

  static int square(int number) {
    return number * number;
  }

  static byte[] kilobyte(int number) {
    byte[] bytes = new byte[1_024];
    bytes[0] = (byte) number;
    return bytes;
  }

  static int sleepSomeTime(int millis) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(millis);
    return millis;
  }

  static void sleepForever() throws InterruptedException {
    TimeUnit.DAYS.sleep(1);
  }

  /** Goes on whoever interrupts it. */
  static void ignoreInterrupts(String began) throws IOException {
    append(began, "began");
    while (true) {
      try {
        TimeUnit.DAYS.sleep(1);
      } catch (InterruptedException e) {
        append(began, "interrupted");
      }
    }
  }

  /** Sends this process a signal, and waits for what comes. */
  static void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
    sleepForever();
  }

  static int dive(int depth) {
    return depth < 0 ? 0 : 1 + dive(depth + 1);
  }

  static int devour() {
    List<long[]> all = new ArrayList<>();
    while (true) {
      all.add(new long[1 << 20]);
      if (all.size() < 0) {
        return all.size();
      }
    }
  }

  /** Adds a line to a file. */
  static void append(String file, String line) throws IOException {
    Files.writeString(
        Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** Is the death of the first worker that does it. */
  static int diesOnce(String folder, int item, int deadly) throws IOException {
    append(folder + "/ran-" + item, "" + pid());
    if (item == deadly && Files.readAllLines(Path.of(folder, "ran-" + item)).size() == 1) {
      Runtime.getRuntime().halt(9);
    }
    return item * item;
  }

  /** Is the death of who decodes it in another process, or encodes it there. */
  static final class Deadly implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    private final long home = pid();
    private final boolean whenWritten;

    Deadly(boolean whenWritten) {
      this.whenWritten = whenWritten;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws IOException {
      out.defaultWriteObject();
      if (whenWritten) {
        Runtime.getRuntime().halt(11);
      }
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      if (home != pid()) {
        Runtime.getRuntime().halt(12);
      }
    }
  }

  /** Cannot be read in another process. */
  static final class Unreadable implements Serializable {
    @Serial private static final long serialVersionUID = 1L;

    private final long home = pid();

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
      in.defaultReadObject();
      if (home != pid()) {
        throw new IOException("not readable here");
      }
    }
  }

  /** Can be read, but only as itself. */
  record Stubborn(int number) {
    @Override
    public String toString() {
      return "stubborn " + number;
    }
  }

  static void fail(int number) {
    throw new IllegalStateException("deed " + number + " failed");
  }

  /** Gives something else for each number: a string, or what is harder to pass on. */
  static Object awkward(int number) {
    return switch (number) {
      case 1 -> new Unreadable();
      case 3 -> {
        fail(3);
        yield 3;
      }
      case 4 -> new Stubborn(4);
      default -> "" + number;
    };
  }

  /** An exception with something in it that cannot travel. */
  static final class Rooted extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    @SuppressWarnings({"serial", "UnusedVariable"}) // that is the point
    private final Object root = new Object();

    Rooted() {
      super("rooted");
    }
  }
}
