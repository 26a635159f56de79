package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.SteppedChild;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Kills a process at each step of joining, leaving, sweeping, creating, opening, closing and
 * deleting; whoever comes next finds everything in order.
 */
@ExtendWith(LeakLedger.class)
final class DomainKillTest {
  private static final String DOMAIN = "domain-kill";
  private static final String OBJECT = "object";

  /**
   * A way to a step.
   *
   * @param step where the victim is killed
   * @param before what another process does first, and is killed then
   * @param prepare what the victim does first
   * @param last what the victim does when it is killed
   */
  record Scene(String step, List<String> before, List<String> prepare, String last) {
    @Override
    public String toString() {
      return step;
    }
  }

  private static final List<String> NOTHING = List.of();
  private static final String JOIN = "join " + DOMAIN;

  static final List<Scene> SCENES =
      List.of(
          new Scene("domain.created", NOTHING, NOTHING, JOIN),
          new Scene("domain.roster", NOTHING, NOTHING, JOIN),
          new Scene("join.locked", NOTHING, NOTHING, JOIN),
          new Scene("join.recorded", NOTHING, NOTHING, JOIN),
          new Scene("join.claimed", NOTHING, NOTHING, JOIN),
          new Scene("join.joined", NOTHING, NOTHING, JOIN),
          new Scene("domain.created", NOTHING, NOTHING, "temporary"),
          new Scene("join.joined", NOTHING, NOTHING, "temporary"),
          new Scene("create.filled", NOTHING, List.of(JOIN), "create " + OBJECT),
          new Scene("create.linked", NOTHING, List.of(JOIN), "create " + OBJECT),
          new Scene("create.committed", NOTHING, List.of(JOIN), "create " + OBJECT),
          new Scene(
              "open.mapped", List.of(JOIN, "create " + OBJECT), List.of(JOIN), "open " + OBJECT),
          new Scene("close.unmap", NOTHING, List.of(JOIN, "create " + OBJECT), "close"),
          new Scene(
              "delete.marked", NOTHING, List.of(JOIN, "create " + OBJECT), "delete " + OBJECT),
          new Scene("leave.last", NOTHING, List.of("temporary"), "leave"),
          new Scene("leave.release", NOTHING, List.of("temporary"), "leave"),
          new Scene("leave.release", NOTHING, List.of(JOIN), "leave"),
          new Scene("leave.released", NOTHING, List.of("temporary"), "leave"),
          new Scene("exit.announced", NOTHING, List.of("temporary"), "exit"),
          new Scene("sweep.delete", NOTHING, List.of("temporary", "anonymous"), "leave"),
          new Scene("sweep.emptied", NOTHING, List.of("temporary", "anonymous"), "leave"),
          new Scene("sweep.deserted", List.of("temporary", "anonymous"), NOTHING, JOIN),
          new Scene("sweep.reap", List.of(JOIN, "anonymous"), NOTHING, JOIN));

  static Stream<String> steps() {
    return SCENES.stream().map(Scene::step).distinct();
  }

  @ParameterizedTest
  @FieldSource("SCENES")
  void shouldFindEverythingInOrderWhenSomebodyWasKilledAt(Scene scene) throws IOException {
    if (!scene.before().isEmpty()) {
      try (ChildJvm earlier = ChildJvm.start(ActorChild.class)) {
        earlier.awaitLine("ready");
        scene.before().forEach(command -> perform(earlier, command));
        earlier.kill();
      }
    }
    try (SteppedChild victim = ChildCommand.of(ActorChild.class).startStepped()) {
      victim.awaitLine("ready");
      scene.prepare().forEach(command -> perform(victim, command));
      victim.arm(scene.step());
      victim.send(scene.last());
      victim.awaitStep(scene.step());
      victim.kill();
    }
    assertEverythingInOrder();
  }

  private static void perform(ChildJvm child, String command) {
    child.send(command);
    child.awaitLine("done " + command.split(" ", -1)[0]);
  }

  private static void assertEverythingInOrder() throws IOException {
    try (Shm shm = Shm.named(DOMAIN)) {
      SharedInt object = shm.openOrCreate(OBJECT, SharedInt.initially(7));
      assertThat(object.get()).isEqualTo(7);
      assertThat(DomainFolder.list(shm.folder()))
          .containsExactlyInAnyOrder("members", "roster", OBJECT);
      assertThat(DomainFolder.list(Shm.root())).containsExactlyInAnyOrder(".gate", DOMAIN);
      try (ChildJvm other = ChildJvm.start(ActorChild.class)) {
        other.awaitLine("ready");
        List.of(JOIN, "open " + OBJECT, "close", "leave").forEach(c -> perform(other, c));
      }
      assertThat(shm.delete(OBJECT)).isTrue();
    }
  }

  @AfterEach
  void deleteDomain() throws IOException {
    DomainFolder.delete(DOMAIN);
  }
}
