package dev.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsTest {
  @TempDir Path root;

  private Step only(String... lines) throws IOException {
    Path folder = Files.createDirectories(root.resolve("some").resolve("pack"));
    Files.writeString(folder.resolve("Type.java"), String.join("\n", lines));
    Steps steps = Steps.in(root);
    assertThat(steps.names()).containsExactly("here");
    assertThat(steps.places("here")).hasSize(1);
    return steps.places("here").getFirst();
  }

  @Test
  void shouldFindStepsOfCoreWhenProjectIsScanned() {
    assertThat(Steps.all()).contains("lock.acquired", "lock.recover.taken");
    assertThat(Steps.ofProject().places("lock.acquired").getFirst().className())
        .isEqualTo("dev.ipc.lock.RobustLock");
  }

  @Test
  void shouldPointAtStatementWhenCommentsAreBetween() throws IOException {
    Step step = only("a();", "  // step: here", "", "  // why", "  b(", "    c);", "d();");

    assertThat(step.className()).isEqualTo("some.pack.Type");
    assertThat(step.line()).isEqualTo(5);
    assertThat(step.lastLine()).isEqualTo(6);
  }

  @Test
  void shouldNotLeaveBranchWhenMarkerIsAtItsEnd() throws IOException {
    Step step = only("if (a) {", "  b();", "  // step: here", "} else {", "  c();", "}");

    assertThat(step.line()).isEqualTo(4);
    assertThat(step.lastLine()).isEqualTo(4);
  }

  @Test
  void shouldRefuseWhenMarkerIsFollowedByText() {
    assertThatThrownBy(() -> only("// step: here and why", "b();"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Type.java:1");
  }

  @Test
  void shouldNameStepsThatExistWhenOneDoesNot() {
    assertThatThrownBy(() -> Steps.ofProject().places("lock.none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lock.none")
        .hasMessageContaining("lock.acquired");
  }
}
