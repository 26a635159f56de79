package dev.ipc.shm.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.testkit.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Python of this machine, run to its end, with the domain root of this JVM.
 *
 * @param folder where to keep what it prints
 * @param modules a folder of modules and scripts
 */
public record Python(Path folder, Path modules) {
  /** How a process ended. */
  private record Outcome(int exitCode, List<String> lines, String errors) {}

  /**
   * Whether there is one that is new enough.
   *
   * @return true if {@code python3} is 3.9 or newer
   */
  public static boolean isThere() {
    String check = "import sys; sys.exit(sys.version_info < (3, 9))";
    try {
      return new ProcessBuilder("python3", "-c", check).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Runs a program that must succeed.
   *
   * @param program its text
   * @param arguments what it finds in {@code sys.argv}
   * @return what it printed
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public List<String> run(String program, String... arguments)
      throws IOException, InterruptedException {
    return success(end("-c", program, arguments));
  }

  /**
   * Runs a script that must succeed.
   *
   * @param script its file
   * @param arguments on its command line
   * @return what it printed
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public List<String> script(String script, String... arguments)
      throws IOException, InterruptedException {
    return success(end("-B", modules.resolve(script).toString(), arguments));
  }

  /**
   * Runs a script that must fail with exit code 1 and print nothing else than why.
   *
   * @param script its file
   * @param arguments on its command line
   * @return why
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted
   */
  public String failure(String script, String... arguments)
      throws IOException, InterruptedException {
    Outcome outcome = end("-B", modules.resolve(script).toString(), arguments);
    assertThat(outcome.exitCode()).as(outcome.errors()).isEqualTo(1);
    assertThat(outcome.lines()).isEmpty();
    return outcome.errors().strip();
  }

  private static List<String> success(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    assertThat(outcome.errors()).isEmpty();
    return outcome.lines();
  }

  private Outcome end(String option, String what, String... arguments)
      throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    List<String> command = new ArrayList<>(List.of("python3", "-X", "utf8", option, what));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
    builder.environment().put("IPC_ROOT", Shm.root().toString());
    builder.environment().put("PYTHONPATH", modules.toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(ended).as("it ends: " + command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readAllLines(output), Files.readString(errors));
  }
}
