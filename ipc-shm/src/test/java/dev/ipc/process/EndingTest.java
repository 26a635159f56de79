package dev.ipc.process;

import static dev.ipc.process.JvmProcessTest.assertEndsWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.Action;
import dev.ipc.shm.Shm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is known of how a child ended. */
@ExtendWith(LeakLedger.class)
class EndingTest {
  private static final JvmOptions QUIET = JvmOptions.DEFAULTS.output(Output.discarded());

  @TempDir private Path folder;

  private static Ending endingOf(int exitCode, JvmOptions options, Action action) throws Exception {
    JvmProcess process = JvmProcess.start(options, action);
    assertThat(process.ending()).isEmpty();
    assertEndsWith(exitCode, process);
    Ending ending = process.ending().orElseThrow();
    assertThat(ending.pid()).isEqualTo(process.pid());
    assertThat(ending.exitCode()).isEqualTo(exitCode);
    return ending;
  }

  @Test
  void shouldTellTheExitCodeWhenTheChildEndsByItself() throws Exception {
    Ending good = endingOf(0, QUIET, () -> {});
    Ending bad = endingOf(137, QUIET, () -> System.exit(137));

    assertThat(good).hasToString("ended with exit code 0");
    assertThat(good.lastLines()).isEmpty();
    assertThat(bad).hasToString("ended with exit code 137");
    assertThat(bad.signal()).isEmpty();
  }

  @Test
  void shouldTellTheSignalWhenTheChildIsEndedByOne() throws Exception {
    try (Shm shm = Shm.temporary()) {
      SharedInt ready = shm.create(SharedInt.initially(0));
      List<JvmProcess> sleepers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        sleepers.add(
            JvmProcess.start(
                QUIET.folder(folder).flags("-XX:-CreateCoredumpOnCrash"),
                () -> {
                  ready.incrementAndGet();
                  TimeUnit.DAYS.sleep(1);
                }));
      }
      Eventually.until("all run", () -> ready.get() == 3);
      send("KILL", sleepers.get(0));
      send("TERM", sleepers.get(1));
      send("SEGV", sleepers.get(2));

      assertThat(endingOf(sleepers.get(0))).hasToString("killed by SIGKILL (137)");
      assertThat(endingOf(sleepers.get(1))).hasToString("killed by SIGTERM (143)");
      Ending crash = endingOf(sleepers.get(2));
      Path report = crash.errorFile().orElseThrow();
      assertThat(crash).hasToString("crashed (SIGSEGV); details in " + report);
      assertThat(crash.signal()).hasValue("SIGSEGV");
      assertThat(report).content().contains("SIGSEGV");
      try (Stream<Path> litter = Files.list(folder)) {
        assertThat(litter).isEmpty();
      }
      Files.delete(report);
    }
  }

  private static void send(String signal, JvmProcess process) throws Exception {
    String[] command = {"kill", "-" + signal, Long.toString(process.pid())};
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static Ending endingOf(JvmProcess process) throws InterruptedException {
    assertThat(process.join(Eventually.PATIENCE)).as("%s ends", process).isTrue();
    return process.ending().orElseThrow();
  }

  @Test
  void shouldHaveTheTraceWhenTheFunctionThrows() throws Exception {
    Ending ending =
        endingOf(
            1,
            QUIET,
            () -> {
              throw new IOException("not done");
            });

    assertThat(ending).hasToString("ended with exit code 1");
    assertThat(ending.lastLines().getFirst()).isEqualTo("java.io.IOException: not done");
    assertThat(ending.lastLines().get(1)).startsWith("\tat dev.ipc.process.EndingTest.");
  }

  @Test
  void shouldSayThatMemoryIsUsedUpWhenItIs() throws Exception {
    Ending ending =
        endingOf(
            1,
            QUIET.heap("16m"),
            () -> {
              List<long[]> all = new ArrayList<>();
              while (all.size() < 1_000_000) {
                all.add(new long[1 << 16]);
              }
            });

    assertThat(ending).hasToString("out of memory: Java heap space");
  }

  @Test
  void shouldHaveTheLastLinesWhenTheOutputWentToAFile() throws Exception {
    Path file = folder.resolve("all.txt");
    Files.writeString(file, "from before\n");
    Ending ending =
        endingOf(
            3,
            JvmOptions.DEFAULTS.output(Output.toFile(file)),
            () -> {
              for (int i = 0; i < 50; i++) {
                System.err.println("line " + i);
              }
              System.exit(3);
            });

    assertThat(ending.lastLines()).hasSize(40).startsWith("line 10").endsWith("line 49");
    assertThat(file).content().startsWith("from before\nline 0\n");
  }
}
