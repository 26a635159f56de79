package dev.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.memory.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScriptedParkerTest {
  private static final long LONG_NANOS = 1_000_000;

  private final Block block = LocalHome.memory(64);
  private final AtomicInteger returned = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();

  private Thread sleeper(ScriptedParker parker, long offset) {
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              parker.park(block, offset, 0, LONG_NANOS);
              returned.incrementAndGet();
            });
    threads.add(thread);
    return thread;
  }

  @AfterEach
  void joinThreads() throws InterruptedException {
    for (Thread thread : threads) {
      assertThat(thread.join(Eventually.PATIENCE)).isTrue();
    }
  }

  @Test
  void shouldMoveClockWhenSkipping() {
    ScriptedParker parker = ScriptedParker.skipping();
    parker.park(block, 8, 0, 30);
    parker.park(block, 8, 1, 500);
    parker.park(block, 8, 0, 12);

    assertThat(parker.nanoTime()).isEqualTo(42);
    assertThat(parker.parks())
        .containsExactly(
            new ScriptedParker.Park(8, 0, 30, 0),
            new ScriptedParker.Park(8, 1, 500, 30),
            new ScriptedParker.Park(8, 0, 12, 30));
  }

  @Test
  void shouldSeeWhatHappensWhenThreadIsAboutToSleep() {
    ScriptedParker parker = ScriptedParker.skipping().onPark(park -> block.setInt(0, 7));
    parker.park(block, 0, 0, LONG_NANOS);

    assertThat(parker.nanoTime()).isZero();
  }

  @Test
  void shouldSleepUntilTimeIsOverWhenBlocking() {
    ScriptedParker parker = ScriptedParker.blocking();
    sleeper(parker, 0);
    parker.awaitSleepers(1);
    parker.advance(Duration.ofNanos(LONG_NANOS - 1));
    parker.awaitSleepers(1);
    assertThat(returned).hasValue(0);

    parker.advance(Duration.ofNanos(1));
    parker.awaitSleepers(0);
  }

  @Test
  void shouldWakeSoManySleepersOfWordAsWasAsked() {
    ScriptedParker parker = ScriptedParker.blocking();
    for (int i = 0; i < 3; i++) {
      sleeper(parker, 8);
    }
    sleeper(parker, 16);
    parker.awaitSleepers(4);

    parker.wake(block, 8, 2);
    parker.awaitSleepers(2);
    // The same word, seen through another block.
    parker.wake(block.slice(8, 8), 0, Integer.MAX_VALUE);
    parker.awaitSleepers(1);
    parker.wakeForNoReason();
    parker.awaitSleepers(0);
    assertThat(parker.wakes()).hasSize(2);
  }

  @Test
  void shouldKeepInterruptWhenSleepEndsByIt() throws InterruptedException {
    ScriptedParker parker = ScriptedParker.blocking();
    AtomicInteger interrupted = new AtomicInteger();
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              parker.park(block, 0, 0, LONG_NANOS);
              interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 2);
            });
    parker.awaitSleepers(1);
    thread.interrupt();

    assertThat(thread.join(Eventually.PATIENCE)).isTrue();
    assertThat(interrupted).hasValue(1);
  }
}
