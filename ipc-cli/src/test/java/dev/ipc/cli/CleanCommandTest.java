package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.codec.Codec;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.SteppedChild;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakLedger.class)
class CleanCommandTest {
  private static final String DOMAIN = "clean-orders";
  private static final String JOIN = "join " + DOMAIN;

  @AfterEach
  void deleteDomains() throws IOException {
    ChildJvm.killAll();
    Inhabited.deleteAll();
  }

  @Test
  void shouldRemoveExactlyWhatTheDeadLeftWhenOthersLive() throws IOException {
    // All of them join before anybody dies: who joins later would clean up.
    try (ChildJvm living = Inhabited.child(JOIN, "anonymous", "int answer");
        ChildJvm temporary = Inhabited.child("temporary", "int answer", "anonymous");
        ChildJvm dead = Inhabited.child("temporary", "int answer", "anonymous");
        ChildJvm without = Inhabited.child(JOIN, "anonymous");
        SteppedChild making = Inhabited.stopped("create.filled", "int half", JOIN);
        SteppedChild deleting = Inhabited.stopped("delete.marked", "delete old", JOIN, "int old")) {
      dead.kill();
      without.kill();
      making.kill();
      deleting.kill();
      Map<String, String> before = Inhabited.content();
      String deadFolder = folder(dead);
      List<String> garbage =
          List.of(DOMAIN + "/.anon.1.1.1", DOMAIN + "/.tmp.2.1.1", DOMAIN + "/old");

      assertThat(json(CommandRun.of("clean", "--dry-run", "--json")))
          .allSatisfy(row -> assertThat(row).containsEntry("removed", false))
          .extracting(row -> relative(row) + " " + row.get("what"))
          .containsExactlyInAnyOrder(
              garbage.get(0) + " anonymous",
              garbage.get(1) + " temporary",
              garbage.get(2) + " deleted",
              deadFolder + " domain");
      assertThat(Inhabited.content()).isEqualTo(before);

      CommandRun clean = CommandRun.of("clean", "--json");

      assertThat(clean.exitCode()).isZero();
      assertThat(json(clean))
          .hasSize(4)
          .allSatisfy(row -> assertThat(row).containsEntry("removed", true));
      before.keySet().removeAll(garbage);
      before.keySet().removeIf(file -> file.startsWith(deadFolder));
      assertThat(Inhabited.content()).isEqualTo(before);
      assertThat(before).containsKeys(DOMAIN + "/answer", folder(temporary) + "/answer");
      assertThat(CommandRun.of("clean").out()).containsExactly("nothing to clean in " + Shm.root());
      Inhabited.perform(living, "int more");
      Inhabited.perform(temporary, "int more");
    }
  }

  @Test
  void shouldRemoveWhatAQueueSpilledWhenTheQueueIsGone() throws Exception {
    try (Shm shm = Shm.named(DOMAIN)) {
      for (String name : List.of("texts", "gone")) {
        shm.create(name, SharedQueue.of(Codec.of(String.class), 1024, 0)).put("x".repeat(5_000));
      }
      assertThat(CommandRun.of("clean").out()).containsExactly("nothing to clean in " + Shm.root());
      assertThat(CommandRun.of("ls").out())
          .anySatisfy(line -> assertThat(line).contains("too large for the memory of texts"));
      Files.delete(shm.folder().resolve("gone"));

      assertThat(json(CommandRun.of("clean", "--dry-run", "--json")))
          .singleElement()
          .satisfies(row -> assertThat(row).containsEntry("what", "spill"));
      assertThat(CommandRun.of("clean").out())
          .singleElement()
          .satisfies(line -> assertThat(line).startsWith("removed item of an object that is gone"));
      assertThat(CommandRun.of("clean").out()).containsExactly("nothing to clean in " + Shm.root());
      assertThat(shm.open("texts", SharedQueue.of(String.class)).take()).hasSize(5_000);
    }
  }

  @Test
  void shouldRefuseToDeleteWhenSomebodyLivesThereAndDeleteOtherwise() throws IOException {
    Path folder = Shm.root().resolve(DOMAIN);
    try (ChildJvm living = Inhabited.child(JOIN, "int answer")) {
      Map<String, String> before = Inhabited.content();

      CommandRun run = CommandRun.of("clean", "--delete", DOMAIN);

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.errors())
          .containsExactly(
              "ipc clean: domain "
                  + folder
                  + " was not deleted: processes live in it: pid "
                  + living.pid()
                  + "; end them first");
      assertThat(Inhabited.content()).isEqualTo(before);
      Inhabited.perform(living, "int more");
      living.kill();
    }
    assertThat(CommandRun.of("clean").out()).containsExactly("nothing to clean in " + Shm.root());
    assertThat(CommandRun.of("clean", "--delete", "--dry-run", DOMAIN).out())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("would remove domain " + folder);
    assertThat(folder.resolve("answer")).exists();

    CommandRun run = CommandRun.of("clean", DOMAIN, "--delete");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).hasSize(1).first().asString().startsWith("removed domain " + folder);
    assertThat(folder).doesNotExist();
  }

  @Test
  void shouldKeepTheGateWhenADomainOutsideTheRootIsDeleted(@TempDir Path place) throws IOException {
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
    try (Shm shm = Shm.at(place)) {
      shm.create("answer", SharedInt.initially(1));
    }

    assertThat(CommandRun.of("clean", "--delete", place).exitCode()).isZero();

    try (var files = Files.list(place)) {
      assertThat(files).containsExactly(place.resolve(".gate"));
    }
  }

  @Test
  void shouldMakeNothingWhenThereIsNoRoot(@TempDir Path folder) {
    Path root = folder.resolve("root");

    assertThat(CommandRun.inRoot(root, "clean").out())
        .containsExactly("nothing to clean in " + root);
    assertThat(CommandRun.inRoot(root, "clean", "--dry-run", "--json").out()).isEmpty();
    assertThat(root).doesNotExist();
  }

  @Test
  void shouldExplainInOneSentenceWhenTheCommandLineIsWrong() {
    CommandRun unknown = CommandRun.of("clean", "nowhere");
    CommandRun nothing = CommandRun.of("clean", "--delete");

    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.errors()).hasSize(1).first().asString().contains("there is no domain");
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.errors())
        .containsExactly("ipc clean: --delete needs the name of a domain; see ipc clean --help");
  }

  private static String folder(ChildJvm temporary) {
    String line =
        temporary.lines().stream().filter(l -> l.startsWith("folder ")).findFirst().orElseThrow();
    return Path.of(line.substring("folder ".length())).getFileName().toString();
  }

  private static String relative(Map<String, Object> row) {
    return Shm.root().relativize(Path.of((String) row.get("path"))).toString();
  }

  private static List<Map<String, Object>> json(CommandRun run) {
    return run.out().stream().map(FlatJson::parse).toList();
  }
}
