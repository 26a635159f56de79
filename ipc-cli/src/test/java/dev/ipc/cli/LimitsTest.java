package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux has these files")
class LimitsTest {
  @Test
  void shouldReadTheWholeNumberWhenTheKernelTellsTheMappings() throws IOException {
    assertThat(Limits.mappings())
        .hasValue(Long.parseLong(output("cat /proc/sys/vm/max_map_count")));
  }

  @Test
  void shouldReadTheLimitOfThisProcessWhenTheKernelTellsIt() {
    assertThat(Limits.openFiles().orElseThrow()).isPositive();
  }

  private static String output(String command) throws IOException {
    Process process = new ProcessBuilder("sh", "-c", command).start();
    try (var out = process.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8).trim();
    }
  }
}
