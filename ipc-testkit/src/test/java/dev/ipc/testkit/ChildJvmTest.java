package dev.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChildJvmTest {
  @RegisterExtension static final LeakLedger LEDGER = LeakLedger.over(Path.of("target", "none"));

  @Test
  void shouldAnswerWhenSpokenTo() {
    try (ChildJvm child = ChildJvm.start(EchoChild.class, "a", 2)) {
      assertThat(child.awaitValue("arguments ")).isEqualTo("[a, 2]");
      child.send("say hello");
      child.awaitLine("hello");
      child.send("complain of it");
      child.send("exit 3");

      assertThat(child.awaitExit()).isEqualTo(3);
      assertThat(child.lines()).containsExactly("arguments [a, 2]", "hello");
      assertThat(child.errors()).containsExactly("of it");
    }
  }

  @Test
  void shouldShowOutputWhenChildEndsEarly() {
    try (ChildJvm child = ChildJvm.start(EchoChild.class)) {
      child.send("say something");
      child.send("complain bitterly");
      child.send("exit 4");
      child.awaitExit();

      assertThatThrownBy(() -> child.awaitLine("something else"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("did not print the line \"something else\"")
          .hasMessageContaining("ended with exit code 4")
          .hasMessageContaining("something")
          .hasMessageContaining("bitterly");
    }
  }

  @Test
  void shouldBeReapedWhenKilled() {
    try (ChildJvm child = ChildJvm.start(EchoChild.class)) {
      child.awaitValue("arguments ");
      child.kill();

      assertThat(ProcessHandle.of(child.pid())).isEmpty();
      assertThat(child.awaitExit()).isEqualTo(128 + 9);
    }
  }

  @Test
  void shouldStandWhenStoppedAndGoOnWhenContinued() {
    try (ChildJvm child = ChildJvm.start(EchoChild.class)) {
      child.awaitValue("arguments ");
      child.stop();
      child.send("say after");
      assertThat(child.lines()).doesNotContain("after");

      child.cont();
      child.awaitLine("after");
    }
  }

  @Test
  void shouldDieWhenKilledWhileStopped() {
    try (ChildJvm child = ChildJvm.start(EchoChild.class)) {
      child.awaitValue("arguments ");
      child.stop();
      child.kill();

      assertThat(child.handle().isAlive()).isFalse();
    }
  }

  @Test
  void shouldEndWhenParentDies() {
    try (ChildJvm parent = ChildJvm.start(EchoChild.class)) {
      parent.send("child");
      long pid = Long.parseLong(parent.awaitValue("child "));
      ProcessHandle grandchild = ProcessHandle.of(pid).orElseThrow();
      parent.kill();

      Eventually.until("the grandchild has ended", () -> !grandchild.isAlive());
    }
  }

  @Test
  void shouldEndGrandchildrenWhenClosed() {
    ProcessHandle grandchild;
    try (ChildJvm parent = ChildJvm.start(EchoChild.class)) {
      parent.send("sleeper");
      grandchild = ProcessHandle.of(Long.parseLong(parent.awaitValue("sleeper "))).orElseThrow();
    }

    Eventually.until("the grandchild has ended", () -> !grandchild.isAlive());
  }

  @Test
  void shouldGiveChildOnlyWhatWasChosen() {
    ChildCommand command =
        ChildCommand.of(EchoChild.class).withFlags("-Dsample=chosen").withoutNativeAccess();
    System.setProperty("ipc.sample", "inherited");
    System.setProperty("other.sample", "not inherited");
    try (ChildJvm child = command.start()) {
      child.send("property sample");
      child.send("property ipc.sample");
      child.send("property other.sample");
      child.awaitLine("sample=chosen");
      child.awaitLine("ipc.sample=inherited");
      child.awaitLine("other.sample=null");
      child.send("native");
      child.awaitLine("native access false");
    } finally {
      System.clearProperty("ipc.sample");
      System.clearProperty("other.sample");
    }
  }

  @Test
  void shouldLeaveNoChildWhenAllAreKilled() {
    ChildJvm first = ChildJvm.start(EchoChild.class);
    ChildJvm second = ChildJvm.start(EchoChild.class);
    ChildJvm.killAll();

    assertThat(first.handle().isAlive()).isFalse();
    assertThat(second.handle().isAlive()).isFalse();
  }
}
