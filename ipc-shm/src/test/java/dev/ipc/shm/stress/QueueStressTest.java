package dev.ipc.shm.stress;

import dev.ipc.shm.Shm;
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
 * Messages from three producers to three consumers, all of which are killed and stopped at random
 * moments. The long form, {@code mvn -Pstress verify}, puts {@code -Dipc.stress.messages}, and ends
 * after {@code -Dipc.stress.minutes}; with {@code -Dipc.stress.seed} the kills and stops come in
 * the order of an earlier run.
 */
@ExtendWith(LeakLedger.class)
final class QueueStressTest {
  private static final int MANY = Integer.getInteger("ipc.stress.messages", 10_000_000);
  private static final Duration LONG = Duration.ofMinutes(Long.getLong("ipc.stress.minutes", 30));
  private static final int FEW = 1_000_000;
  private static final Duration SHORT = Duration.ofSeconds(5);

  private final NamedDomain domain = new NamedDomain();

  @TempDir private Path folder;

  @AfterEach
  void deleteDomain() {
    domain.close();
  }

  @Test
  @Tag("stress")
  void shouldLoseNothingWhenProcessesAreKilledWhileManyMessagesPass() throws Exception {
    run(MANY, LONG);
  }

  @Test
  void shouldLoseNothingWhenProcessesAreKilledWhileMessagesPass() throws Exception {
    run(FEW, SHORT);
  }

  private void run(int messages, Duration longest) throws Exception {
    Path file = folder.resolve("book");
    long seed = Long.getLong("ipc.stress.seed", System.nanoTime());
    int each = messages / PostBook.PRODUCERS / Post.values().length;
    try (PostBook book = PostBook.create(file, each);
        Shm shm = domain.join();
        PostTrial trial = new PostTrial(domain.name(), shm, file, book, seed)) {
      trial.run(longest);
    }
  }
}
