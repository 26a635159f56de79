package dev.ipc.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What this JVM holds at one moment, by kind and name, each counted. */
final class Stock {
  /** Files and threads that do not count. */
  record Exempt(List<String> fileGlobs, List<String> threadPrefixes) {
    boolean hasFile(Path fromRoot) {
      return fileGlobs.stream()
          .anyMatch(
              glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(fromRoot));
    }

    boolean hasThread(String name) {
      return Stream.concat(THREADS_OF_OTHERS.stream(), threadPrefixes.stream())
          .anyMatch(name::startsWith);
    }
  }

  private static final List<String> THREADS_OF_OTHERS =
      List.of(
          "Attach Listener",
          "Common-Cleaner",
          "DestroyJavaVM",
          "Finalizer",
          "ForkJoinPool",
          "JDI ",
          "Monitor Deflation Thread",
          "Notification Thread",
          "Read-Poller",
          "Reference Handler",
          "Signal Dispatcher",
          "VirtualThread-",
          "Write-Poller",
          "junit-",
          "ping-",
          "process reaper",
          "surefire-");

  private static final String DELETED = " (deleted)";
  private static final Path SELF = Path.of("/proc/self");

  private final Map<String, Integer> counts = new TreeMap<>();
  private final Path root;
  private final Exempt exempt;

  private Stock(Path root, Exempt exempt) {
    this.root = root;
    this.exempt = exempt;
  }

  /**
   * Takes stock.
   *
   * @param root files below it count, existing or deleted
   * @param exempt what does not count
   */
  static Stock take(Path root, Exempt exempt) {
    try {
      Path real = Files.exists(root) ? root.toRealPath() : root.toAbsolutePath().normalize();
      Stock stock = new Stock(real, exempt);
      stock.countFiles();
      if (Files.isDirectory(SELF)) {
        stock.countMappings();
        stock.countDescriptors();
      }
      stock.countThreads();
      stock.countChildren();
      return stock;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot take stock of " + root, e);
    }
  }

  /** What there is more of here than in an earlier stock, in words. */
  List<String> surplusOver(Stock before) {
    List<String> surplus = new ArrayList<>();
    counts.forEach((item, count) -> {
      int more = count - before.counts.getOrDefault(item, 0);
      if (more > 0) {
        surplus.add(more == 1 ? item : item + " (" + more + " of them)");
      }
    });
    return surplus;
  }

  private void count(String item) {
    counts.merge(item, 1, Integer::sum);
  }

  private void countFile(String kind, String path) {
    String plain =
        path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
    if (plain.startsWith(root + "/") && !exempt.hasFile(root.relativize(Path.of(plain)))) {
      count(kind + " " + path);
    }
  }

  private void countFiles() throws IOException {
    if (Files.isDirectory(root)) {
      // A file may go away while we walk: then the walk starts again.
      Eventually.until("the files below " + root + " can be listed", this::tryToCountFiles);
    }
  }

  private boolean tryToCountFiles() {
    List<Path> found;
    try (Stream<Path> files = Files.walk(root)) {
      found = files.toList();
    } catch (UncheckedIOException | IOException e) {
      return false;
    }
    found.forEach(file -> countFile("file", file.toString()));
    return true;
  }

  /** A line ends in the path, which is the first thing in it that has a slash. */
  private void countMappings() throws IOException {
    for (String line : Files.readAllLines(SELF.resolve("maps"))) {
      int path = line.indexOf('/');
      if (path >= 0) {
        countFile("mapping of", line.substring(path));
      }
    }
  }

  private void countDescriptors() throws IOException {
    try (var descriptors = Files.newDirectoryStream(SELF.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.startsWith("socket:") || target.startsWith("pipe:")) {
            count("descriptor of a " + target.substring(0, target.indexOf(':')));
          } else {
            countFile("descriptor of", target);
          }
        } catch (NoSuchFileException e) {
          // Closed since it was listed, such as the one that lists.
        }
      }
    }
  }

  private void countThreads() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!exempt.hasThread(thread.getName())) {
        count("thread " + thread.getName());
      }
    }
  }

  private void countChildren() {
    ProcessHandle.current()
        .children()
        .filter(ProcessHandle::isAlive)
        .forEach(child -> count("child process " + child.pid() + describe(child)));
  }

  /** The end of the command line, which tells children apart better than a class path does. */
  private static String describe(ProcessHandle child) {
    String[] line = child.info().arguments().orElse(new String[0]);
    List<String> end = Arrays.asList(line).subList(Math.max(0, line.length - 3), line.length);
    return " " + child.info().command().orElse("") + " ... " + String.join(" ", end);
  }
}
