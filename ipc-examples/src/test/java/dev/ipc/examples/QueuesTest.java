package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class QueuesTest {
  @Test
  void shouldTakeWhatTheChildPut() {
    try (ChildJvm lesson = ChildJvm.start(Queues.class)) {
      assertThat(lesson.awaitExit()).isZero();
      assertThat(lesson.lines())
          .containsExactly(IntStream.range(0, 50).map(n -> 2 * n).boxed().toList().toString());
    }
  }
}
