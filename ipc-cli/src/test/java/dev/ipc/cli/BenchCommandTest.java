package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchCommandTest {
  @Test
  void shouldSayWhereTheBenchesAreWhenTheyAreNotHere() {
    CommandRun run = CommandRun.of("bench", "lock-contended", "--json");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errors()).hasSize(1).first().asString().contains("./ipc bench");
  }
}
