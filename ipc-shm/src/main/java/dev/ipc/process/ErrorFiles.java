package dev.ipc.process;

import dev.ipc.process.Output.Tail;
import dev.ipc.shm.os.Events;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What children leave that end badly, all in one folder, of which the newest are kept:
 *
 * <pre>
 * ~/.cache/ipc/errors/
 *   hs_err_4711.log   how the JVM 4711 crashed, written by it
 *   trace_4712        the exception that ended 4712; deleted by its parent, which has read it
 * </pre>
 */
final class ErrorFiles {
  private static final int KEPT_FILES = 20;
  private static final long KEPT_BYTES = 16 << 20;
  private static final int HEAD_LINES = 30;
  private static final int TAIL_BYTES = 1 << 14;
  private static final Duration CLOCK_GRAIN = Duration.ofMillis(20);
  private static final String SIGNAL = "#  SIG";

  private ErrorFiles() {}

  private static final class Holder {
    static final Optional<Path> FOLDER = CacheFolder.part("errors");
  }

  /** Where they are, or empty if there is no place for them. */
  static Optional<Path> folder() {
    return Holder.FOLDER;
  }

  /** Where the JVM reports its crash. */
  static List<String> flags() {
    return folder()
        .map(folder -> List.of("-XX:ErrorFile=" + folder.resolve("hs_err_%p.log")))
        .orElse(List.of());
  }

  /** The report of the crash of a child that was started then. */
  static Optional<Path> crash(long pid, Instant started) {
    Optional<Path> report =
        folder()
            .map(folder -> folder.resolve("hs_err_" + pid + ".log"))
            .filter(file -> isNewer(file, started));
    report.ifPresent(_ -> tidyUp());
    return report;
  }

  /** Process ids are used again, and what an earlier process left may be there still. */
  private static boolean isNewer(Path file, Instant started) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isAfter(started.minus(CLOCK_GRAIN));
    } catch (IOException e) {
      return false;
    }
  }

  /** The signal that a report names, which is not the one that the JVM ends itself by. */
  static Optional<String> signalIn(Path report) {
    try (var lines = Files.lines(report, StandardCharsets.ISO_8859_1)) {
      return lines
          .limit(HEAD_LINES)
          .filter(line -> line.startsWith(SIGNAL))
          .findFirst()
          .map(line -> line.substring(3).split(" ", 2)[0]);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static void tidyUp() {
    folder()
        .ifPresent(folder -> {
          try {
            CacheFolder.trim(folder, KEPT_FILES, KEPT_BYTES);
          } catch (IOException e) {
            Events.info("left in " + folder + ": old reports of crashes: " + e);
          }
        });
  }

  /** Leaves the exception that ends this JVM to its parent. */
  static void leaveTrace(Path folder, Throwable thrown) {
    try {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace));
      Files.writeString(trace(folder, ProcessHandle.current().pid()), trace.toString());
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      // It is printed, too.
    }
  }

  /** The beginning of the exception that ended a child that was started then, if it left one. */
  static List<String> takeTrace(long pid, Instant started) {
    Optional<Path> file = folder().map(folder -> trace(folder, pid));
    try {
      if (file.isEmpty() || !isNewer(file.get(), started)) {
        return List.of();
      }
      List<String> lines = Files.readAllLines(file.get());
      Files.delete(file.get());
      return lines.subList(0, Math.min(lines.size(), Tail.LINES));
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Path trace(Path folder, long pid) {
    return folder.resolve("trace_" + pid);
  }

  /** The end of a text file, as far as it can be read. */
  static List<String> lastLines(Path file, int count) {
    try (var access = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, access.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) (access.length() - start)];
      access.seek(start);
      access.readFully(bytes);
      List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(start > 0 ? 1 : 0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
