package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.cli.boot.Launcher;
import dev.ipc.journal.JournalFlags;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakLedger.class)
class DoctorCommandTest {
  @Test
  void shouldPrintOneObjectPerCheckWhenAskedForJson() {
    CommandRun run = CommandRun.of("doctor", "--json");

    List<Map<String, Object>> checks = run.out().stream().map(FlatJson::parse).toList();
    assertThat(checks)
        .extracting(check -> check.get("check"))
        .containsExactly(
            "java",
            "native access",
            "futex",
            "membarrier",
            "domain root",
            "file system",
            "free space",
            "mappings",
            "open files",
            "trial");
    assertThat(checks)
        .allSatisfy(check -> {
          assertThat(check).containsOnlyKeys("check", "status", "detail", "advice");
          assertThat(check.get("status")).isIn("ok", "warn", "fail");
          assertThat(check.get("advice").equals("")).isEqualTo(check.get("status").equals("ok"));
        });
    assertThat(checks.getLast()).containsEntry("status", "ok");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void shouldWarnWhenNativeAccessIsNotGranted() {
    CommandRun run = CommandRun.of(ChildCommand.of(Launcher.class, "doctor").withoutNativeAccess());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .anyMatch(line -> line.startsWith("warn  native access"))
        .anyMatch(line -> line.contains("-> start java with --enable-native-access=ALL-UNNAMED"));
  }

  @Test
  void shouldFailWhenTheRootIsOpenToOthers(@TempDir Path folder) throws IOException {
    Path root = Files.createDirectory(folder.resolve("root"));
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));

    CommandRun run = CommandRun.inRoot(root, "doctor");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .anyMatch(line -> line.startsWith("fail  domain root") && line.contains("rwxr-xr-x"))
        .anyMatch(line -> line.endsWith("chmod 700 " + root))
        .anyMatch(line -> line.startsWith("fail  trial"));
  }

  @Test
  void shouldSayThatTheRootWillBeMadeWhenItIsNotThereYet(@TempDir Path folder) {
    Path root = folder.resolve("not/yet");

    CommandRun run = CommandRun.inRoot(root, "doctor");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("ok    domain root    " + root + ", made when it is needed");
  }

  @Test
  void shouldPrintTheFlagsOfJournalsOnOneLine() {
    CommandRun run = CommandRun.of("doctor", "--flags");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).containsExactly(String.join(" ", JournalFlags.all()));
  }
}
