package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpcTest {
  @Test
  void shouldShowUsageAndFailWhenThereIsNoCommand() {
    CommandRun run = CommandRun.of();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).first().asString().startsWith("Usage: ipc ");
  }

  @Test
  void shouldTellItsVersion() {
    CommandRun run = CommandRun.of("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasSize(2);
    assertThat(run.out().get(0)).startsWith("ipc ");
    assertThat(run.out().get(1)).startsWith("Java " + Runtime.version());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "race", "lessons", "lesson", "run", "ls", "top", "clean", "journal", "doctor", "bench"
      })
  void shouldExplainEachCommand(String command) {
    CommandRun run = CommandRun.of(command, "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.out()).first().asString().startsWith("Usage: ipc " + command);
    assertThat(run.out()).contains("Exit codes:");
    assertThat(run.out()).last().asString().contains("ipc");
  }

  @Test
  void shouldExplainInOneSentenceWhatTheLibraryCouldNotDo(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    CommandRun run = CommandRun.inRoot(file.resolve("root"), "race", "--iterations", 1);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).hasSize(1).first().asString().startsWith("ipc race: ");
  }

  @Test
  void shouldShowWhereItHappenedWhenAskedFor(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    CommandRun run = CommandRun.inRoot(file.resolve("root"), "race", "--trace");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).anyMatch(line -> line.startsWith("\tat dev.ipc."));
  }
}
