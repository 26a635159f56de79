package dev.ipc.shm.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.Inspector;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.testkit.LeakLedger;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * All synchronizers at once, in four processes that are killed and stopped at random moments. The
 * long form, {@code mvn -Pstress verify}, goes on for {@code -Dipc.stress.minutes}; with {@code
 * -Dipc.stress.seed} the kills and stops come in the order of an earlier run.
 */
@ExtendWith(LeakLedger.class)
final class SyncStressTest {
  private static final Duration SHORT = Duration.ofSeconds(8);
  private static final Duration LONG = Duration.ofMinutes(Long.getLong("ipc.stress.minutes", 30));
  private static final int MAX_STARTS_PER_SECOND = 10;

  private final NamedDomain domain = new NamedDomain();

  @TempDir private Path folder;

  @AfterEach
  void deleteDomain() {
    domain.close();
  }

  @Test
  @Tag("stress")
  void shouldHangNobodyAndLoseNothingWhenProcessesAreKilledAndStoppedForLong() throws Exception {
    run(LONG, Duration.ofSeconds(30));
  }

  @Test
  void shouldHangNobodyAndLoseNothingWhenProcessesAreKilledAndStopped() throws Exception {
    run(SHORT, SHORT);
  }

  private void run(Duration length, Duration reportEvery) throws Exception {
    int processes = Math.toIntExact(MAX_STARTS_PER_SECOND * length.toSeconds() + Board.SEATS);
    long seed = Long.getLong("ipc.stress.seed", System.nanoTime());
    try (Board board = Board.create(folder.resolve("board"), processes);
        Shm shm = domain.join();
        Trial trial = new Trial(domain.name(), shm, board, seed)) {
      trial.run(length, reportEvery);
    }
    // Who joins clears away what others were making when they were killed.
    try (Shm _ = domain.join()) {
      DomainInfo left = Inspector.domain(domain.folder()).orElseThrow();
      assertThat(left.alive()).hasSize(1);
      assertThat(left.others()).isEmpty();
    }
  }
}
