package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class SharedArraysTest {
  @Test
  void shouldSumWhatTheWorkersFilledIn() {
    try (ChildJvm lesson = ChildJvm.start(SharedArrays.class, 100_001)) {
      assertThat(lesson.awaitExit()).isZero();
      assertThat(lesson.lines())
          .containsExactly(
              "4 processes filled 100001 elements in place",
              "The sum is 2.500025E9, expected 2.500025E9");
    }
  }
}
