package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class SquaresAndRootsTest {
  @Test
  void shouldPrintSquaresAndRoots() {
    try (ChildJvm lesson = ChildJvm.start(SquaresAndRoots.class)) {
      assertThat(lesson.awaitExit()).isZero();
      List<String> lines = lesson.lines();
      assertThat(lines)
          .filteredOn(line -> line.startsWith("The square of "))
          .hasSize(10)
          .startsWith("The square of 1 is 1", "The square of 2 is 4")
          .endsWith("The square of 10 is 100");
      assertThat(lines)
          .filteredOn(line -> line.startsWith("The root of "))
          .hasSize(10)
          .startsWith("The root of 1 is 1.00", "The root of 2 is 1.41")
          .endsWith("The root of 10 is 3.16");
      assertThat(lines).hasSize(21).endsWith("Both are done");
    }
  }
}
