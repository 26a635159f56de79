package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ipc.cli.boot.Launcher;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** On a real terminal, which the program {@code script} makes and writes down. */
@ExtendWith(LeakLedger.class)
class TopScreenTest {
  private static final String DOMAIN = "top-screen";
  private static final int COLUMNS = 56;
  private static final int ROWS = 14;
  private static final int MORE_ROWS = 22;

  /** Runs its arguments in a terminal, and tells what that was like before and after. */
  private static final String IN_TERMINAL =
      """
      for word; do words="$words '$word'"; done
      export words
      exec script -qef -c '
        trap : INT
        stty rows ROWS cols COLUMNS
        echo "terminal: $(tty)"
        usual=$(stty -g)
        echo what was there
        eval "$words"
        echo "exit code: $?"
        [ "$usual" = "$(stty -g)" ] && echo as usual
      ' "$LOG"
      """
          .replace("ROWS", "" + ROWS)
          .replace("COLUMNS", "" + COLUMNS);

  @TempDir private Path folder;
  private Path log;

  @BeforeEach
  void needScript() {
    boolean there =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "script")));
    assumeTrue(there, "needs the program 'script' of util-linux, to have a terminal");
    log = folder.resolve("log");
  }

  @AfterEach
  void deleteDomains() throws IOException {
    ChildJvm.killAll();
    Inhabited.deleteAll();
  }

  @Test
  void shouldRedrawInPlaceAndGiveTheScreenBackWhenQuit() throws Exception {
    try (ChildJvm owner =
            Inhabited.child("join " + DOMAIN, "lock lock", "count service", "labels many");
        ChildJvm top = start()) {
      String held = "held by " + owner.pid();
      List<String> first = awaitScreen("the lock", has(held));
      assertThat(first.get(0)).matches("\\d\\d:\\d\\d:\\d\\d  every 100ms, q quits, .*");
      assertThat(first).filteredOn(has(DOMAIN)).hasSize(1);
      assertThat(first).noneMatch(has("what was there"));
      assertThat(first).filteredOn(has("more")).hasSize(1);
      assertThat(first.get(ROWS - 1)).contains("service");
      assertThat(first.subList(ROWS, MORE_ROWS)).allMatch(String::isBlank);

      top.send("s");
      Set<String> seen = new HashSet<>();
      awaitScreen(
          "three values of the fastest counter",
          line -> line.contains("service: requests") && seen.add(line) && seen.size() > 2);
      assertThat(screen()).filteredOn(has(DOMAIN)).hasSize(1);

      resize(top.awaitValue("terminal: "));
      List<String> larger =
          awaitLines("more room", lines -> lines.get(MORE_ROWS - 1).contains("service"));
      assertThat(larger).filteredOn(has(DOMAIN)).hasSize(1);
      assertThat(larger).filteredOn(has(held)).hasSize(1);

      top.send("q");
      assertThat(top.awaitExit()).isZero();
      assertThat(screen())
          .noneMatch(has(DOMAIN))
          .anyMatch(has("what was there"))
          .anyMatch(has("exit code: 0"))
          .anyMatch(has("as usual"));
      assertThat(Files.readString(log)).doesNotContain("WARN").contains("\u001b[?25h");
      owner.kill();
    }
  }

  @Test
  void shouldGiveTheScreenBackWhenInterrupted() {
    try (ChildJvm top = start()) {
      awaitScreen("the first snapshot", has("no domains in "));

      top.send("\u0003");

      assertThat(top.awaitExit()).isZero();
      assertThat(screen())
          .noneMatch(has("no domains in "))
          .anyMatch(has("what was there"))
          .anyMatch(has("exit code: 130"))
          .anyMatch(has("as usual"));
    }
  }

  private ChildJvm start() {
    return ChildCommand.of(Launcher.class, "top", "--interval", "100ms")
        .through(List.of("env", "TERM=xterm-256color", "LOG=" + log, "sh", "-c", IN_TERMINAL, "sh"))
        .start();
  }

  private static void resize(String terminal) throws Exception {
    Process stty =
        new ProcessBuilder("stty", "-F", terminal, "rows", "" + MORE_ROWS).inheritIO().start();
    assertThat(stty.waitFor()).isZero();
  }

  private static Predicate<String> has(String text) {
    return line -> line.contains(text);
  }

  private List<String> awaitScreen(String what, Predicate<String> line) {
    return awaitLines(what, lines -> lines.stream().anyMatch(line));
  }

  private List<String> awaitLines(String what, Predicate<List<String>> wanted) {
    AtomicReference<List<String>> lines = new AtomicReference<>();
    Eventually.until(
        what,
        () -> {
          lines.set(screen());
          return wanted.test(lines.get());
        });
    return lines.get();
  }

  /** What a terminal would show now that has room for all that is ever drawn. */
  private List<String> screen() {
    try {
      String all = Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
      ScreenTerminal screen = new ScreenTerminal(COLUMNS, MORE_ROWS);
      screen.write(all.substring(all.indexOf('\n') + 1)); // the first line is of script itself
      return screen.toString().lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
