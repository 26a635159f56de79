package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.support.Processes;
import dev.ipc.task.CallOptions;
import dev.ipc.task.Results;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pools of processes for long: with workers that are killed at random moments, with an input that
 * is larger than the memory, and many pools one after the other. The long forms, {@code mvn
 * -Pstress verify}, do as much as {@code -Dipc.stress.tasks}, {@code -Dipc.stress.items} and {@code
 * -Dipc.stress.pools} say; with {@code -Dipc.stress.seed} the kills meet the workers in the order
 * of an earlier run.
 */
@ExtendWith(LeakLedger.class)
final class ProcessPoolStressTest {
  private static final int TASKS = Integer.getInteger("ipc.stress.tasks", 1_000_000);
  private static final int ITEMS = Integer.getInteger("ipc.stress.items", 10_000_000);
  private static final int POOLS = Integer.getInteger("ipc.stress.pools", 200);

  @TempDir private Path folder;

  @Test
  @Tag("stress")
  void shouldGiveEachResultOnceWhenWorkersAreKilledAtRandom() throws Exception {
    kill(TASKS, 100, Integer.MAX_VALUE);
  }

  @Test
  void shouldGiveEachResultOnceWhenSomeWorkersAreKilledAtRandom() throws Exception {
    kill(20_000, 5, 5);
  }

  @Test
  @Tag("stress")
  void shouldStreamWhenTheInputIsMuchLargerThanTheMemory() throws Exception {
    stream(ITEMS);
  }

  @Test
  void shouldStreamWhenTheInputIsLargerThanTheMemory() throws Exception {
    stream(200_000);
  }

  /** With a process of its own as the one that has the pool. */
  private static void stream(int items) throws InterruptedException {
    JvmProcess owner =
        JvmProcess.start(
            JvmOptions.DEFAULTS.heap("64m"),
            () -> {
              long next = 0;
              try (ProcessPool pool = ProcessPool.of(2);
                  Results<byte[]> all = pool.imap(PoolDeeds::kilobyte, IntStream.range(0, items))) {
                while (all.hasNext()) {
                  if (all.next()[0] != (byte) next++) {
                    throw new AssertionError("not the result of item " + (next - 1));
                  }
                }
              }
              if (next != items) {
                throw new AssertionError("results=" + next);
              }
            });
    owner.join();
    assertThat(owner.exitCode()).as("%s", owner.ending()).hasValue(0);
  }

  @Test
  @Tag("stress")
  void shouldLeaveNothingWhenManyPoolsComeAndGo() throws Exception {
    comeAndGo(POOLS);
  }

  @Test
  void shouldLeaveNothingWhenSomePoolsComeAndGo() throws Exception {
    comeAndGo(5);
  }

  /** The ledger sees what is left. */
  private static void comeAndGo(int pools) throws Exception {
    for (int i = 0; i < pools; i++) {
      try (ProcessPool pool = ProcessPool.of(1)) {
        assertThat(pool.<Integer, Integer>apply(PoolDeeds::square, i)).isEqualTo(i * i);
      }
    }
  }

  /** Has at least so many tasks carried out, each for itself, and some workers killed. */
  private void kill(int tasks, int kills, int mostKills) throws Exception {
    long seed = Long.getLong("ipc.stress.seed", System.nanoTime());
    Path ready = folder.resolve("ready");
    String file = ready.toString();
    PoolOptions options =
        PoolOptions.DEFAULTS
            .workers(2)
            .flags("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
            .onDeath(OnDeath.RETRY_TASK)
            .initializer(() -> PoolDeeds.append(file, "" + PoolDeeds.pid()));
    try (ProcessPool pool = ProcessPool.of(options)) {
      int results = 0;
      try (Hunter hunter = new Hunter(ready, new Random(seed), mostKills);
          Results<Integer> squares =
              pool.with(CallOptions.DEFAULTS.chunkSize(1))
                  .imap(
                      PoolDeeds::square,
                      IntStream.iterate(
                          0, i -> i < tasks || hunter.kills.get() < kills, i -> i + 1))) {
        while (squares.hasNext()) {
          if (squares.next() != PoolDeeds.square(results)) {
            throw new AssertionError("not the result of item " + results + "; seed=" + seed);
          }
          results++;
        }
        System.out.printf("%d tasks, %d kills%n", results, hunter.kills.get());
      }
      assertThat(results).isGreaterThanOrEqualTo(tasks);
      List<Integer> items = IntStream.range(0, 1_000).boxed().toList();
      assertThat(pool.map(PoolDeeds::square, items))
          .isEqualTo(items.stream().map(PoolDeeds::square).toList());
    }
  }

  /**
   * Kills one of the workers that have started, again and again. One that has not is spared: three
   * in a row that die before they are ready break the pool.
   */
  private static final class Hunter implements AutoCloseable {
    private static final long PAUSE_MILLIS = 200;

    private final Path ready;
    private final Random random;
    private final int mostKills;
    private final Thread thread = Thread.ofPlatform().name("hunter").unstarted(this::hunt);
    private final AtomicInteger kills = new AtomicInteger();
    private volatile boolean over;

    Hunter(Path ready, Random random, int mostKills) {
      this.mostKills = mostKills;
      this.ready = ready;
      this.random = random;
      thread.start();
    }

    private void hunt() {
      try {
        while (!over && kills.get() < mostKills) {
          // The moment of the kill is what is random here; nothing waits for it to be right.
          Thread.sleep(PAUSE_MILLIS);
          List<Long> prey =
              PoolDeeds.lines(ready).stream().map(Long::valueOf).filter(Processes::runs).toList();
          if (!prey.isEmpty()) {
            long pid = prey.get(random.nextInt(prey.size()));
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            kills.incrementAndGet();
          }
        }
      } catch (IOException | InterruptedException e) {
        throw new AssertionError("the hunter came to grief", e);
      }
    }

    @Override
    public void close() {
      over = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts a test", e);
      }
    }
  }
}
