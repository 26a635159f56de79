package dev.ipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel allows this process to have, where it tells. */
final class Limits {
  static final long UNLIMITED = Long.MAX_VALUE;

  private static final Path MAPPINGS = Path.of("/proc/sys/vm/max_map_count");
  private static final Path OF_PROCESS = Path.of("/proc/self/limits");
  private static final Pattern OPEN_FILES =
      Pattern.compile("^Max open files\\s+(\\d+|unlimited)\\s", Pattern.MULTILINE);

  private Limits() {}

  /** How many mappings of memory a process may have. */
  static OptionalLong mappings() {
    try {
      // In one read: such a file is empty from the second on, and readString begins with a byte.
      return OptionalLong.of(Long.parseLong(Files.readAllLines(MAPPINGS).getFirst().trim()));
    } catch (IOException | NumberFormatException | NoSuchElementException e) {
      return OptionalLong.empty();
    }
  }

  /** How many files this process may have open; the JVM has raised it as far as it may. */
  static OptionalLong openFiles() {
    try {
      Matcher matcher = OPEN_FILES.matcher(Files.readString(OF_PROCESS));
      if (!matcher.find()) {
        return OptionalLong.empty();
      }
      String limit = matcher.group(1);
      return OptionalLong.of(limit.equals("unlimited") ? UNLIMITED : Long.parseLong(limit));
    } catch (IOException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
