package dev.ipc.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How a program is started that others must not wait for. */
final class LowPriority {
  private static final Path NICE = Path.of("/usr/bin/nice");

  private LowPriority() {}

  /** What comes before its command; nothing where there is no such program. */
  static List<String> command() {
    return Files.isExecutable(NICE) ? List.of(NICE.toString(), "-n", "19") : List.of();
  }
}
