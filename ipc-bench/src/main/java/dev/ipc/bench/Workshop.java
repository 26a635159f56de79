package dev.ipc.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Folders of this run: one for programs, and one for each memory. They go when it ends. */
final class Workshop implements AutoCloseable {
  private static final Path IN_MEMORY = Path.of("/dev/shm");
  private static final String PREFIX = "ipc-bench-";

  /** What is there now, to be deleted also when a run is interrupted. */
  private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

  static {
    Thread cleaner = new Thread(() -> FOLDERS.forEach(Workshop::delete), "bench-cleaner");
    Runtime.getRuntime().addShutdownHook(cleaner);
  }

  private final Path programs = remembered(Files.createTempDirectory(PREFIX));

  Workshop() throws IOException {}

  /** A resource as a file. */
  Path unpacked(String resource) throws IOException {
    Path file = programs.resolve(resource);
    if (!Files.exists(file)) {
      try (InputStream in = Workshop.class.getResourceAsStream(resource)) {
        Files.copy(Objects.requireNonNull(in, resource), file);
      }
    }
    return file;
  }

  /** A resource in C as a program. */
  Path compiled(String resource) throws IOException {
    Path program = programs.resolve(resource + ".out");
    if (!Files.exists(program)) {
      Process compiler =
          new ProcessBuilder(
                  "cc", "-O2", "-pthread", "-o", program.toString(), unpacked(resource).toString())
              .redirectErrorStream(true)
              .start();
      compiler.getOutputStream().close();
      String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (compiler.onExit().join().exitValue() != 0) {
        throw new IOException("cc does not compile " + resource + ": " + said.strip());
      }
    }
    return program;
  }

  /** A new folder, in memory where that is possible. */
  static Path newMemory() throws IOException {
    return remembered(
        Files.isWritable(IN_MEMORY)
            ? Files.createTempDirectory(IN_MEMORY, PREFIX)
            : Files.createTempDirectory(PREFIX));
  }

  private static Path remembered(Path folder) {
    FOLDERS.add(folder);
    return folder;
  }

  static void delete(Path folder) {
    if (!FOLDERS.remove(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    delete(programs);
  }
}
