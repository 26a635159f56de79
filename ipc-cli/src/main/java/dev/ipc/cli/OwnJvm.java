package dev.ipc.cli;

import dev.ipc.journal.JournalFlags;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program in a JVM of its own, which has this one's terminal, and a folder for classes of its
 * own. The program ends and the folder goes when this JVM ends, also by Ctrl-C.
 */
final class OwnJvm implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  private final Path classes = Files.createTempDirectory("ipc-run-");
  private final Thread hook = new Thread(this::end, "end of program");
  private volatile @Nullable Process process;

  OwnJvm() throws IOException {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The folder that comes first on the program's class path. */
  Path classes() {
    return classes;
  }

  /** Runs a program of this class path to its end and returns its exit code. */
  int run(String mainClass, List<String> arguments) throws IOException, InterruptedException {
    return run(System.getProperty("java.class.path"), mainClass, arguments);
  }

  /** Runs a program of another class path to its end and returns its exit code. */
  int run(String classPath, String mainClass, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(JournalFlags.all());
    command.addAll(ownProperties());
    command.add("-cp");
    command.add(classes + File.pathSeparator + classPath);
    command.add(mainClass);
    command.addAll(arguments);
    Process started = new ProcessBuilder(command).inheritIO().start();
    process = started;
    return started.waitFor();
  }

  /** The toolkit's settings in this JVM hold for the program, too. */
  private static List<String> ownProperties() {
    return System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("ipc."))
        .map(name -> "-D" + name + "=" + System.getProperty(name))
        .toList();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // this JVM ends, so the hook runs
    }
    end();
  }

  private void end() {
    Process running = process;
    if (running != null) {
      endProgram(running);
    }
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void endProgram(Process running) {
    running.destroy();
    try {
      if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
