package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class RaceTest {
  @Test
  void shouldEndAtOneWithLockAndWithAtomicAdds() {
    try (ChildJvm lesson = ChildJvm.start(Race.class, 10_000)) {
      assertThat(lesson.awaitExit()).isZero();

      assertThat(lesson.lines()).hasSize(3);
      assertThat(lesson.lines().get(0))
          .matches("none: the value is -?\\d+, off by \\d+, \\d+ ns per operation");
      assertThat(lesson.lines().get(1))
          .matches("lock: the value is 1, off by 0, \\d+ ns per operation");
      assertThat(lesson.lines().get(2))
          .matches("atomic: the value is 1, off by 0, \\d+ ns per operation");
    }
  }
}
