package dev.ipc.process;

import static dev.ipc.process.JvmProcessTest.assertEndsWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.process.Output.Line;
import dev.ipc.testkit.LeakLedger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Output that comes through the parent, and what options do in the child. */
@ExtendWith(LeakLedger.class)
class OutputTest {
  private final List<Line> lines = Collections.synchronizedList(new ArrayList<>());

  private List<String> texts(boolean error) {
    return lines.stream().filter(line -> line.error() == error).map(Line::text).toList();
  }

  @Test
  void shouldGiveEachLineWhenThereAreMany() throws Exception {
    JvmProcess process =
        JvmProcess.start(
            JvmOptions.DEFAULTS.name("talker").output(Output.lines(lines::add)),
            () -> {
              for (int i = 0; i < 2_000; i++) {
                System.out.println("line " + i);
              }
              System.err.println("with äöü€");
              System.err.print("no end");
              System.exit(4);
            });

    assertEndsWith(4, process);
    assertThat(texts(false)).hasSize(2_000).startsWith("line 0").endsWith("line 1999");
    assertThat(texts(true)).containsExactly("with äöü€", "no end");
    assertThat(lines).extracting(Line::process).containsOnly("talker");
    assertThat(process.ending().orElseThrow().lastLines()).containsExactly("with äöü€", "no end");
  }

  @Test
  void shouldGoOnWhenTheConsumerFails() throws Exception {
    JvmProcess process =
        JvmProcess.start(
            JvmOptions.DEFAULTS.output(
                Output.lines(line -> {
                  lines.add(line);
                  throw new IllegalStateException("thrown by a test's consumer");
                })),
            () -> {
              System.out.println("one");
              System.out.println("two");
            });

    assertEndsWith(0, process);
    assertThat(texts(false)).containsExactly("one", "two");
  }

  @Test
  void shouldHaveItsOptionsWhenItRuns(@TempDir Path folder) throws Exception {
    JvmProcess process =
        JvmProcess.start(
            JvmOptions.DEFAULTS
                .name("worker")
                .heap("48m")
                .flags("-Dgiven=yes")
                .env("IPC_TEST_VARIABLE", "set")
                .folder(folder)
                .daemon(true)
                .output(Output.lines(lines::add)),
            () -> {
              System.out.println("heap " + (Runtime.getRuntime().maxMemory() <= 48 << 20));
              System.out.println("property " + System.getProperty("given"));
              System.out.println("variable " + System.getenv("IPC_TEST_VARIABLE"));
              System.out.println("folder " + Path.of("").toAbsolutePath());
              System.out.println("self " + JvmProcess.current());
              System.out.println("parent " + JvmProcess.parent().orElseThrow());
              System.out.println("children daemon " + JvmOptions.DEFAULTS.daemon());
            });

    assertThat(JvmProcess.activeChildren()).containsExactly(process);
    assertEndsWith(0, process);
    assertThat(JvmProcess.activeChildren()).isEmpty();
    long here = ProcessHandle.current().pid();
    assertThat(texts(false))
        .containsExactly(
            "heap true",
            "property yes",
            "variable set",
            "folder " + folder.toRealPath(),
            "self ProcessInfo[name=worker, pid=" + process.pid() + ", daemon=true]",
            "parent ProcessInfo[name=main, pid=" + here + ", daemon=false]",
            "children daemon true");
    assertThat(JvmProcess.current()).isEqualTo(new ProcessInfo("main", here, false));
    assertThat(JvmProcess.parent()).isEmpty();
    assertThat(JvmOptions.DEFAULTS.daemon()).isFalse();
  }
}
