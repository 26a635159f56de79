package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class PipeTalkTest {
  @Test
  void shouldTalkBothWaysAndSeeTheEnd() {
    try (ChildJvm lesson = ChildJvm.start(PipeTalk.class)) {
      assertThat(lesson.awaitExit()).isZero();
      assertThat(lesson.lines())
          .containsExactly(
              "The child says Answer[text=tea, length=3]",
              "The child says Answer[text=coffee, length=6]",
              "The child says [that, was, all]",
              "The child has closed its end",
              "The child received 1000 objects, then the end");
    }
  }
}
