package dev.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SteppedChildTest {
  private static final Steps STEPS = Steps.in(Path.of("src", "test", "java"));

  @RegisterExtension static final LeakLedger LEDGER = LeakLedger.over(Path.of("target", "none"));

  private static SteppedChild start(String... armed) {
    return SteppedChild.launch(ChildCommand.of(SteppedSampleChild.class), STEPS, armed);
  }

  /** Runs a part of the sample and returns how often it had acted when it stood. */
  private static List<String> actsBefore(
      SteppedChild child, String step, String part, int expected) {
    child.arm(step);
    child.send(part);
    child.awaitStep(step);
    return acts(child, expected);
  }

  /** The debugger may tell of a step before the lines that came before it are read. */
  private static List<String> acts(SteppedChild child, int expected) {
    Eventually.until(expected + " acts are told", () -> acts(child).size() >= expected);
    return acts(child);
  }

  private static List<String> acts(SteppedChild child) {
    return child.lines().stream().filter(line -> line.startsWith("act")).toList();
  }

  @Test
  void shouldDieAtStepWhenKilledThere() {
    try (SteppedChild child = start()) {
      child.awaitLine("ready");

      assertThat(actsBefore(child, "sample.plain", "plain", 1)).containsExactly("act 1");
      child.kill();

      assertThat(child.handle().isAlive()).isFalse();
      assertThat(child.awaitExit()).isEqualTo(128 + 9);
      assertThat(acts(child, 1)).containsExactly("act 1");
    }
  }

  @Test
  void shouldGoOnWhenResumed() {
    try (SteppedChild child = start()) {
      child.awaitLine("ready");
      actsBefore(child, "sample.plain", "plain", 1);
      child.resume();

      child.awaitLine("plain did 2");
      child.send("plain");
      child.awaitLine("plain did 2");
    }
  }

  @Test
  void shouldStopAtLaterHitWhenArmedForIt() {
    try (SteppedChild child = start()) {
      child.awaitLine("ready");
      child.armForHit("sample.loop", 4);
      child.send("loop");
      child.awaitStep("sample.loop");

      assertThat(acts(child, 3)).hasSize(3);
      child.resume();
      child.awaitLine("loop did 5");
    }
  }

  @Test
  void shouldNotStopWhenDisarmed() {
    try (SteppedChild child = start("sample.loop")) {
      child.disarm("sample.loop");
      child.send("loop");
      child.awaitLine("loop did 5");
    }
  }

  @Test
  void shouldStopWhenArmedBeforeStart() {
    try (SteppedChild child = start("sample.plain", "sample.loop")) {
      child.send("loop");
      child.awaitStep("sample.loop");
      child.resume();
      child.send("plain");
      child.awaitStep("sample.plain");
    }
  }

  @Test
  void shouldStopInLambdaWhenMarkerIsThere() {
    try (SteppedChild child = start()) {
      assertThat(actsBefore(child, "sample.lambda", "lambda", 1)).hasSize(1);
    }
  }

  @Test
  void shouldStopInInnerClassWhenMarkerIsThere() {
    try (SteppedChild child = start()) {
      assertThat(actsBefore(child, "sample.inner", "inner", 1)).hasSize(1);
    }
  }

  @Test
  void shouldStopInVirtualThreadWhenMarkerIsThere() {
    try (SteppedChild child = start()) {
      assertThat(actsBefore(child, "sample.thread", "thread", 0)).isEmpty();
      child.resume();
      child.awaitLine("thread did 1");
    }
  }

  @Test
  void shouldStopOnceOnEachWayThroughFinally() {
    try (SteppedChild child = start()) {
      child.armForHit("sample.finally", 2);
      child.send("finally");
      child.awaitLine("finally did 2");
      child.send("finally thrown");
      child.awaitStep("sample.finally");

      assertThat(acts(child, 4)).hasSize(4);
      child.resume();
      child.awaitLine("finally thrown did 3");
    }
  }

  @Test
  void shouldCountStatementOnceWhenItHasSeveralLines() {
    try (SteppedChild child = start()) {
      child.armForHit("sample.lines", 2);
      child.send("several lines");
      child.awaitLine("several lines did 2");
      child.send("several lines");
      child.awaitStep("sample.lines");

      assertThat(acts(child, 2)).hasSize(2);
    }
  }

  @Test
  void shouldStopBetweenBlocksWhenMarkersAreThere() {
    try (SteppedChild child = start()) {
      child.arm("sample.try", "sample.end");
      assertThat(actsBefore(child, "sample.block.end", "end", 2)).hasSize(2);
      child.resume();
      child.awaitStep("sample.try");
      assertThat(acts(child, 2)).hasSize(2);
      child.resume();
      child.awaitStep("sample.end");
      assertThat(acts(child, 4)).hasSize(4);
    }
  }

  @Test
  void shouldSayWhatHappenedWhenChildEndsBeforeStep() {
    try (SteppedChild child = start("sample.plain")) {
      child.awaitLine("ready");
      child.send("nonsense");

      assertThatThrownBy(child::awaitStep)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("did not arrive at a step")
          .hasMessageContaining("sample.plain (SteppedSampleChild.java:")
          .hasMessageContaining("IllegalArgumentException: nonsense");
    }
  }

  @Test
  void shouldRefuseWhenStepIsUnknown() {
    try (SteppedChild child = start()) {
      assertThatThrownBy(() -> child.arm("sample.none"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("sample.none")
          .hasMessageContaining("sample.plain");
    }
  }

  @Test
  void shouldEndWithParentWhenParentDies() {
    ProcessHandle grandchild;
    try (ChildJvm parent = ChildJvm.start(SteppedParentChild.class)) {
      long pid = Long.parseLong(parent.awaitValue("standing "));
      grandchild = ProcessHandle.of(pid).orElseThrow();
      parent.kill();

      Eventually.until("the grandchild has ended", () -> !grandchild.isAlive());
    }
  }
}
