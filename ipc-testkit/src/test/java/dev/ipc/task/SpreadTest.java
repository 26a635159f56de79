package dev.ipc.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ipc.Fn;
import dev.ipc.TaskFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Calls with many items over a pool without workers: no threads, and time is what we say. */
final class SpreadTest {
  private static final long MILLISECOND = 1_000_000;

  private final ScriptedPool pool = new ScriptedPool(2);
  private int pulled;

  private static int twice(int n) {
    return 2 * n;
  }

  /** Numbers from 0, counted when they are pulled. */
  private Iterable<Integer> counted(int count) {
    return () ->
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < count;
          }

          @Override
          public Integer next() {
            pulled++;
            return next++;
          }
        };
  }

  @Test
  void shouldKeepAFewChunksAheadWhenItemsAreLong() throws Exception {
    Results<Integer> results = pool.imap(SpreadTest::twice, counted(1_000));
    assertThat(pulled).isEqualTo(8);
    for (int n = 0; n < 1_000; n++) {
      if (!pool.jobs.isEmpty()) {
        pool.work(10 * MILLISECOND);
      }
      assertThat(results.next()).isEqualTo(2 * n);
      assertThat(pulled - n).isLessThanOrEqualTo(9);
    }
    assertThat(results.hasNext()).isFalse();
  }

  @Test
  void shouldPullNoMoreWhenNobodyTakes() throws Exception {
    Results<Integer> results = pool.imapUnordered(SpreadTest::twice, counted(1_000));

    pool.workOff(10 * MILLISECOND);

    assertThat(pulled).isEqualTo(8);
    assertThat(results.progress().done()).isEqualTo(8);
    assertThat(results.progress().total()).isEmpty();
  }

  @Test
  void shouldBoundWhatIsAheadWhenItemsAreQuick() throws Exception {
    Results<Integer> results = pool.imap(SpreadTest::twice, counted(10_000_000));
    int most = 0;
    for (int n = 0; n < 500_000; n++) {
      if (!pool.jobs.isEmpty()) {
        pool.work(5);
      }
      assertThat(results.next()).isEqualTo(2 * n);
      most = Math.max(most, pulled - n);
    }
    assertThat(most).isBetween(1_000, 2 * ChunkSizes.MAX_ITEMS_AHEAD + ChunkSizes.MAX_ITEMS);
    results.close();
    assertThat(pool.jobs).isEmpty();
  }

  @Test
  void shouldGiveByCompletionWhenOrderDoesNotMatter() throws Exception {
    Results<Integer> unordered = pool.imapUnordered(SpreadTest::twice, List.of(1, 2, 3));
    Job first = pool.jobs.remove();
    pool.workOff(1);
    assertThat(unordered.next()).isEqualTo(4);
    assertThat(unordered.next()).isEqualTo(6);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> unordered.next(Duration.ofMillis(1)));
    pool.work(first, 1);
    assertThat(unordered.next()).isEqualTo(2);
    assertThat(unordered.hasNext()).isFalse();
  }

  @Test
  void shouldGiveWhatIsThereWhenItsChunkIsNotOver() throws Exception {
    TaskPool chunked = pool.with(CallOptions.DEFAULTS.chunkSize(3));
    Results<Integer> ordered = chunked.imap(SpreadTest::twice, List.of(1, 2, 3));
    Results<Integer> unordered = chunked.imapUnordered(SpreadTest::twice, List.of(1, 2, 3));

    pool.jobs.remove().allSucceeded(0, List.of(2, 4));
    pool.jobs.remove().allSucceeded(1, List.of(4, 6));

    assertThat(ordered.next()).isEqualTo(2);
    assertThat(ordered.next()).isEqualTo(4);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> ordered.next(Duration.ofMillis(1)));
    assertThat(unordered.next()).isEqualTo(4);
    assertThat(unordered.next()).isEqualTo(6);
    assertThat(unordered.hasNext()).isTrue();
  }

  @Test
  void shouldFailForTheItemAloneWhenItCannotTravel() throws Exception {
    pool.unsendable.add(5);
    Results<Integer> results =
        pool.with(CallOptions.DEFAULTS.chunkSize(3))
            .imap(SpreadTest::twice, IntStream.range(0, 100));
    List<Object> taken = new ArrayList<>();
    while (results.hasNext()) {
      pool.workOff(MILLISECOND);
      try {
        taken.add(results.next());
      } catch (IllegalArgumentException e) {
        taken.add(String.valueOf(e.getMessage()));
      }
    }

    assertThat(taken).hasSize(100);
    assertThat(taken.subList(0, 8)).isEqualTo(List.of(0, 2, 4, 6, 8, "cannot travel: [5]", 12, 14));
  }

  @Test
  void shouldThrowAtOnceWhenTheFirstItemsCannotTravel() {
    pool.unsendable.add(0);

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> pool.imap(SpreadTest::twice, counted(100)));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> pool.mapAsync(SpreadTest::twice, counted(100)));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> pool.map(SpreadTest::twice, counted(100)));
    assertThat(pool.jobs).isEmpty();
  }

  @Test
  void shouldFailTheWholeWhenALaterItemCannotTravel() throws Exception {
    pool.unsendable.add(50);
    AsyncResult<List<Integer>> result = pool.mapAsync(SpreadTest::twice, IntStream.range(0, 100));

    pool.workOff(MILLISECOND);

    assertThat(result.exceptionNow()).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldGoOnAfterShutdownWhenItWasAcceptedBefore() throws Exception {
    AsyncResult<List<Integer>> result = pool.mapAsync(SpreadTest::twice, IntStream.range(0, 1_000));
    assertThat(result.progress().done()).isZero();

    pool.shutdown();
    pool.workOff(MILLISECOND);

    assertThat(result.resultNow()).hasSize(1_000).startsWith(0, 2, 4);
    assertThat(result.progress().done()).isEqualTo(1_000);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> pool.mapAsync(SpreadTest::twice, List.of(1)));
  }

  @Test
  void shouldEndAfterWhatIsThereWhenThePoolIsShutDown() throws Exception {
    Results<Integer> results = pool.imap(SpreadTest::twice, counted(1_000));
    pool.shutdown();
    pool.workOff(MILLISECOND);
    for (int n = 0; n < 8; n++) {
      assertThat(results.next()).isEqualTo(2 * n);
    }

    assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(results::next);
    assertThat(results.hasNext()).isFalse();
  }

  @Test
  void shouldCancelTheRestWhenOneItemFails() {
    AsyncResult<List<Integer>> result = pool.mapAsync(SpreadTest::twice, IntStream.range(0, 1_000));
    int ahead = pool.jobs.size();
    Job third = pool.jobs.stream().skip(2).findFirst().orElseThrow();
    pool.jobs.remove(third);

    third.failed(0, new IllegalStateException("boom"), "worker");

    assertThat(pool.jobs).isEmpty();
    assertThat(pool.cancelled).hasSize(ahead - 1).allMatch(Job::isOver);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(result::get)
        .withMessageContaining("item 2 failed with java.lang.IllegalStateException: boom")
        .withMessageContaining("submitted=SpreadTest.java:");
  }

  @Test
  void shouldTakeAllBackWhenTheWholeIsCancelled() {
    AsyncResult<List<Integer>> result = pool.mapAsync(SpreadTest::twice, IntStream.range(0, 1_000));

    assertThat(result.cancel(true)).isTrue();

    assertThat(pool.jobs).isEmpty();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(result::join);
  }

  @Test
  void shouldBeCancelledWhenThePoolCancelsAJob() {
    AsyncResult<List<Integer>> result = pool.mapAsync(SpreadTest::twice, IntStream.range(0, 1_000));

    pool.jobs.remove().cancelled();

    assertThat(result).isCancelled();
    assertThat(pool.jobs).isEmpty();
  }

  @Test
  void shouldGoOnWhenAListenerFails() throws Exception {
    List<Progress> told = new ArrayList<>();
    TaskPool telling =
        pool.with(
            CallOptions.DEFAULTS.onProgress(progress -> {
              told.add(progress);
              throw new IllegalStateException("a listener that fails, as this test wants it");
            }));
    Thread here = Thread.currentThread();
    List<Throwable> uncaught = new ArrayList<>();
    here.setUncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown));
    try {
      AsyncResult<List<Integer>> result = telling.mapAsync(SpreadTest::twice, List.of(1, 2));
      pool.workOff(1);
      assertThat(result.resultNow()).containsExactly(2, 4);
    } finally {
      here.setUncaughtExceptionHandler(null);
    }
    assertThat(told).extracting(Progress::done).containsExactly(2L);
    assertThat(uncaught).hasSize(1);
  }

  @Test
  void shouldTellTheHandlerWhenExecutedWorkFails() {
    Thread here = Thread.currentThread();
    List<Throwable> uncaught = new ArrayList<>();
    here.setUncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown));
    try {
      pool.execute(() -> twice(1));
      pool.jobs.remove().failed(0, new IllegalStateException("boom"), "worker");
    } finally {
      here.setUncaughtExceptionHandler(null);
    }
    assertThat(uncaught).singleElement().isInstanceOf(TaskFailedException.class);
  }

  @Test
  void shouldRestartNothingWhenAnItemOfARowFails() throws Exception {
    Fn<Integer, Integer> twice = SpreadTest::twice;
    Results<Integer> results =
        pool.with(CallOptions.DEFAULTS.chunkSize(3)).imap(twice, List.of(1, 2, 3));
    Job job = pool.jobs.remove();

    job.succeeded(0, 2);
    job.failed(1, new IllegalStateException("boom"), "worker");
    job.succeeded(2, 6);

    assertThat(results.next()).isEqualTo(2);
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(results::next)
        .withMessageContaining("item 1 failed");
    assertThat(results.next()).isEqualTo(6);
    assertThat(pool.jobs).isEmpty();
  }
}
