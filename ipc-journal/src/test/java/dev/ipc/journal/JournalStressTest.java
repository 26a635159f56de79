package dev.ipc.journal;

import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.MayRemain;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two writers and two named tailers, killed at random moments while files begin and old ones are
 * deleted. The long form, {@code mvn -Pstress verify}, takes {@code -Dipc.stress.seconds}; with
 * {@code -Dipc.stress.seed} the kills come in the order of an earlier run.
 */
@ExtendWith(LeakLedger.class)
@MayRemain(threads = {"background~resource~releaser", "process reaper"})
final class JournalStressTest {
  private static final Duration LONG = Duration.ofSeconds(Long.getLong("ipc.stress.seconds", 60));
  private static final Duration SHORT = Duration.ofSeconds(6);

  @TempDir private Path parent;

  @Test
  @Tag("stress")
  void shouldLoseNothingWhenProcessesAreKilledForLong() {
    run(LONG);
  }

  @Test
  void shouldLoseNothingWhenProcessesAreKilled() {
    run(SHORT);
  }

  private void run(Duration time) {
    long seed = Long.getLong("ipc.stress.seed", System.nanoTime());
    try (JournalTrial trial = new JournalTrial(parent.resolve("journal"), seed)) {
      trial.run(time);
    } catch (Throwable t) {
      throw new AssertionError("seed=" + seed + ": " + t.getMessage(), t);
    }
  }
}
