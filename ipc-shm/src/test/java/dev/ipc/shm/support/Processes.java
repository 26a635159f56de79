package dev.ipc.shm.support;

import dev.ipc.shm.Shm;
import dev.ipc.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Processes that are not children of this JVM, and what they leave behind. */
public final class Processes {
  private Processes() {}

  /**
   * Waits until a process runs no more. One that nobody has reaped counts as ended: whose child it
   * is after the death of its parent is not up to us.
   *
   * @param pid its number
   */
  public static void awaitEnd(long pid) {
    Eventually.until("process " + pid + " has ended", () -> !runs(pid));
  }

  /**
   * Whether a process runs.
   *
   * @param pid its number
   * @return false if it has ended
   */
  public static boolean runs(long pid) {
    Path stat = Path.of("/proc", Long.toString(pid), "stat");
    try {
      String text = Files.readString(stat);
      char state = text.charAt(text.lastIndexOf(')') + 2);
      return state != 'Z' && state != 'X';
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return ProcessHandle.of(pid).isPresent();
    }
  }

  /** Has the domains removed whose processes were all killed, and waits until there are none. */
  public static void sweep() {
    Eventually.until(
        "temporary domains are swept",
        () -> {
          Shm.temporary().close();
          return noDomains();
        });
  }

  /**
   * Whether nobody has a temporary domain, or has left one behind.
   *
   * @return true if there is no file of one
   */
  public static boolean noDomains() {
    try (Stream<Path> all = Files.list(Shm.root())) {
      return all.noneMatch(path -> path.getFileName().toString().startsWith(".tmp-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether this process ignores a signal, and so do its children: as SIGINT where a shell runs it
   * in the background.
   *
   * @param signal its number
   * @return true if it does
   * @throws IOException if the kernel does not tell
   */
  public static boolean ignore(int signal) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).trim(), 16))
        .anyMatch(mask -> (mask >>> (signal - 1) & 1) != 0);
  }
}
