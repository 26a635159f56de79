package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No room, no descriptors, no permission to write: each is an error that says so and what to do,
 * leaves nothing behind, and passes.
 */
@ExtendWith(LeakLedger.class)
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux lets a child have its own mounts")
class ScarcityTest {
  @TempDir private Path disk;

  @ParameterizedTest
  @EnumSource
  void shouldSayWhatThereIsRoomForWhenTheDiskIsFull(FullDiskChild.Scenario scenario) {
    play(ChildCommand.of(FullDiskChild.class, scenario).through(smallDisk()));
  }

  @ParameterizedTest
  @EnumSource
  void shouldSayThatNothingCanBeWrittenWhenTheDiskIsReadOnly(ReadOnlyChild.Scenario scenario) {
    play(ChildCommand.of(ReadOnlyChild.class, scenario).through(smallDisk()));
  }

  @Test
  void shouldSayThatNoFileCanBeOpenedWhenDescriptorsAreUsedUp() {
    play(ChildCommand.of(FewFilesChild.class).through(Surroundings.openFiles(FewFilesChild.LIMIT)));
  }

  private List<String> smallDisk() {
    Optional<List<String>> command = Surroundings.smallDisk(disk, FullDiskChild.DISK_BYTES);
    assumeTrue(command.isPresent(), "this user may not mount: unshare -m and -rm both fail");
    return command.get();
  }

  private void play(ChildCommand command) {
    try (ChildJvm child = command.withFlags("-Dipc.root=" + disk.resolve("root")).start()) {
      int exitCode = child.awaitExit();
      assertThat(exitCode).as("exit code, errors=%s", child.errors()).isZero();
      assertThat(child.lines()).containsExactly("as expected");
    }
  }
}
