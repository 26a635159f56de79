package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Kills a process at each step of setting an element: there is the old one or the new one. */
@ExtendWith(LeakLedger.class)
final class ListKillTest {
  static final List<String> STEPS = TextKillTest.STEPS;

  @ParameterizedTest
  @FieldSource("STEPS")
  void shouldHaveOneWholeElementWhenTheWriterIsKilledAt(String step) {
    try (Shm shm = Shm.temporary()) {
      SharedList list = shm.create(SharedList.of(1, "old".repeat(200), 3));
      Object expected = step.equals("copies.published") ? 0x0102030405060708L : "old".repeat(200);
      try (Partner victim = Partner.startStepped(step)) {
        victim.start(() -> list.set(1, 0x0102030405060708L));
        victim.stepped().awaitStep(step);
        assertThat(list.get(1)).isEqualTo(expected);
        victim.kill();
      }
      assertThat(list).containsExactly(1, expected, 3);
      list.set(1, "after");
      list.set(2, null);
      assertThat(list).containsExactly(1, "after", null);
    }
  }
}
