package dev.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.ipc.Action;
import dev.ipc.Args;
import dev.ipc.Fn;
import dev.ipc.Task;
import dev.ipc.TaskFailedException;
import dev.ipc.task.AsyncResult;
import dev.ipc.task.CallOptions;
import dev.ipc.task.Progress;
import dev.ipc.task.Results;
import dev.ipc.task.TaskPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link TaskPool} keeps. Its tasks can travel, and their effects are files: so it does
 * for pools of processes, too.
 *
 * <p>Most tests share a pool of two workers, which each of them leaves idle and whole.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TaskPoolContract {
  private static final Duration PATIENCE = Eventually.PATIENCE;
  private static final int WORKERS = 2;

  private TaskPool pool;

  /** Creates the suite. */
  @SuppressWarnings("NullAway.Init") // set before all tests
  protected TaskPoolContract() {}

  /**
   * Creates a pool.
   *
   * @param workers how many workers it shall have
   * @return the pool; the suite closes it
   */
  protected abstract TaskPool create(int workers);

  @BeforeAll
  void createPool() {
    pool = create(WORKERS);
  }

  @AfterAll
  void closePool() {
    pool.close();
  }

  private static void awaitFile(Path file) {
    Eventually.until(file + " is there", () -> Files.exists(file));
  }

  /** Keeps a number of workers busy until the file {@code go} is there. */
  private static List<AsyncResult<String>> occupy(TaskPool pool, int workers, Path folder) {
    String go = folder.resolve("go").toString();
    List<AsyncResult<String>> busy = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      Path running = folder.resolve("running-" + i);
      busy.add(pool.applyAsync(TaskPoolTasks::meet, running.toString(), go));
    }
    for (int i = 0; i < workers; i++) {
      awaitFile(folder.resolve("running-" + i));
    }
    return busy;
  }

  private static void release(Path folder) throws IOException {
    Files.createFile(folder.resolve("go"));
  }

  // Single tasks

  @Test
  void shouldGiveTheResultWhenSomethingIsApplied() throws Exception {
    assertThat(pool.apply(() -> "task")).isEqualTo("task");
    assertThat(pool.apply(TaskPoolTasks::square, 5)).isEqualTo(25);
    String joined = pool.apply((a, b) -> a + b, "a", "b");
    assertThat(joined).isEqualTo("ab");
    assertThat(pool.apply(TaskPoolTasks::product, 2, 3, 4)).isEqualTo(24);
    assertThat(pool.apply(TaskPoolTasks::join, "a", 1, 2L, 'd')).isEqualTo("a12d");
  }

  @Test
  void shouldGiveTheResultsWhenTheyAreAwaited() throws Exception {
    List<AsyncResult<?>> results =
        List.of(
            pool.applyAsync(() -> "task"),
            pool.applyAsync(TaskPoolTasks::square, 5),
            pool.applyAsync((a, b) -> a + b, "a", "b"),
            pool.applyAsync(TaskPoolTasks::product, 2, 3, 4),
            pool.applyAsync(TaskPoolTasks::join, "a", 1, 2L, 'd'));

    List<Object> values = new ArrayList<>();
    for (AsyncResult<?> result : results) {
      values.add(result.get(PATIENCE));
    }
    assertThat(values).isEqualTo(List.of("task", 25, "ab", 24, "a12d"));
  }

  @Test
  void shouldCarryOutEachSortWhenItIsSubmitted(@TempDir Path folder) throws Exception {
    String file = folder.resolve("ran").toString();
    String other = folder.resolve("ran-too").toString();
    String third = folder.resolve("executed").toString();
    Runnable runnable = (Action) () -> TaskPoolTasks.create(other);

    assertThat(pool.submit(() -> 1).get(PATIENCE)).isEqualTo(1);
    assertThat(pool.submit(() -> TaskPoolTasks.create(file)).get(PATIENCE)).isNull();
    assertThat(pool.submit(runnable, "given").get(PATIENCE)).isEqualTo("given");
    pool.execute(() -> TaskPoolTasks.create(third));

    assertThat(Path.of(file)).exists();
    assertThat(Path.of(other)).exists();
    awaitFile(Path.of(third));
  }

  @Test
  void shouldPassNullAndExceptionsOnWhenTheyAreValues() throws Exception {
    assertThat(pool.<@Nullable String, @Nullable String>apply(text -> text, null)).isNull();
    assertThat(pool.map(text -> text, Stream.of("a", null, "b"))).containsExactly("a", null, "b");
    assertThat(pool.apply(TaskPoolTasks::exceptionAsValue))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage("only a value");
  }

  @Test
  void shouldThrowTheCauseWithItsFramesWhenATaskFails() {
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() -> pool.apply(TaskPoolTasks::boom))
        .withMessageContaining("boom")
        .satisfies(e -> assertThat(framesOf(e)).contains("shouldThrowTheCauseWithItsFrames"))
        .havingCause()
        .isExactlyInstanceOf(IllegalStateException.class)
        .satisfies(e -> assertThat(framesOf(e)).contains("TaskPoolTasks.boom"));
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> pool.applyAsync(TaskPoolTasks::boomChecked).get(PATIENCE))
        .withMessageContaining("task failed with java.io.IOException: disk on fire")
        .havingCause()
        .isExactlyInstanceOf(IOException.class)
        .withMessage("disk on fire");
  }

  private static String framesOf(Throwable thrown) {
    StringBuilder frames = new StringBuilder();
    for (StackTraceElement frame : thrown.getStackTrace()) {
      frames.append(frame).append('\n');
    }
    return frames.toString();
  }

  @Test
  void shouldUseAllWorkersWhenTasksWaitForEachOther(@TempDir Path folder) throws Exception {
    String a = folder.resolve("a").toString();
    String b = folder.resolve("b").toString();

    AsyncResult<String> first = pool.applyAsync(TaskPoolTasks::meet, a, b);
    AsyncResult<String> second = pool.applyAsync(TaskPoolTasks::meet, b, a);

    assertThat(first.get(PATIENCE)).isEqualTo(a);
    assertThat(second.get(PATIENCE)).isEqualTo(b);
  }

  @Test
  void shouldGiveAllResultsWhenManyThreadsSubmit() throws Exception {
    int each = 500;
    ConcurrentLinkedQueue<AsyncResult<Integer>> results = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.startVirtualThread(() ->
              IntStream.range(0, each)
                  .forEach(n -> results.add(pool.applyAsync(TaskPoolTasks::square, n)))));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long sum = 0;
    for (AsyncResult<Integer> result : results) {
      sum += result.get(PATIENCE);
    }
    assertThat(sum).isEqualTo(4L * IntStream.range(0, each).map(n -> n * n).sum());
  }

  // Results to come

  @Test
  void shouldTellItsStateWhenAResultIsNotThereYet(@TempDir Path folder) throws Exception {
    AsyncResult<String> result = occupy(pool, 1, folder).get(0);

    assertThat(result.await(Duration.ofMillis(5))).isFalse();
    assertThat(result.isDone()).isFalse();
    assertThat(result.state()).isEqualTo(Future.State.RUNNING);
    assertThat(result.progress().done()).isZero();
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(result::resultNow);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> result.get(Duration.ofMillis(5)));

    release(folder);
    assertThat(result.await(PATIENCE)).isTrue();
    assertThat(result.state()).isEqualTo(Future.State.SUCCESS);
    assertThat(result.progress()).extracting(Progress::done).isEqualTo(1L);
    AsyncResult<Integer> failed = pool.applyAsync(TaskPoolTasks::boom);
    assertThat(failed.await(PATIENCE)).isTrue();
    assertThat(failed.state()).isEqualTo(Future.State.FAILED);
    assertThat(failed.exceptionNow()).isExactlyInstanceOf(TaskFailedException.class);
  }

  @Test
  void shouldCallBackOnceWhenAResultIsThere() throws Exception {
    AtomicInteger results = new AtomicInteger();
    AtomicInteger failures = new AtomicInteger();

    var good = pool.applyAsync(TaskPoolTasks::square, 3).thenAccept(results::addAndGet);
    var bad =
        pool.applyAsync(TaskPoolTasks::boom).whenComplete((_, _) -> failures.incrementAndGet());
    var all = pool.mapAsync(TaskPoolTasks::square, List.of(1, 2));
    var each = all.thenAccept(_ -> results.addAndGet(100));

    good.get(60, TimeUnit.SECONDS);
    each.get(60, TimeUnit.SECONDS);
    Eventually.until("the failing task is done", bad::isDone);
    assertThat(results).hasValue(109);
    assertThat(failures).hasValue(1);
  }

  @Test
  void shouldNeverRunWhatIsCancelledInTheQueue(@TempDir Path folder) throws Exception {
    String file = folder.resolve("ran").toString();
    List<AsyncResult<String>> busy = occupy(pool, WORKERS, folder);
    AsyncResult<?> queued = pool.submit(() -> TaskPoolTasks.create(file));

    assertThat(queued.cancel(false)).isTrue();

    release(folder);
    for (AsyncResult<String> one : busy) {
      one.get(PATIENCE);
    }
    assertThat(pool.map(TaskPoolTasks::square, IntStream.range(0, 10))).hasSize(10);
    assertThat(Path.of(file)).doesNotExist();
    assertThat(queued.state()).isEqualTo(Future.State.CANCELLED);
    assertThatExceptionOfType(CancellationException.class).isThrownBy(queued::get);
  }

  @Test
  void shouldInterruptWhatRunsWhenItIsCancelled(@TempDir Path folder) throws Exception {
    Path running = folder.resolve("running");
    Path interrupted = folder.resolve("interrupted");
    String first = running.toString();
    String second = interrupted.toString();
    AsyncResult<?> result = pool.submit(() -> TaskPoolTasks.sleepUntilInterrupted(first, second));
    awaitFile(running);

    result.cancel(true);

    awaitFile(interrupted);
    assertThat(result.isCancelled()).isTrue();
    assertThat(pool.apply(TaskPoolTasks::square, 4)).isEqualTo(16);
  }

  @Test
  void shouldInterruptTheTaskWhenItsCallerIsInterrupted(@TempDir Path folder) throws Exception {
    Path running = folder.resolve("running");
    Path interrupted = folder.resolve("interrupted");
    String first = running.toString();
    String second = interrupted.toString();
    Task<String> task =
        () -> {
          TaskPoolTasks.sleepUntilInterrupted(first, second);
          return "";
        };
    ConcurrentLinkedQueue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    Thread caller =
        Thread.ofPlatform()
            .name("junit-caller")
            .start(() -> {
              try {
                pool.apply(task);
              } catch (Throwable t) {
                thrown.add(t);
              }
            });
    awaitFile(running);

    caller.interrupt();
    caller.join();

    assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
    awaitFile(interrupted);
  }

  // Options

  @Test
  void shouldFailWhenTheTimeIsUp() throws Exception {
    TaskPool limited = pool.with(CallOptions.DEFAULTS.timeLimit(Duration.ofMillis(100)));
    long start = System.nanoTime();

    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() -> limited.apply(TaskPoolTasks::slowly, 1, 600_000))
        .withCauseExactlyInstanceOf(TimeoutException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(100), PATIENCE);
    assertThat(limited.apply(TaskPoolTasks::square, 3)).isEqualTo(9);
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() ->
            limited.starmap(
                TaskPoolTasks::slowly, List.of(Args.of(1, 1), Args.of(2, 1), Args.of(3, 600_000))))
        .withMessageContaining("item 2")
        .withCauseExactlyInstanceOf(TimeoutException.class);
    assertThat(pool.map(TaskPoolTasks::square, IntStream.range(0, 4))).containsExactly(0, 1, 4, 9);
  }

  @Test
  void shouldTryAgainWhenRetriesAreLeft(@TempDir Path folder) throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));

    assertThat(
            pool.with(CallOptions.DEFAULTS.retries(2))
                .apply(TaskPoolTasks::failFirst, folder.toString(), 2))
        .isEqualTo(3);
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() ->
            pool.with(CallOptions.DEFAULTS.retries(1))
                .apply(TaskPoolTasks::failFirst, other.toString(), 2))
        .withMessageContaining("tries=2")
        .havingCause()
        .withMessage("failure 2");
  }

  @Test
  void shouldTellOfProgressWhenSomebodyListens() throws Exception {
    ConcurrentLinkedQueue<Progress> told = new ConcurrentLinkedQueue<>();
    TaskPool telling = pool.with(CallOptions.DEFAULTS.onProgress(told::add));

    telling.map(TaskPoolTasks::square, IntStream.range(0, 100));
    AsyncResult<List<Integer>> result = telling.mapAsync(TaskPoolTasks::square, List.of(1, 2));
    result.get(PATIENCE);

    assertThat(told)
        .extracting(Progress::done, Progress::total)
        .contains(tuple(100L, OptionalLong.of(100)), tuple(2L, OptionalLong.of(2)));
    assertThat(result.progress().remaining()).contains(Duration.ZERO);
  }

  // Many items

  @Test
  void shouldKeepTheOrderWhenAFunctionIsMapped() throws Exception {
    List<Integer> expected = IntStream.range(0, 1_000).map(n -> n * n).boxed().toList();

    assertThat(pool.map(TaskPoolTasks::square, IntStream.range(0, 1_000))).isEqualTo(expected);
    for (int chunkSize : new int[] {1, 7, 5_000}) {
      TaskPool chunked = pool.with(CallOptions.DEFAULTS.chunkSize(chunkSize));
      assertThat(chunked.map(n -> n * n, IntStream.range(0, 1_000).boxed().toList()))
          .isEqualTo(expected);
      assertThat(chunked.mapAsync(n -> n * n, IntStream.range(0, 1_000)).get(PATIENCE))
          .isEqualTo(expected);
      assertThat(chunked.imap(n -> n * n, IntStream.range(0, 1_000)).stream())
          .containsExactlyElementsOf(expected);
      assertThat(chunked.imapUnordered(n -> n * n, IntStream.range(0, 1_000)).stream())
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void shouldGiveNothingWhenThereIsNoInput() throws Exception {
    Fn<Integer, Integer> square = TaskPoolTasks::square;

    assertThat(pool.map(square, List.of())).isEmpty();
    assertThat(pool.mapAsync(square, IntStream.empty()).get(PATIENCE)).isEmpty();
    assertThat(
            pool.starmap(TaskPoolTasks::product, List.<Args.Three<Integer, Integer, Integer>>of()))
        .isEmpty();
    pool.forEach(square::apply, List.of());
    try (Results<Integer> results = pool.imap(square, Stream.<Integer>of())) {
      assertThat(results.hasNext()).isFalse();
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(results::next);
    }
    assertThat(pool.imapUnordered(square, List.of()).stream()).isEmpty();
  }

  @Test
  void shouldSpreadTheArgumentsWhenThereAreSeveral() throws Exception {
    assertThat(pool.starmap(TaskPoolTasks::product, List.of(Args.of(1, 2, 3), Args.of(3, 4, 5))))
        .containsExactly(6, 60);
    assertThat(pool.starmap((a, b) -> a + b, List.of(Args.of(1, 2), Args.of(3, 4))))
        .containsExactly(3, 7);
    assertThat(pool.starmap(TaskPoolTasks::join, List.of(Args.of("a", 1, 2L, 'd'))))
        .containsExactly("a12d");
    assertThat(
            pool.starmapAsync((a, b) -> a * b, List.of(Args.of(1, 2), Args.of(3, 4))).get(PATIENCE))
        .containsExactly(2, 12);
  }

  @Test
  void shouldWorkOnEachItemWhenThereIsNoResult(@TempDir Path folder) throws Exception {
    String into = folder.toString();

    pool.forEach(n -> TaskPoolTasks.mark(into, n), IntStream.range(0, 20));
    pool.starForEach(TaskPoolTasks::mark, List.of(Args.of(into, 20), Args.of(into, 21)));

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(22);
    }
  }

  @Test
  void shouldNameTheItemWhenAMapFails() throws Exception {
    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() -> pool.map(TaskPoolTasks::squareButNotSeven, IntStream.range(0, 100)))
        .withMessageContaining("item 7 failed with java.lang.IllegalStateException: no seven")
        .withMessageContaining("TaskPoolContract.java:")
        .withCauseExactlyInstanceOf(IllegalStateException.class);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() ->
            pool.mapAsync(TaskPoolTasks::squareButNotSeven, IntStream.range(0, 100)).get(PATIENCE))
        .withMessageContaining("item 7 failed")
        .withCauseExactlyInstanceOf(IllegalStateException.class);
    assertThat(pool.map(TaskPoolTasks::square, List.of(7))).containsExactly(49);
  }

  @Test
  void shouldNotBeginTheRestWhenAMapFails(@TempDir Path folder) throws Exception {
    String into = folder.toString();

    assertThatExceptionOfType(TaskFailedException.class)
        .isThrownBy(() ->
            pool.with(CallOptions.DEFAULTS.chunkSize(1))
                .forEach(
                    n -> {
                      if (n == 0) {
                        TaskPoolTasks.boom();
                      }
                      TaskPoolTasks.mark(into, n);
                      TaskPoolTasks.slowly(n, 1);
                    },
                    IntStream.range(0, 100_000)));

    assertThat(pool.apply(TaskPoolTasks::square, 4)).isEqualTo(16);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.count()).isLessThan(50_000);
    }
  }

  @Test
  void shouldThrowWhatTheInputThrowsWhenItFails() {
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> pool.map(TaskPoolTasks::square, failingAfter(5)))
        .withMessage("no more");
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> pool.mapAsync(TaskPoolTasks::square, failingAfter(5)))
        .withMessage("no more");
    Results<Integer> results = pool.imap(TaskPoolTasks::square, failingAfter(5));
    for (int n = 0; n < 5; n++) {
      assertThat(results.next()).isEqualTo(n * n);
    }
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(results::next)
        .withMessage("no more");
    assertThat(results.hasNext()).isFalse();
  }

  private static Iterable<Integer> failingAfter(int count) {
    return () ->
        IntStream.range(0, count + 1)
            .map(n -> {
              if (n == count) {
                throw new ArithmeticException("no more");
              }
              return n;
            })
            .iterator();
  }

  // Results one after the other

  @Test
  void shouldThrowForTheItemAloneWhenOneOfManyFails() {
    Results<Integer> results = pool.imap(TaskPoolTasks::squareButNotSeven, IntStream.range(0, 10));

    for (int n = 0; n < 10; n++) {
      if (n == 7) {
        assertThatExceptionOfType(TaskFailedException.class)
            .isThrownBy(results::next)
            .withMessageContaining("item 7 failed");
      } else {
        assertThat(results.next()).isEqualTo(n * n);
      }
    }
    assertThat(results.hasNext()).isFalse();
    assertThat(results.progress().done()).isEqualTo(10);
  }

  @Test
  void shouldGiveFirstWhatIsDoneFirstWhenOrderDoesNotMatter(@TempDir Path folder) throws Exception {
    String go = folder.resolve("go").toString();
    Results<Integer> results =
        pool.imapUnordered(n -> TaskPoolTasks.waitUnless(n, 1, go), List.of(0, 1));

    assertThat(results.next(PATIENCE)).isEqualTo(1);
    assertThatExceptionOfType(TimeoutException.class)
        .isThrownBy(() -> results.next(Duration.ofMillis(5)));
    release(folder);
    assertThat(results.next()).isEqualTo(0);
    assertThat(results.hasNext()).isFalse();
  }

  @Test
  void shouldPullABoundedPartOfTheInputWhenItIsLong() {
    AtomicInteger pulled = new AtomicInteger();
    Iterator<Integer> endless = Stream.generate(pulled::incrementAndGet).iterator();
    try (Results<Integer> results = pool.imap(TaskPoolTasks::square, () -> endless)) {
      for (int n = 1; n <= 20_000; n++) {
        assertThat(results.next()).isEqualTo(n * n);
        assertThat(pulled.get() - n).isLessThan(100_000);
      }
    }
    int before = pulled.get();
    Results<Integer> untouched = pool.imapUnordered(TaskPoolTasks::square, () -> endless);
    assertThat(pulled.get() - before).isLessThan(50_000);
    untouched.close();
    assertThat(untouched.hasNext()).isFalse();
  }

  @Test
  void shouldInterruptWhatRunsWhenResultsAreClosed(@TempDir Path folder) throws Exception {
    Path running = folder.resolve("running");
    Path interrupted = folder.resolve("interrupted");
    String first = running.toString();
    String second = interrupted.toString();
    try (Results<Integer> results =
        pool.imap(
            n -> {
              TaskPoolTasks.sleepUntilInterrupted(first, second);
              return n;
            },
            List.of(1))) {
      assertThat(results.hasNext()).isTrue();
      awaitFile(running);
    }

    awaitFile(interrupted);
    assertThat(pool.apply(TaskPoolTasks::square, 4)).isEqualTo(16);
  }

  // As an ExecutorService

  @Test
  void shouldGiveAllResultsWhenAllAreInvoked() throws Exception {
    List<Task<Integer>> tasks = List.of(() -> 1, TaskPoolTasks::boom, () -> 3);

    List<Future<Integer>> results = pool.invokeAll(tasks);

    assertThat(results)
        .extracting(Future::state)
        .containsExactly(Future.State.SUCCESS, Future.State.FAILED, Future.State.SUCCESS);
    assertThat(results.get(2).get()).isEqualTo(3);
  }

  @Test
  void shouldCancelTheRestWhenTheTimeOfInvokeAllIsUp() throws Exception {
    List<Task<Integer>> tasks = List.of(() -> 1, () -> TaskPoolTasks.slowly(2, 600_000));

    List<Future<Integer>> results = pool.invokeAll(tasks, 200, TimeUnit.MILLISECONDS);

    assertThat(results.get(1).state()).isEqualTo(Future.State.CANCELLED);
    assertThat(pool.apply(TaskPoolTasks::square, 4)).isEqualTo(16);
  }

  @Test
  void shouldGiveOneResultWhenAnyIsInvoked() throws Exception {
    List<Task<Integer>> some = List.of(TaskPoolTasks::boom, () -> 2);
    List<Task<Integer>> none = List.of(TaskPoolTasks::boom, TaskPoolTasks::boomChecked);

    assertThat(pool.invokeAny(some)).isEqualTo(2);
    assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> pool.invokeAny(none));
  }

  // The end

  @Test
  void shouldRefuseWhenThereWouldBeNoWorker() {
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> create(0));
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> create(-1));
  }

  @Test
  void shouldFinishWhatWasSubmittedWhenItIsClosed(@TempDir Path folder) throws Exception {
    TaskPool closing = create(WORKERS);
    List<AsyncResult<String>> busy = occupy(closing, WORKERS, folder);
    AsyncResult<Integer> queued = closing.applyAsync(TaskPoolTasks::square, 4);
    AsyncResult<List<Integer>> many =
        closing.mapAsync(TaskPoolTasks::square, IntStream.range(0, 10_000));

    closing.shutdown();

    assertThat(closing.isShutdown()).isTrue();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> closing.applyAsync(TaskPoolTasks::square, 4));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> closing.map(TaskPoolTasks::square, List.of(1)));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> closing.imap(TaskPoolTasks::square, List.of(1)));
    assertThat(closing.awaitTermination(5, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(closing.isTerminated()).isFalse();

    release(folder);
    closing.close();
    assertThat(closing.isTerminated()).isTrue();
    assertThat(busy).allMatch(AsyncResult::isDone);
    assertThat(queued.resultNow()).isEqualTo(16);
    assertThat(many.resultNow()).hasSize(10_000);
    closing.close();
  }

  @Test
  void shouldCancelAllWhenItIsShutDownNow(@TempDir Path folder) throws Exception {
    TaskPool ending = create(WORKERS);
    List<AsyncResult<?>> results = new ArrayList<>(occupy(ending, WORKERS, folder));
    results.add(ending.mapAsync(TaskPoolTasks::square, IntStream.range(0, 1_000)));
    for (int n = 0; n < 10_000; n++) {
      results.add(ending.applyAsync(TaskPoolTasks::square, n));
    }
    Results<Integer> untaken = ending.imap(TaskPoolTasks::square, List.of(1));

    assertThat(ending.shutdownNow()).isEmpty();

    assertThat(ending.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    for (AsyncResult<?> result : results) {
      assertThat(result.await(PATIENCE)).isTrue();
      assertThat(result.state()).isEqualTo(Future.State.CANCELLED);
    }
    assertThatExceptionOfType(CancellationException.class).isThrownBy(untaken::next);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> ending.submit(() -> 1));
    ending.close();
  }
}
