package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Processes;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parents, children and their children: who ends with whom, and who waits for whom. */
@ExtendWith(LeakLedger.class)
class JvmProcessFamilyTest {

  @AfterEach
  void sweep() {
    Processes.sweep();
  }

  private static ChildJvm start(String... arguments) {
    return ChildJvm.start(FamilyChild.class, (Object[]) arguments);
  }

  private static long pidOf(String who, ChildJvm family) {
    return Long.parseLong(family.awaitValue(who + " "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sleep", "hanging hook"})
  void shouldEndTheChildWhenItsParentIsKilled(String scenario) {
    try (ChildJvm family = start(scenario)) {
      long child = pidOf("child", family);
      family.kill();
      Processes.awaitEnd(child);
    }
  }

  @Test
  void shouldEndTheChildWhenItsParentIsKilledWhileItStarts() {
    try (ChildJvm family = start("start only")) {
      family.awaitLine("started");
      long child = family.handle().children().findFirst().orElseThrow().pid();
      family.kill();
      Processes.awaitEnd(child);
    }
  }

  @Test
  void shouldEndAllDescendantsWhenTheFirstParentIsKilled() {
    try (ChildJvm family = start("chain")) {
      long child = pidOf("child", family);
      long grandchild = pidOf("grandchild", family);
      family.kill();
      Processes.awaitEnd(child);
      Processes.awaitEnd(grandchild);
    }
  }

  @Test
  void shouldEndTheGrandchildOnlyWhenTheChildIsKilled() {
    try (ChildJvm family = start("chain")) {
      long child = pidOf("child", family);
      long grandchild = pidOf("grandchild", family);
      ProcessHandle.of(child).orElseThrow().destroyForcibly();
      Processes.awaitEnd(grandchild);
      family.awaitLine("child ended with 137");
      assertThat(family.awaitExit()).isZero();
    }
  }

  @Test
  void shouldWaitForTheChildrenWhenMainHasEnded() {
    try (NamedDomain domain = new NamedDomain();
        Shm shm = domain.join()) {
      SharedInt go = shm.create("go", SharedInt.initially(0));
      try (ChildJvm family = start("return", domain.name())) {
        family.awaitLine("main ends");
        family.awaitLine("child waits");
        assertThat(Eventually.holds(() -> !family.handle().isAlive(), Duration.ofMillis(300)))
            .as("the parent ends before its child")
            .isFalse();
        go.set(1);
        family.awaitLine("child ends");
        assertThat(family.awaitExit()).isZero();
      }
    }
  }

  @Test
  void shouldEndDaemonsAndTheirChildrenInOrderWhenMainHasEnded() {
    try (ChildJvm family = start("daemon")) {
      long child = pidOf("child", family);
      long grandchild = pidOf("grandchild", family);
      family.awaitLine("main ends");
      assertThat(family.awaitExit()).isZero();
      assertThat(family.lines()).contains("hook");
      assertThat(ProcessHandle.of(child)).isEmpty();
      Processes.awaitEnd(grandchild);
    }
  }

  @Test
  void shouldEndTheChildrenFirstWhenTheParentExits() {
    try (ChildJvm family = start("exit")) {
      long child = pidOf("child", family);
      family.send("5");
      assertThat(family.awaitExit()).isEqualTo(5);
      assertThat(ProcessHandle.of(child)).isEmpty();
    }
  }

  @Test
  void shouldPrintToTheParentsOutputWhenTheChildPrints() {
    try (ChildJvm family = start("output")) {
      assertThat(family.awaitExit()).isZero();
      assertThat(family.lines())
          .containsExactly("to standard output, with äöü€", "child ended with 0");
      assertThat(family.errors()).containsExactly("to error output");
    }
  }

  @Test
  void shouldPrintTheWholeTraceWhenTheFunctionThrows() {
    try (ChildJvm family = start("throw")) {
      assertThat(family.awaitExit()).isZero();
      assertThat(family.lines()).containsExactly("child ended with 1");
      assertThat(family.errors().getFirst())
          .isEqualTo("Exception in thread \"thrower\" java.io.IOException: not done");
      assertThat(family.errors())
          .anyMatch(line -> line.startsWith("\tat dev.ipc.process.FamilyChild.fail("))
          .contains("\tSuppressed: java.lang.ArithmeticException: nor this")
          .contains("Caused by: java.lang.IllegalStateException: the reason")
          .anyMatch(line -> line.startsWith("\tat dev.ipc.process.FamilyChild.findOut("));
    }
  }

  @Test
  void shouldSayWhatToDoWhenASubclassHasNothingToRun() {
    try (ChildJvm family = start("nothing to run")) {
      assertThat(family.awaitExit()).isZero();
      assertThat(family.lines()).containsExactly("child ended with 1");
      assertThat(family.errors().getFirst())
          .endsWith(
              "dev.ipc.process.FamilyChild$Idle does nothing: override run(), or give start() a"
                  + " function");
    }
  }

  @Test
  void shouldEndWithOneWhenTheJvmDoesNotTakeItsFlags() {
    try (ChildJvm family = start("bad flag")) {
      assertThat(family.awaitExit()).isZero();
      assertThat(family.lines()).contains("child ended with 1");
      assertThat(String.join("\n", family.lines()) + family.errors()).contains("NoSuchFlag");
    }
  }
}
