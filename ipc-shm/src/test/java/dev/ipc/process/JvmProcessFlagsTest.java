package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which flags of its parent's JVM a child has. */
@ExtendWith(LeakLedger.class)
class JvmProcessFlagsTest {

  private static List<String> tellOf(ChildCommand command) {
    try (ChildJvm parent = command.start()) {
      int exitCode = parent.awaitExit();
      assertThat(exitCode).as("exit code, errors=%s", parent.errors()).isZero();
      return parent.lines();
    }
  }

  @Test
  void shouldInheritWhatItsClassesNeedWhenTheParentHasIt() {
    List<String> told =
        tellOf(
            ChildCommand.of(FlagsChild.class)
                .withFlags(
                    "-ea", "-Dipc.native=off", "--add-opens", "java.base/java.util=ALL-UNNAMED"));

    assertThat(told).contains("assertions=true", "native=off", "opened=true");
  }

  @Test
  void shouldHaveNothingElseWhenTheParentHasNothingElse() {
    assertThat(tellOf(ChildCommand.of(FlagsChild.class)))
        .contains("assertions=false", "native=null", "opened=false");
  }

  @Test
  void shouldHaveThePropertiesOfTheLibraryWhenTheProgramSetThem() {
    assertThat(tellOf(ChildCommand.of(FlagsChild.class))).contains("program=yes");
  }

  @Test
  void shouldHaveItsOwnFlagsWhenTheyAreGiven() {
    List<String> told =
        tellOf(
            ChildCommand.of(FlagsChild.class, "-Xmx32m", "-da", "-Dipc.native=auto")
                .withFlags("-Xmx300m", "-ea", "-Dipc.native=off"));

    assertThat(told).contains("assertions=false", "native=auto");
    assertThat(memory(told)).isLessThanOrEqualTo(32L << 20);
  }

  private static long memory(List<String> told) {
    return told.stream()
        .filter(line -> line.startsWith("memory="))
        .mapToLong(line -> Long.parseLong(line.substring("memory=".length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldNotInheritWhatOnlyOneJvmCanHave(@TempDir Path folder) throws IOException {
    Path log = folder.resolve("gc.log");
    List<String> told =
        tellOf(
            ChildCommand.of(FlagsChild.class)
                .withFlags(
                    "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0",
                    "-Dcom.sun.management.jmxremote.port=0",
                    "-Dcom.sun.management.jmxremote.authenticate=false",
                    "-Dcom.sun.management.jmxremote.ssl=false",
                    "-Xlog:gc*:file=" + log,
                    "-Xmx32m"));
    String flags =
        told.stream().filter(line -> line.startsWith("flags=")).findFirst().orElseThrow();

    assertThat(flags).doesNotContain("jdwp").doesNotContain("jmxremote").doesNotContain("Xlog");
    assertThat(flags).doesNotContain("-Xmx").doesNotContain("UseSerialGC");
    try (Stream<Path> logs = Files.list(folder)) {
      assertThat(logs).containsExactly(log);
    }
  }

  @Test
  void shouldInheritWhenTheCommandLineOfTheParentIsLong() {
    String nowhere = File.pathSeparator + "/nowhere/" + "x".repeat(200);
    List<String> told =
        tellOf(
            ChildCommand.of(FlagsChild.class)
                .withFlags("-Dpadding=" + nowhere.repeat(40), "-ea", "-Dipc.native=off"));

    assertThat(told).contains("assertions=true", "native=off");
  }

  @Test
  void shouldInheritWhenTheFlagsOfTheParentAreInAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("flags"), "-ea\n-Dipc.native=off\n");
    List<String> told = tellOf(ChildCommand.of(FlagsChild.class).withFlags("@" + file));

    assertThat(told).contains("assertions=true", "native=off");
  }
}
