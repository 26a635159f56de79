package dev.ipc.shm.support;

import dev.ipc.testkit.Eventually;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM with exactly the command line that the test gives, run to its end. */
public final class PlainJvm {
  private static final List<String> OPTIONS_OF_THE_MACHINE =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

  private PlainJvm() {}

  /**
   * How it ended.
   *
   * @param exitCode its exit code
   * @param lines its standard output
   * @param errors its error output
   */
  public record Outcome(int exitCode, List<String> lines, List<String> errors) {}

  /**
   * Runs {@code java} with the domain root of this JVM.
   *
   * @param folder where to keep what it prints; also its working folder
   * @param arguments everything else after {@code java}
   * @return the outcome
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public static Outcome run(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("-Dipc.root=" + System.getProperty("ipc.root")));
    all.addAll(arguments);
    return run(folder, all, Map.of());
  }

  /**
   * Runs {@code java}.
   *
   * @param folder where to keep what it prints; also its working folder
   * @param arguments everything after {@code java}
   * @param environment more variables
   * @return the outcome
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public static Outcome run(Path folder, List<String> arguments, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile());
    builder.environment().keySet().removeAll(OPTIONS_OF_THE_MACHINE);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(Eventually.PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError(
            "does not end: " + command + "\n" + Files.readString(out) + Files.readString(errors));
      }
      return new Outcome(process.exitValue(), Files.readAllLines(out), Files.readAllLines(errors));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  /**
   * The folders and jars that some classes came from.
   *
   * @param classes one of each
   * @return a class path or module path
   */
  public static String pathOf(Class<?>... classes) {
    List<String> entries = new ArrayList<>();
    for (Class<?> type : classes) {
      entries.add(homeOf(type).toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  /**
   * Where a class came from.
   *
   * @param type the class
   * @return a folder or jar
   */
  public static Path homeOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }
}
