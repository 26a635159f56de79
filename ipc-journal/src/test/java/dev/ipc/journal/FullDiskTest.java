package dev.ipc.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ipc.journal.FullDiskChild.Scenario;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is appended while there is no room is refused, and what was acknowledged is not lost. */
@ExtendWith(LeakLedger.class)
final class FullDiskTest {
  private static final long DISK_BYTES = 32 << 20;

  private static final Map<Scenario, String> SAID =
      Map.of(
          Scenario.JOURNAL, "at least 16777216 must stay free",
          Scenario.OTHERS, "lost its memory: it was truncated, or the disk is full; close");

  @TempDir private Path disk;

  @ParameterizedTest
  @EnumSource
  void shouldLoseNothingWhenTheDiskIsFull(Scenario scenario) {
    Optional<List<String>> small = Surroundings.smallDisk(disk, DISK_BYTES);
    assumeTrue(small.isPresent(), "this user may not mount: unshare -m and -rm both fail");
    try (ChildJvm child =
        ChildCommand.of(FullDiskChild.class, scenario, disk)
            .withFlags(JournalFlags.all().toArray(String[]::new))
            .through(small.get())
            .start()) {
      assertThat(child.awaitExit()).as("exit code, errors=%s", child.errors()).isZero();
      assertThat(child.lines())
          .hasSize(3)
          .satisfies(lines -> assertThat(lines.getFirst()).contains(SAID.get(scenario)))
          .endsWith("lost 0", "problem none");
    }
  }
}
