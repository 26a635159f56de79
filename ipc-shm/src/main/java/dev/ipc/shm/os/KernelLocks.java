package dev.ipc.shm.os;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;

/**
 * What the kernel says of file locks, where it says it: {@code /proc/locks} of Linux has all, and
 * {@code /proc/self/fdinfo} those of this process. To read all, the kernel stops whoever locks, and
 * waits for every processor, some 10 ms: that is for error messages. Its own a process reads as it
 * likes.
 *
 * <p>A lock reads {@code 7: POSIX ADVISORY WRITE 4711 00:1a:815 3 3}: process, file as device and
 * inode, first and last byte.
 */
public final class KernelLocks {
  private static final Path TABLE = Path.of("/proc/locks");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path STATES = Path.of("/proc/self/fdinfo");
  private static final String STATE_PREFIX = "lock:";
  private static final int FIELDS = 8;

  private KernelLocks() {}

  /**
   * A lock of this process, as the kernel sees it.
   *
   * @param state what the kernel says of the descriptor by which it was taken
   * @param position the byte that is locked
   */
  public record Held(Path state, long position) {
    /**
     * Whether the lock is still there.
     *
     * @return true also if the kernel cannot be asked now
     */
    public boolean isThere() {
      try {
        return isIn(state, position);
      } catch (IOException e) {
        return true; // too many open files, for example
      }
    }
  }

  /**
   * The exclusive lock that this process has on a byte of a file.
   *
   * @param file the file
   * @param position the byte
   * @return the lock; empty if there is none, or the kernel does not tell
   */
  public static Optional<Held> held(Path file, long position) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      Path real = file.toRealPath();
      for (Path descriptor : descriptors) {
        Path state = STATES.resolve(descriptor.getFileName());
        if (isOf(descriptor, real) && isIn(state, position)) {
          return Optional.of(new Held(state, position));
        }
      }
    } catch (IOException | UnsupportedOperationException e) {
      // It does not tell.
    }
    return Optional.empty();
  }

  private static boolean isOf(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // it was closed meanwhile
    }
  }

  private static boolean isIn(Path state, long position) throws IOException {
    for (String line : Files.readAllLines(state)) {
      if (line.startsWith(STATE_PREFIX)
          && isWriter(fields(line.substring(STATE_PREFIX.length())), position)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Who has a byte of a file locked exclusively. The table names no file system that could be
   * relied on, so a file elsewhere with the same inode number may add a process.
   *
   * @param file the file
   * @param position the byte
   * @return the processes, usually one or none; empty where the kernel does not tell
   */
  public static Optional<Set<Long>> writers(Path file, long position) {
    try {
      Set<Long> processes = new TreeSet<>();
      String inode = ":" + Files.getAttribute(file, "unix:ino");
      for (String line : Files.readAllLines(TABLE)) {
        List<String> fields = fields(line);
        if (isWriter(fields, position) && fields.get(5).endsWith(inode)) {
          processes.add(Long.parseLong(fields.get(4)));
        }
      }
      return Optional.of(processes);
    } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The words of a line. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>(FIELDS);
    StringTokenizer words = new StringTokenizer(line);
    while (words.hasMoreTokens()) {
      fields.add(words.nextToken());
    }
    return fields;
  }

  private static boolean isWriter(List<String> fields, long position) {
    return fields.size() == FIELDS
        && fields.get(1).equals("POSIX")
        && fields.get(3).equals("WRITE")
        && Long.parseLong(fields.get(6)) <= position
        && (fields.get(7).equals("EOF") || Long.parseLong(fields.get(7)) >= position);
  }
}
