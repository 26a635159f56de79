package dev.ipc.process;

import dev.ipc.testkit.Eventually;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A program with children that start from a cache; arguments are what to do, and the cache folder.
 */
final class AotChild {
  private static final String SHARED = "dev.ipc.process.ChildMain source: shared objects file";

  private AotChild() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "train" -> {
        tellOfChild();
        Eventually.until("a cache was made", () -> cache(folder).isPresent());
        Eventually.until("it is used", AotChild::startsFromCache);
        System.out.println("children " + JvmProcess.activeChildren());
        tellOfChild();
      }
      case "spoil" -> {
        tellOfChild();
        Path cache = cache(folder).orElseThrow();
        try (var file = new RandomAccessFile(cache.toFile(), "rw")) {
          file.write(new byte[1 << 16]);
        }
        tellOfChild();
        Files.delete(cache);
        tellOfChild();
      }
      case "leave" -> {
        tellOfChild();
        Eventually.until("a cache is being made", () -> isRecorded(folder));
      }
      case "start" -> tellOfChild();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  static Optional<Path> cache(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().matches(".*-\\d+\\.aot")).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether the first of the three steps was done, or is. */
  private static boolean isRecorded(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".config"));
    } catch (IOException e) {
      return false;
    }
  }

  private static void tellOfChild() {
    System.out.println("shared " + startsFromCache(Output.inherited()));
  }

  private static boolean startsFromCache() {
    return startsFromCache(Output.discarded());
  }

  private static boolean startsFromCache(Output output) {
    try {
      Path log = Files.createTempFile("classes", ".log");
      JvmOptions options = JvmOptions.DEFAULTS.output(output);
      try {
        JvmProcess child =
            JvmProcess.start(
                options.flags("-Xlog:class+load:file=" + log),
                () -> System.out.println("in child"));
        child.join();
        if (child.exitCode().getAsInt() != 0) {
          throw new AssertionError(child.ending().toString());
        }
        return Files.readString(log).contains(SHARED);
      } finally {
        Files.delete(log);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
