package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.cli.boot.Launcher;
import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.Inspector;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@ExtendWith(LeakLedger.class)
class TopCommandTest {
  private static final String DOMAIN = "top-orders";

  @AfterEach
  void deleteDomains() throws IOException {
    ChildJvm.killAll();
    Inhabited.deleteAll();
  }

  @Test
  void shouldShowLocksCountersAndTheRestWhenTheirOwnerLivesAndWhenItDied() throws IOException {
    try (ChildJvm owner =
        Inhabited.child(
            "join " + DOMAIN,
            "lock a-free",
            "unlock",
            "lock b-held",
            "lock c-awaited",
            "wait c-awaited",
            "int answer",
            "count service")) {
      String pid = Long.toString(owner.pid());
      List<String> lines = CommandRun.of("top", "--once").out();

      assertThat(lines).hasSize(12).noneMatch(line -> line.contains("\u001b"));
      assertThat(lines.get(0)).startsWith(DOMAIN + "  persistent, 1 process, 5 objects, ");
      assertThat(lines.get(1)).startsWith("  member 0.1  pid " + pid + ", running since ");
      assertThat(lines.get(2)).isEqualTo("  LOCK       TYPE   WAITED  STATE");
      assertThat(lines.get(3)).matches("  c-awaited  plain +[\\d.]+ s  " + heldBy(pid));
      assertThat(lines.get(4)).matches("  b-held     plain +" + heldBy(pid));
      assertThat(lines.get(5)).matches("  a-free     plain +free");
      assertThat(lines.get(6)).matches("  +VALUE +PER SECOND +OWNER  COUNTER");
      assertThat(lines.get(7)).matches("  +[\\d,]+ +- +kept  service: requests");
      assertThat(lines.get(8)).matches("  +[\\d,]+ +- +" + pid + "  service: requests of " + pid);
      assertThat(lines.get(9)).matches("  OBJECT +TYPE +STATE");
      assertThat(lines.get(10)).matches("  answer +value int +42");
      assertThat(lines.get(11)).matches("  service +counters long +2 of 100 counters used");

      owner.kill();
      Map<String, String> before = Inhabited.content();
      List<String> after = CommandRun.of("top", DOMAIN, "--once").out();

      assertThat(after.get(0)).startsWith(DOMAIN + "  persistent, no process, 5 objects, ");
      assertThat(after.get(3))
          .matches("  c-awaited  plain +[\\d.]+ s  " + heldBy(pid) + " which died");
      assertThat(after).filteredOn(line -> line.contains("service: ")).hasSize(1);
      assertThat(after).last().asString().endsWith("1 of 100 counters used");
      assertThat(Inhabited.content()).isEqualTo(before);
    }
  }

  private static String heldBy(String pid) {
    return "held by " + pid + " thread \\d+";
  }

  @Test
  void shouldTellHowFastCountersGoWhenThereWasASnapshotBefore() {
    try (ChildJvm owner = Inhabited.child("join " + DOMAIN, "lock lock", "count service")) {
      CommandRun run = CommandRun.of("top", "--json", "--count", 3, "--interval", "200ms");

      assertThat(run.exitCode()).isZero();
      List<Map<String, Object>> snapshots = run.out().stream().map(Json::parse).toList();
      assertThat(snapshots).hasSize(3);
      assertThat(counter(snapshots.get(0), "requests")).doesNotContainKey("perSecond");
      for (Map<String, Object> later : snapshots.subList(1, 3)) {
        assertThat(counter(later, "requests"))
            .containsEntry("kept", true)
            .doesNotContainKey("ownerPid")
            .hasEntrySatisfying("perSecond", rate -> assertThat((Double) rate).isPositive());
        assertThat(counter(later, "requests of " + owner.pid()))
            .containsEntry("ownerPid", owner.pid())
            .hasEntrySatisfying("perSecond", rate -> assertThat((Double) rate).isPositive());
      }
      Map<String, Object> domain = only(snapshots.getLast(), "domains");
      assertThat(domain)
          .containsEntry("domain", DOMAIN)
          .containsEntry("lifetime", "persistent")
          .containsEntry("files", List.of());
      assertThat(only(domain, "members")).containsEntry("pid", owner.pid());
      assertThat(objects(domain, "objects").getFirst())
          .containsEntry("name", "lock")
          .containsEntry("held", true)
          .containsEntry("holderPid", owner.pid());
    }
  }

  @Test
  void shouldPrintOneSnapshotBelowTheOtherWhenOutputIsNoTerminal() {
    try (ChildJvm owner = Inhabited.child("join " + DOMAIN, "count service")) {
      CommandRun run = CommandRun.of("top", DOMAIN, "--count", 2, "--interval", "100ms");

      assertThat(run.exitCode()).isZero();
      assertThat(run.errors()).isEmpty();
      assertThat(run.out()).hasSize(2 * 8);
      for (List<String> lines : List.of(run.out().subList(0, 8), run.out().subList(8, 16))) {
        assertThat(lines.getFirst()).matches("---- \\d\\d:\\d\\d:\\d\\d");
        assertThat(lines.get(1)).startsWith(DOMAIN + "  persistent, 1 process");
      }
      assertThat(run.out().get(12))
          .matches("  +[\\d,]+ +[\\d,]+(\\.\\d)? +kept  service: requests");
      owner.kill();
    }
  }

  @Test
  void shouldGoOnWhenDomainsComeAndGoAndBreak() throws IOException {
    try (ChildJvm top = ChildCommand.of(Launcher.class, "top", "--interval", "50ms").start()) {
      top.awaitLine("no domains in " + Shm.root());
      try (ChildJvm owner = Inhabited.child("join " + DOMAIN, "labels many", "count service")) {
        top.awaitValue(DOMAIN + "  persistent, 1 process, 2 objects");
        Path many = Shm.root().resolve(DOMAIN).resolve("many");
        byte[] bytes = Files.readAllBytes(many);
        Files.write(many, Arrays.copyOf(bytes, 5_000));
        top.awaitValue("  many is no object: truncated");
        Arrays.fill(bytes, 256, bytes.length, (byte) 0xff);
        Files.write(many, bytes);
        top.awaitValue("  many is no object: cannot open");
        owner.kill();
      }
      Files.write(Shm.root().resolve(DOMAIN).resolve("roster"), new byte[100]);
      top.awaitValue("  cannot join the domain of ");
      try (Stream<Path> files = Files.list(Shm.root().resolve(DOMAIN))) {
        files.forEach(TopCommandTest::delete);
      }
      Files.delete(Shm.root().resolve(DOMAIN));
      top.awaitLine("no domains in " + Shm.root());
      try (ChildJvm owner = Inhabited.child("join " + DOMAIN, "int answer")) {
        top.awaitValue(DOMAIN + "  persistent, 1 process, 1 object");
        owner.kill();
      }
      assertThat(top.errors()).isEmpty();
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldEndWhenNobodyReadsItsLinesAnyMore() {
    try (ChildJvm owner = Inhabited.child("join " + DOMAIN, "int answer");
        ChildJvm top =
            ChildCommand.of(Launcher.class, "top", DOMAIN, "--interval", "50ms")
                .through(List.of("sh", "-c", "\"$@\" | { read a; read b; echo \"$b\"; }", "sh"))
                .start()) {
      assertThat(top.awaitExit()).isZero();
      assertThat(top.lines()).hasSize(1).first().asString().startsWith(DOMAIN + "  persistent");
      owner.kill();
    }
  }

  @Test
  void shouldKeepNothingOpenWhenItLooksAgainAndAgain() throws IOException {
    try (ChildJvm owner =
        Inhabited.child("join " + DOMAIN, "lock lock", "int answer", "count service")) {
      Sampler sampler = new Sampler(Domains::all);
      sampler.take();
      long descriptors = descriptors();

      for (int i = 0; i < 500; i++) {
        assertThat(sampler.take().domains()).hasSize(1);
      }

      assertThat(descriptors()).isEqualTo(descriptors);
      assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain(DOMAIN);
      assertThat(Inspector.domain(Shm.root().resolve(DOMAIN)).orElseThrow().members()).hasSize(1);
      owner.kill();
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--interval 0s|--interval must be from 50ms to 60m, as 500ms or 2s, but is '0s'",
        "--interval 49ms|but is '49ms'",
        "--interval 61m|but is '61m'",
        "--interval 99999999s|but is '99999999s'",
        "--interval -1s|but is '-1s'",
        "--interval soon|but is 'soon'",
        "--interval 1|but is '1'",
        "--count 0|--count must be at least 1, but is 0",
        "--count many|'many' is not a long",
        "--once --count 2|--once is --count 1: leave one of them out",
        "nowhere|there is no domain 'nowhere' in ",
        "one two|Unmatched argument"
      })
  void shouldExplainWhatIsWrongWithTheCommandLine(String arguments, String explanation) {
    StringWriter errors = new StringWriter();
    StringWriter out = new StringWriter();

    int exitCode =
        new CommandLine(new TopCommand())
            .setErr(new PrintWriter(errors))
            .setOut(new PrintWriter(out))
            .execute(arguments.split(" ", -1));

    assertThat(exitCode).isEqualTo(2);
    assertThat(errors.toString()).contains(explanation);
    assertThat(out.toString()).isEmpty();
  }

  private static Map<String, Object> counter(Map<String, Object> snapshot, String label) {
    return objects(only(snapshot, "domains"), "objects").stream()
        .filter(object -> object.containsKey("counters"))
        .flatMap(object -> objects(object, "counters").stream())
        .filter(counter -> counter.get("label").equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Object> only(Map<String, Object> object, String key) {
    List<Map<String, Object>> all = objects(object, key);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  @SuppressWarnings("unchecked") // by the parser
  private static List<Map<String, Object>> objects(Map<String, Object> object, String key) {
    return (List<Map<String, Object>>) object.get(key);
  }
}
