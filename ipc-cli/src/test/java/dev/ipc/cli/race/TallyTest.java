package dev.ipc.cli.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.testkit.LeakLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class TallyTest {
  private Shm shm;
  private Tally tally;

  @BeforeEach
  void makeTally() {
    shm = Shm.temporary();
    tally = Tally.in(shm);
  }

  @AfterEach
  void close() {
    shm.close();
  }

  @Test
  void shouldStartWithoutUpdates() {
    assertThat(tally.value()).isEqualTo(1);
    assertThat(tally.updates()).isZero();
  }

  @Test
  void shouldCountUpdatesBelowAndAboveZero() {
    add(Tally.SUBTRACT, 5);
    assertThat(tally.value()).isEqualTo(-4);
    assertThat(tally.updates()).isEqualTo(5);

    add(Tally.ADD, 7);
    assertThat(tally.value()).isEqualTo(3);
    assertThat(tally.updates()).isEqualTo(12);
  }

  @Test
  void shouldMissUpdatesThatCancelEachOtherOutWhenBothAreLost() {
    long read = tally.word().get();
    add(Tally.ADD, 1);
    add(Tally.SUBTRACT, 1);
    tally.word().set(read + Tally.ADD);

    assertThat(tally.value()).isEqualTo(2);
    assertThat(tally.updates()).isEqualTo(1);
  }

  @Test
  void shouldHoldTheMostIterationsOfTwoProcesses() {
    int most = Contest.MAX_ITERATIONS;
    tally.word().addAndGet(most * Tally.SUBTRACT);
    assertThat(tally.value()).isEqualTo(1 - most);
    assertThat(tally.updates()).isEqualTo(most);

    tally.word().addAndGet(most * Tally.ADD);
    assertThat(tally.value()).isEqualTo(1);
    assertThat(tally.updates()).isEqualTo(2L * most);
  }

  private void add(long step, int times) {
    for (int i = 0; i < times; i++) {
      tally.word().addAndGet(step);
    }
  }
}
