package dev.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.RegionClosedException;
import dev.ipc.memory.Block;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Turnstile;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Parker} keeps, on each sort of thread that it is used by.
 *
 * <p>A sleep that is to be ended by a wake-up is longer than the deadline of its test: so a single
 * lost wake-up fails the test.
 */
public abstract class ParkerContract {
  /** How long a test may take before it has failed. */
  protected static final Duration DEADLINE = Duration.ofSeconds(60);

  /** Longer than any test. */
  protected static final long FOR_EVER_NANOS = Duration.ofMinutes(10).toNanos();

  private static final long BOUND_NANOS = 25_000_000;
  private static final long LINE_BYTES = 64;
  private static final int WORDS = 300;

  private final Arena arena = Arena.ofShared();
  private final Block block = new Block(arena.allocate(WORDS * LINE_BYTES, LINE_BYTES));

  /** Creates the suite. */
  protected ParkerContract() {}

  /**
   * The parker under test.
   *
   * @return the same for every call within a test
   */
  protected abstract Parker parker();

  /**
   * The sort of threads that sleep.
   *
   * @return a builder
   */
  protected abstract Thread.Builder threads();

  /**
   * The longest sleep of a thread that shall notice an interrupt.
   *
   * @return nanoseconds; overridden by parkers that an interrupt ends at once
   */
  protected long interruptibleNanos() {
    return BOUND_NANOS;
  }

  private FutureTask<?> start(Runnable task) {
    FutureTask<?> future = new FutureTask<>(task, null);
    threads().start(future);
    return future;
  }

  private List<FutureTask<?>> startAll(int count, IntFunction<Runnable> tasks) {
    List<FutureTask<?>> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      started.add(start(tasks.apply(i)));
    }
    return started;
  }

  private static void finish(List<FutureTask<?>> tasks) throws Exception {
    for (FutureTask<?> task : tasks) {
      finish(task);
    }
  }

  private static void finish(FutureTask<?> task) throws Exception {
    task.get(DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
  }

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  @Test
  void shouldReturnAtOnceWhenTheWordDiffers() throws Exception {
    block.setIntRelease(0, 7);

    finish(start(() -> parker().park(block, 0, 8, FOR_EVER_NANOS)));
  }

  @Test
  void shouldReturnAtOnceWhenThereIsNoTime() throws Exception {
    finish(
        start(() -> {
          for (long nanos : new long[] {0, -1, Long.MIN_VALUE}) {
            parker().park(block, 0, 0, nanos);
          }
        }));
  }

  @Test
  void shouldSleepAsLongAsAskedWhenNobodyWakes() throws Exception {
    finish(
        start(() -> {
          for (long nanos : new long[] {1, 1_000, 300_000, 1_000_000, 20_000_000}) {
            assertThat(sleepsOf(nanos)).as("sleeps of %d ns", nanos).isBetween(1, 20);
          }
        }));
  }

  /** Sleeps for a time, in as many sleeps as it takes. */
  private int sleepsOf(long nanos) {
    long end = parker().nanoTime() + nanos;
    int sleeps = 0;
    for (long left = nanos; left > 0; left = end - parker().nanoTime()) {
      parker().park(block, 0, 0, left);
      sleeps++;
    }
    return sleeps;
  }

  @Test
  void shouldWakeWhenTheWordIsStoredBefore() throws Exception {
    for (int round = 0; round < 1_000; round++) {
      block.setIntRelease(0, 0);
      CountDownLatch started = new CountDownLatch(1);
      FutureTask<?> sleeper = start(() -> sleepWhile(0, 0, started));
      started.await();
      block.setIntRelease(0, 1);
      parker().wake(block, 0, 1);
      finish(sleeper);
    }
  }

  @Test
  void shouldWakeWhenTheWordIsUnchanged() throws Exception {
    FutureTask<?> sleeper = start(() -> parker().park(block, 0, 0, FOR_EVER_NANOS));
    // Again and again, since it may not sleep yet.
    Eventually.until(
        "the sleeper is woken",
        () -> {
          parker().wake(block, 0, 1);
          return sleeper.isDone();
        });
    finish(sleeper);
  }

  @Test
  void shouldHandOverWhenTwoTakeTurns() throws Exception {
    takeTurns(1, 20_000);
  }

  @Test
  void shouldHandOverWhenManyPairsTakeTurns() throws Exception {
    takeTurns(16, 2_000);
  }

  private void takeTurns(int pairs, int rounds) throws Exception {
    List<FutureTask<?>> players = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      long offset = pair * LINE_BYTES;
      for (int side = 0; side <= 1; side++) {
        int me = side;
        players.add(start(() -> takeTurns(offset, me, rounds)));
      }
    }
    finish(players);
  }

  private void takeTurns(long offset, int me, int rounds) {
    for (int round = 0; round < rounds; round++) {
      sleepWhile(offset, 1 - me);
      block.setIntRelease(offset, 1 - me);
      parker().wake(block, offset, 1);
    }
  }

  @Test
  void shouldWakeAsManyAsAskedWhenThatManySleep() throws Exception {
    int count = 8;
    for (int round = 0; round < 200; round++) {
      List<FutureTask<?>> takers = startAll(count, i -> this::takeToken);
      for (int given = 0; given < count; given += 4) {
        block.getAndAddInt(0, 4);
        parker().wake(block, 0, 4);
      }
      finish(takers);
    }
  }

  private void takeToken() {
    while (true) {
      int tokens = block.getIntVolatile(0);
      if (tokens == 0) {
        parker().park(block, 0, 0, FOR_EVER_NANOS);
      } else if (block.compareAndSetInt(0, tokens, tokens - 1)) {
        return;
      }
    }
  }

  @Test
  void shouldWakeAllWhenAllAreAskedFor() throws Exception {
    for (int round = 0; round < 20; round++) {
      int before = round;
      CountDownLatch started = new CountDownLatch(50);
      List<FutureTask<?>> sleepers = startAll(50, i -> () -> sleepWhile(0, before, started));
      started.await();
      block.setIntRelease(0, before + 1);
      parker().wake(block, 0, Integer.MAX_VALUE);
      finish(sleepers);
    }
  }

  @Test
  void shouldWakeEachWhenManyWordsAreSleptOn() throws Exception {
    CountDownLatch started = new CountDownLatch(WORDS);
    List<FutureTask<?>> sleepers =
        startAll(WORDS, i -> () -> sleepWhile(i * LINE_BYTES, 0, started));
    started.await();
    for (int i = WORDS - 1; i >= 0; i--) {
      block.setIntRelease(i * LINE_BYTES, 1);
      parker().wake(block, i * LINE_BYTES, 1);
    }
    finish(sleepers);
  }

  @Test
  void shouldKeepTheInterruptStatusWhenInterruptedAsleep() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Boolean> sleeper =
        new FutureTask<>(() -> {
          started.countDown();
          while (!Thread.currentThread().isInterrupted()) {
            parker().park(block, 0, 0, interruptibleNanos());
          }
          return Thread.interrupted();
        });
    Thread thread = threads().start(sleeper);
    started.await();
    thread.interrupt();

    finish(sleeper);
    assertThat(sleeper.get()).isTrue();
  }

  @Test
  void shouldKeepTheInterruptStatusWhenInterruptedBefore() throws Exception {
    FutureTask<Boolean> sleeper =
        new FutureTask<>(() -> {
          Thread.currentThread().interrupt();
          parker().park(block, 0, 0, interruptibleNanos());
          return Thread.interrupted();
        });
    threads().start(sleeper);

    finish(sleeper);
    assertThat(sleeper.get()).isTrue();
  }

  @Test
  void shouldLetTheMemoryGoWhenAllSleepersHaveLeft() throws Exception {
    for (int round = 0; round < 200; round++) {
      try (Arena region = Arena.ofShared()) {
        Block words = new Block(region.allocate(4 * LINE_BYTES, LINE_BYTES));
        Turnstile turnstile = new Turnstile();
        CountDownLatch entered = new CountDownLatch(4);
        List<FutureTask<?>> sleepers =
            startAll(4, i -> () -> sleepInside(turnstile, entered, words, i * LINE_BYTES));
        entered.await();
        turnstile.close(
            () -> new RegionClosedException("closed by the test"), () -> wakeAll(words, 4));
        finish(sleepers);
      }
    }
  }

  private void sleepInside(Turnstile turnstile, CountDownLatch entered, Block words, long offset) {
    turnstile.enter();
    try {
      entered.countDown();
      while (!turnstile.isClosed()) {
        parker().park(words, offset, 0, BOUND_NANOS);
      }
    } finally {
      turnstile.exit();
    }
  }

  private void wakeAll(Block words, int count) {
    for (int i = 0; i < count; i++) {
      parker().wake(words, i * LINE_BYTES, Integer.MAX_VALUE);
    }
  }

  @Test
  void shouldNotSpinWhenTheThreadIsVirtual() throws Exception {
    FutureTask<Integer> spins = new FutureTask<>(() -> parker().spins());
    Thread.startVirtualThread(spins);

    finish(spins);
    assertThat(spins.get()).isZero();
    assertThat(parker().spins()).isNotNegative();
  }

  private void sleepWhile(long offset, int value, CountDownLatch started) {
    started.countDown();
    sleepWhile(offset, value);
  }

  private void sleepWhile(long offset, int value) {
    while (block.getIntAcquire(offset) == value) {
      parker().park(block, offset, value, FOR_EVER_NANOS);
    }
  }
}
