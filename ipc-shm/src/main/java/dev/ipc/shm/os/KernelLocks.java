package dev.ipc.shm.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the kernel says of file locks, where it says it: {@code /proc/locks} of Linux. */
public final class KernelLocks {
  private static final Path TABLE = Path.of("/proc/locks");

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private KernelLocks() {}

  /**
   * Who has a byte of a file locked exclusively. The table names no file system that could be
   * relied on, so a file elsewhere with the same inode number may add a process.
   *
   * <p>A line reads {@code 7: POSIX ADVISORY WRITE 4711 00:1a:815 3 3}: process, file as device and
   * inode, first and last byte.
   *
   * @param file the file
   * @param position the byte
   * @return the processes, usually one or none; empty where the kernel does not tell
   */
  public static Optional<Set<Long>> writers(Path file, long position) {
    try {
      Set<Long> processes = new TreeSet<>();
      String inode = ":" + Files.getAttribute(file, "unix:ino");
      List<String> lines = Files.readAllLines(TABLE);
      for (String line : lines) {
        String[] fields = BLANKS.split(line.trim(), -1);
        if (fields.length == 8
            && fields[1].equals("POSIX")
            && fields[3].equals("WRITE")
            && fields[5].endsWith(inode)
            && Long.parseLong(fields[6]) <= position
            && (fields[7].equals("EOF") || Long.parseLong(fields[7]) >= position)) {
          processes.add(Long.parseLong(fields[4]));
        }
      }
      return Optional.of(processes);
    } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
