package dev.ipc.shm.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ipc.memory.Block;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.ParkerContract;
import dev.ipc.wait.Parker;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "futex is a call of Linux")
class FutexParkerTest {
  private static final long FOR_EVER_NANOS = Duration.ofMinutes(10).toNanos();

  @Test
  void shouldFindFutexWhenTheSystemIsLinux() {
    assertThat(FutexParker.works()).as(Futex.failure()).isTrue();
  }

  @Nested
  class OnPlatformThreads extends ParkerContract {
    private final Parker parker = new FutexParker();

    @Override
    protected Parker parker() {
      return parker;
    }

    @Override
    protected Thread.Builder threads() {
      return Thread.ofPlatform().daemon();
    }

    @Test
    void shouldWakeWhenTheWakerUsesAnotherMapping(@TempDir Path folder) throws Exception {
      wakeByAnotherMapping(folder, parker, threads());
    }
  }

  @Nested
  class OnVirtualThreads extends ParkerContract {
    private final Parker parker = Parkers.choose("auto");

    @Override
    protected Parker parker() {
      return parker;
    }

    @Override
    protected Thread.Builder threads() {
      return Thread.ofVirtual();
    }

    @Override
    protected long interruptibleNanos() {
      return FOR_EVER_NANOS;
    }

    @Test
    void shouldWakeWhenTheWakerUsesAnotherMapping(@TempDir Path folder) throws Exception {
      assumeTrue(new FutexSet().works(), "without futex_waitv, wake-ups of others are lost");
      wakeByAnotherMapping(folder, parker, threads());
    }

    /** The watcher still sleeps on the word in the kernel, and came first. */
    @Test
    void shouldWakeAPlatformThreadWhenAVirtualOneHasJustLeft(@TempDir Path folder)
        throws Exception {
      try (Arena arena = Arena.ofShared()) {
        Block block = TakeTurnsChild.map(folder.resolve("words"), arena);
        for (int round = 0; round < 100; round++) {
          int before = round;
          Thread.ofVirtual().start(() -> parker.park(block, 0, before, 2_000_000)).join();
          CountDownLatch started = new CountDownLatch(1);
          FutureTask<?> sleeper = new FutureTask<>(() -> sleepWhile(block, before, started), null);
          Thread.ofPlatform().daemon().start(sleeper);
          started.await();
          block.setIntRelease(0, before + 1);
          parker.wake(block, 0, 1);
          sleeper.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
      }
    }

    private void sleepWhile(Block block, int value, CountDownLatch started) {
      started.countDown();
      while (block.getIntAcquire(0) == value) {
        parker.park(block, 0, value, FOR_EVER_NANOS);
      }
    }
  }

  /**
   * To this JVM the other mapping is what another process would be: other addresses, same words.
   */
  private static void wakeByAnotherMapping(Path folder, Parker parker, Thread.Builder threads)
      throws Exception {
    Path file = folder.resolve("words");
    Parker other = new FutexParker();
    try (Arena arena = Arena.ofShared()) {
      Block ours = TakeTurnsChild.map(file, arena);
      Block theirs = TakeTurnsChild.map(file, arena);
      for (int round = 0; round < 200; round++) {
        FutureTask<?> sleeper =
            new FutureTask<>(() -> parker.park(ours, 0, 0, FOR_EVER_NANOS), null);
        threads.start(sleeper);
        Eventually.until(
            "the sleeper is woken",
            () -> {
              other.wake(theirs, 0, 1); // and the word stays as it is
              return sleeper.isDone();
            });
        sleeper.get();
      }
    }
  }
}
