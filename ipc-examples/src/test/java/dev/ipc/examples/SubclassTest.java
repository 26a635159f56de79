package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class SubclassTest {
  @Test
  void shouldTakeTheirTurns() {
    try (ChildJvm lesson = ChildJvm.start(Subclass.class)) {
      assertThat(lesson.awaitExit()).isZero();
      assertThat(lesson.lines())
          .containsExactly(
              "I am process 1",
              "It ended with exit code 0",
              "I am process 2",
              "It ended with exit code 0");
    }
  }
}
