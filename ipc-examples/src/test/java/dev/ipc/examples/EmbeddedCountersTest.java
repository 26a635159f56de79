package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class EmbeddedCountersTest {
  @Test
  void shouldPrintWhatAllWorkersCounted() {
    try (ChildJvm lesson = ChildJvm.start(EmbeddedCounters.class, 1_000)) {
      assertThat(lesson.awaitExit()).isZero();

      assertThat(lesson.lines())
          .containsExactly(
              "bytes: 300000",
              "errors: 300",
              "requests{route=\"/1\"}: 1000",
              "requests{route=\"/2\"}: 1000",
              "requests{route=\"/3\"}: 1000");
    }
  }
}
