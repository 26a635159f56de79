package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakLedger.class)
class LsCommandTest {
  private static final String DOMAIN = "ls-orders";

  @AfterEach
  void deleteDomains() throws IOException {
    ChildJvm.killAll();
    Inhabited.deleteAll();
  }

  @Test
  void shouldSayThatThereIsNothingWhenTheRootIsEmptyOrMissing(@TempDir Path folder) {
    Path root = folder.resolve("root");

    CommandRun run = CommandRun.inRoot(root, "ls");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).containsExactly("no domains in " + root);
    assertThat(CommandRun.inRoot(root, "ls", "--json").out()).isEmpty();
    assertThat(root).doesNotExist();
  }

  @Test
  void shouldExplainInOneSentenceWhenThereIsNoSuchDomain() {
    CommandRun run = CommandRun.of("ls", "nowhere", "--json");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errors())
        .containsExactly(
            "ipc ls: there is no domain 'nowhere' in "
                + Shm.root()
                + ", nor any other; see ipc ls --help");
  }

  @Test
  void shouldTellWhoIsThereAndWhatTheyShareWhenTheyLiveAndWhenTheyDied() {
    try (ChildJvm owner =
        Inhabited.child(
            "join " + DOMAIN, "int answer", "long far", "lock lock", "wait lock", "anonymous")) {
      awaitWaiter();
      List<Map<String, Object>> rows = json();

      assertThat(rows.getFirst())
          .containsEntry("record", "domain")
          .containsEntry("domain", DOMAIN)
          .containsEntry("folder", Shm.root().resolve(DOMAIN).toString())
          .containsEntry("lifetime", "persistent")
          .containsEntry("capacity", 256L)
          .containsEntry("alive", 1L)
          .containsEntry("objects", 4L);
      assertThat(records(rows, "member").getFirst())
          .containsEntry("pid", owner.pid())
          .containsEntry("slot", 0L)
          .containsEntry("generation", 1L)
          .containsEntry("alive", true);
      assertThat(object(rows, "answer"))
          .containsEntry("kind", "value")
          .containsEntry("element", "int")
          .containsEntry("value", 42L)
          .containsEntry("payloadBytes", 128L)
          .containsEntry("creatorPid", owner.pid())
          .containsEntry("creatorAlive", true)
          .containsEntry("unlinked", false)
          .containsEntry("broken", false)
          .containsKeys("id", "created", "bytes");
      assertThat(object(rows, "far")).containsEntry("value", -1L << 40);
      assertThat(object(rows, "lock"))
          .containsEntry("element", "plain")
          .containsEntry("held", true)
          .containsEntry("holderPid", owner.pid())
          .containsEntry("holderMember", "0.1")
          .containsEntry("holderAlive", true)
          .containsEntry("waiters", true)
          .containsEntry("dirty", false)
          .containsEntry("recoveries", 0L)
          .containsKey("waitedForSince");
      assertThat(records(rows, "object").getLast())
          .doesNotContainKey("name")
          .containsEntry("value", 7L)
          .hasEntrySatisfying("file", file -> assertThat(file.toString()).startsWith(".anon.0.1."));

      owner.kill();
      List<Map<String, Object>> after = json();

      assertThat(after.getFirst()).containsEntry("alive", 0L);
      assertThat(records(after, "member").getFirst()).containsEntry("alive", false);
      assertThat(object(after, "answer")).containsEntry("creatorAlive", false);
      assertThat(object(after, "lock"))
          .containsEntry("held", true)
          .containsEntry("holderAlive", false)
          .containsEntry("recoveries", 0L);
    }
  }

  @Test
  void shouldPrintATableWithoutColorsWhenOutputIsNoTerminal() {
    try (ChildJvm owner = Inhabited.child("join " + DOMAIN, "int answer", "lock lock")) {
      List<String> lines = CommandRun.of("ls").out();

      String time = "\\d\\d:\\d\\d:\\d\\d|\\d+-\\d+-\\d+";
      String made = "+\\d+  (" + time + ") +" + owner.pid() + "  ";
      assertThat(lines).hasSize(5).noneMatch(line -> line.contains("\u001b"));
      assertThat(lines.get(0)).isEqualTo(DOMAIN + "  persistent, 1 process, 2 objects, 704 bytes");
      assertThat(lines.get(1))
          .matches("  member 0\\.1  pid " + owner.pid() + ", running since (" + time + ")");
      assertThat(lines.get(2)).matches("  NAME +TYPE +BYTES +CREATED +BY +STATE");
      assertThat(lines.get(3)).matches("  answer +value int " + made + "42");
      assertThat(lines.get(4))
          .matches("  lock +lock plain " + made + "held by " + owner.pid() + " thread \\d+");
    }
  }

  @Test
  void shouldStayOnOneLineWhenATextIsLongOrHasLinesAndControls() {
    try (ChildJvm owner =
        Inhabited.child("join " + DOMAIN, "text odd", "long-text long", "int last")) {
      List<String> lines = CommandRun.of("ls").out();

      assertThat(lines).hasSize(6);
      assertThat(lines.get(4)).startsWith("  long ").endsWith("  \"" + "x".repeat(60) + "...");
      assertThat(lines.get(5)).startsWith("  odd ").endsWith("  \"two\\u000a\\u001b[31mlines\"");
      assertThat(CommandRun.of("ls", "--json").out())
          .anyMatch(line -> line.contains("\"two\\n\\u001b[31mlines\""));
      owner.kill();
    }
  }

  @Test
  void shouldDisturbNobodyWhenALockIsHeldAndWaitedFor() throws IOException, InterruptedException {
    try (ChildJvm owner = Inhabited.child("join " + DOMAIN, "lock lock", "anonymous");
        Shm shm = Shm.named(DOMAIN)) {
      SharedLock lock = shm.open("lock", SharedLock.KIND);
      Map<String, String> before = Inhabited.content();

      for (int i = 0; i < 3; i++) {
        assertThat(CommandRun.of("ls").exitCode()).isZero();
        assertThat(CommandRun.of("ls", DOMAIN, "--json").exitCode()).isZero();
      }

      assertThat(Inhabited.content()).isEqualTo(before);
      assertThat(lock.tryLock(Duration.ofMillis(200))).isFalse();
      assertThat(lock.ownerPid()).contains(owner.pid());
      Inhabited.perform(owner, "unlock");
      assertThat(lock.tryLock()).isTrue();
      lock.unlock();
    }
  }

  @Test
  void shouldNameTheReasonWhenAFileIsNoObject() throws IOException {
    try (ChildJvm owner = Inhabited.child("join " + DOMAIN, "int whole", "int short")) {
      Path folder = Shm.root().resolve(DOMAIN);
      byte[] region = Files.readAllBytes(folder.resolve("whole"));
      Files.write(folder.resolve("short"), Arrays.copyOf(region, 300));
      Files.writeString(folder.resolve("notes.txt"), "x".repeat(1000));
      Files.createFile(folder.resolve("empty"));
      Files.createDirectory(folder.resolve("folder"));
      Files.createSymbolicLink(folder.resolve("link"), folder.resolve("whole"));
      byte[] newer = region.clone();
      newer[8] = 99;
      Files.write(folder.resolve("newer"), newer);

      List<Map<String, Object>> rows = json();
      List<String> text = CommandRun.of("ls", DOMAIN).out();

      assertThat(records(rows, "object"))
          .extracting(row -> row.get("name"))
          .containsExactly("whole");
      assertThat(records(rows, "file"))
          .extracting(row -> row.get("file") + ": " + row.get("reason"))
          .containsExactly(
              "empty: not a region, or truncated: bytes=0, at least=256",
              "folder: is a folder, not a region",
              "link: is a symbolic link, which is not followed",
              "newer: file format version=99, this library's=1",
              "notes.txt: not a region: magic=0x7878787878787878",
              "short: truncated: payload bytes=128, in the file=44");
      assertThat(text)
          .contains("  empty is no object: not a region, or truncated: bytes=0, at least=256");
      Files.delete(folder.resolve("folder"));
      owner.kill();
    }
  }

  @Test
  void shouldTellWhatIsWrongWhenTheRosterIsDamaged() throws IOException {
    try (ChildJvm owner = Inhabited.child("join " + DOMAIN, "int answer")) {
      owner.kill();
    }
    Files.write(Shm.root().resolve(DOMAIN).resolve("roster"), new byte[100]);

    CommandRun run = CommandRun.of("ls", DOMAIN);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasSize(2);
    assertThat(run.out().get(1)).contains("not a roster: magic=0x0");
    CommandRun clean = CommandRun.of("clean");
    assertThat(clean.exitCode()).isEqualTo(1);
    assertThat(clean.out()).isEmpty();
    assertThat(clean.errors()).hasSize(1).first().asString().contains("not a roster: magic=0x0");
  }

  @Test
  void shouldListADomainOutsideTheRootWhenGivenItsPath(@TempDir Path folder) throws IOException {
    Path place = Files.createDirectory(folder.resolve("place"));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
    try (Shm shm = Shm.at(place)) {
      shm.create("answer", SharedInt.initially(1));

      CommandRun run = CommandRun.of("ls", place);

      assertThat(run.exitCode()).isZero();
      assertThat(run.out().getFirst()).startsWith("place  persistent, 1 process, 1 object");
    }
  }

  private static void awaitWaiter() {
    Eventually.until(
        "somebody waits", () -> Boolean.TRUE.equals(object(json(), "lock").get("waiters")));
  }

  private static List<Map<String, Object>> json() {
    CommandRun run = CommandRun.of("ls", DOMAIN, "--json");
    assertThat(run.exitCode()).as(run.errors().toString()).isZero();
    return run.out().stream().map(FlatJson::parse).toList();
  }

  private static List<Map<String, Object>> records(List<Map<String, Object>> rows, String record) {
    return rows.stream().filter(row -> row.get("record").equals(record)).toList();
  }

  private static Map<String, Object> object(List<Map<String, Object>> rows, String name) {
    return records(rows, "object").stream()
        .filter(row -> name.equals(row.get("name")))
        .findFirst()
        .orElseThrow();
  }
}
