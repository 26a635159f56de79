package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ipc.Action;
import dev.ipc.TaskFailedException;
import dev.ipc.WorkerDiedException;
import dev.ipc.task.AsyncResult;
import dev.ipc.task.CallOptions;
import dev.ipc.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a pool of which workers die, by whatever. Most tests share a pool. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProcessPoolDeathTest {
  private static final CallOptions BRIEF = CallOptions.DEFAULTS.timeLimit(Duration.ofMillis(200));
  private static final PoolOptions OPTIONS =
      PoolOptions.DEFAULTS
          .workers(2)
          .heap("48m")
          .flags("-XX:ErrorFile=/dev/null", "-XX:-CreateCoredumpOnCrash", "-XX:+UseSerialGC")
          .grace(Duration.ofMillis(300));

  private ProcessPool pool;

  @BeforeAll
  void create() {
    pool = ProcessPool.of(OPTIONS);
  }

  @AfterAll
  void close() {
    pool.close();
    assertThat(JvmProcess.activeChildren()).isEmpty();
  }

  private static Stream<Arguments> deaths() {
    return Stream.of(
        death("System.exit", 7, () -> System.exit(7)),
        death("Runtime.halt", 8, () -> Runtime.getRuntime().halt(8)),
        death("SIGKILL", 137, () -> PoolDeeds.signal("KILL")),
        death("SIGTERM", 143, () -> PoolDeeds.signal("TERM")),
        death("SIGSEGV", 1, () -> PoolDeeds.signal("SEGV")));
  }

  private static Arguments death(String name, int code, Action deed) {
    return Arguments.of(name, code, deed);
  }

  /** Tasks that have to do with none of this, and are with both workers and waiting. */
  private List<AsyncResult<Integer>> others() {
    return IntStream.range(0, 50).mapToObj(i -> pool.applyAsync(PoolDeeds::square, i)).toList();
  }

  private static void assertFine(List<AsyncResult<Integer>> others) throws Exception {
    for (int i = 0; i < others.size(); i++) {
      assertThat(others.get(i).get(Eventually.PATIENCE)).isEqualTo(i * i);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("deaths")
  void shouldFailThatTaskAloneWhenItIsTheDeathOfItsWorkerBy(String name, int code, Action deed)
      throws Exception {
    List<AsyncResult<Integer>> before = others();
    AsyncResult<?> deadly = pool.submit(deed);
    List<AsyncResult<Integer>> after = others();
    Throwable failure = catchThrowable(() -> deadly.join());
    assertThat(failure.getCause())
        .isInstanceOfSatisfying(
            WorkerDiedException.class,
            died -> {
              assertThat(died.exitCode()).hasValue(code);
              assertThat(died.pid()).isPositive();
              assertThat(died).hasMessageContaining("pool-").hasMessageContaining("-worker-");
              String how = code > 128 ? "SIG" : "exit code " + code;
              assertThat(died.getMessage())
                  .satisfiesAnyOf(
                      message -> assertThat(message).containsOnlyOnce(how),
                      message ->
                          assertThat(message).contains("crashed").containsOnlyOnce("exit code"));
            });
    assertFine(before);
    assertFine(after);
  }

  @Test
  void shouldFailWithTheTimeLimitWhenTheWorkerIsStopped() throws Exception {
    List<AsyncResult<Integer>> before = others();
    assertThatThrownBy(() ->
            pool.with(BRIEF)
                .apply(() -> {
                  PoolDeeds.signal("STOP");
                  return 0;
                }))
        .isInstanceOf(TaskFailedException.class)
        .hasCauseInstanceOf(TimeoutException.class);
    assertFine(before);
    assertFine(others());
  }

  @Test
  void shouldLimitTheTimeOfEachItemAndNotOfTheirChunk() throws Exception {
    List<Object> outcomes = new ArrayList<>();
    try (var results =
        pool.with(CallOptions.DEFAULTS.chunkSize(5).timeLimit(Duration.ofSeconds(2)))
            .imap(PoolDeeds::sleepSomeTime, List.of(700, 700, 700, Integer.MAX_VALUE, 1))) {
      while (results.hasNext()) {
        try {
          outcomes.add(results.next());
        } catch (TaskFailedException e) {
          outcomes.add(e.getCause().getClass());
        }
      }
    }
    assertThat(outcomes).containsExactly(700, 700, 700, TimeoutException.class, 1);
  }

  @Test
  void shouldKillTheWorkerWhenATaskIgnoresItsTimeLimit(@TempDir Path folder) throws Exception {
    String began = folder.resolve("began").toString();
    assertThatThrownBy(() ->
            pool.with(BRIEF)
                .apply(() -> {
                  PoolDeeds.ignoreInterrupts(began);
                  return 0;
                }))
        .hasCauseInstanceOf(TimeoutException.class);
    Eventually.until(
        "it was interrupted once",
        () -> folder.resolve("began").toFile().length() == "began\ninterrupted\n".length());
    assertFine(others());
  }

  @Test
  void shouldKillTheWorkerWhenACancelledTaskIgnoresTheInterrupt(@TempDir Path folder)
      throws Exception {
    String began = folder.resolve("began").toString();
    List<Long> pids = pids();
    AsyncResult<?> deaf = pool.submit(() -> PoolDeeds.ignoreInterrupts(began));
    Eventually.until("it runs", () -> folder.resolve("began").toFile().exists());
    assertThat(deaf.cancel(true)).isTrue();
    Eventually.until("its worker is replaced", () -> !pids().equals(pids));
    assertFine(others());
  }

  private static List<Long> pids() {
    return JvmProcess.activeChildren().stream().map(JvmProcess::pid).sorted().toList();
  }

  @Test
  void shouldKeepTheWorkerWhenATaskOverflowsTheStack() throws Exception {
    try (ProcessPool one = ProcessPool.of(OPTIONS.workers(1))) {
      long pid = one.apply(PoolDeeds::pid);
      assertThatThrownBy(() -> one.apply(PoolDeeds::dive, 0))
          .hasCauseInstanceOf(StackOverflowError.class);
      assertThat(one.<Long>apply(PoolDeeds::pid)).isEqualTo(pid);
      // Its heap is not to be trusted after this.
      assertThatThrownBy(() -> one.apply(PoolDeeds::devour))
          .hasCauseInstanceOf(OutOfMemoryError.class);
      assertThat(one.<Long>apply(PoolDeeds::pid)).isNotEqualTo(pid);
    }
  }

  @Test
  void shouldFailThatTaskAloneWhenItIsDeadlyToDecodeOrEncode() throws Exception {
    List<AsyncResult<Integer>> before = others();
    AsyncResult<?> decoded =
        pool.applyAsync((PoolDeeds.Deadly a) -> 0, new PoolDeeds.Deadly(false));
    AsyncResult<?> encoded = pool.submit(() -> new PoolDeeds.Deadly(true));
    assertThat(catchThrowable(decoded::join).getCause())
        .isInstanceOfSatisfying(
            WorkerDiedException.class, died -> assertThat(died.exitCode()).hasValue(12));
    assertThat(catchThrowable(encoded::join).getCause())
        .isInstanceOfSatisfying(
            WorkerDiedException.class, died -> assertThat(died.exitCode()).hasValue(11));
    assertFine(before);
    assertFine(others());
  }

  @Test
  void shouldLoseNoOtherItemWhenOneOfManyIsDeadly(@TempDir Path folder) throws Exception {
    String path = folder.toString();
    List<Integer> items = IntStream.range(0, 40).boxed().toList();
    List<Object> outcomes = new ArrayList<>();
    try (var results =
        pool.with(CallOptions.DEFAULTS.chunkSize(1))
            .imap(item -> PoolDeeds.diesOnce(path, item, 13), items)) {
      while (results.hasNext()) {
        try {
          outcomes.add(results.next());
        } catch (WorkerDiedException e) {
          outcomes.add("died");
        }
      }
    }
    assertThat(outcomes).hasSize(40).element(13).isEqualTo("died");
    for (int i = 0; i < 40; i++) {
      assertThat(PoolDeeds.lines(folder.resolve("ran-" + i))).as("item %d", i).hasSize(1);
    }
  }

  @Test
  void shouldRunWhatWasBegunAgainWhenThatIsAsked(@TempDir Path folder) throws Exception {
    String path = folder.toString();
    List<Integer> items = IntStream.range(0, 40).boxed().toList();
    try (ProcessPool retrying = ProcessPool.of(OPTIONS.onDeath(OnDeath.RETRY_TASK))) {
      List<Integer> squares =
          retrying
              .with(CallOptions.DEFAULTS.chunkSize(20))
              .map(item -> PoolDeeds.diesOnce(path, item, 13), items);
      assertThat(squares).isEqualTo(items.stream().map(PoolDeeds::square).toList());
      assertThat(PoolDeeds.lines(folder.resolve("ran-13"))).hasSize(2);
      assertThat(PoolDeeds.lines(folder.resolve("ran-14"))).hasSize(1);
      String tries = folder.resolve("tries").toString();
      assertThatThrownBy(() ->
              retrying.apply(() -> {
                PoolDeeds.append(tries, "once more");
                System.exit(3);
                return 0;
              }))
          .isInstanceOf(WorkerDiedException.class);
      assertThat(PoolDeeds.lines(folder.resolve("tries"))).hasSize(4);
    }
  }

  @Test
  void shouldBreakWhenThatIsAskedAndAWorkerDies() throws Exception {
    try (ProcessPool brittle = ProcessPool.of(OPTIONS.onDeath(OnDeath.BREAK_POOL))) {
      AsyncResult<?> waiting = brittle.submit(PoolDeeds::sleepForever);
      AsyncResult<?> deadly = brittle.submit(() -> System.exit(3));
      assertThat(catchThrowable(deadly::join))
          .hasMessageContaining("exit code 3")
          .hasMessageContaining("look what in the task calls System.exit(3)");
      assertThat(catchThrowable(waiting::join)).hasMessageContaining("is broken");
      assertThatThrownBy(() -> brittle.apply(PoolDeeds::pid))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("is broken");
    }
  }

  @Test
  void shouldBreakWithItsCauseWhenTheInitializerThrows(@TempDir Path folder) throws Exception {
    String tries = folder.resolve("tries").toString();
    Action fails =
        () -> {
          PoolDeeds.append(tries, "x");
          throw new IllegalStateException("no licence");
        };
    try (ProcessPool broken = ProcessPool.of(OPTIONS.initializer(fails))) {
      Throwable failure = catchThrowable(() -> broken.apply(PoolDeeds::pid));
      assertThat(failure).hasMessageContaining("no licence");
      assertThat(broken.awaitTermination(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }
    assertThat(PoolDeeds.lines(folder.resolve("tries"))).hasSize(1);
  }

  @Test
  void shouldBreakWhenWorkersDieBeforeTheyAreReady(@TempDir Path folder) throws Exception {
    String tries = folder.resolve("tries").toString();
    Action dies =
        () -> {
          PoolDeeds.append(tries, "x");
          Runtime.getRuntime().halt(5);
        };
    try (ProcessPool broken = ProcessPool.of(OPTIONS.workers(1).initializer(dies))) {
      assertThatThrownBy(() -> broken.apply(PoolDeeds::pid))
          .hasMessageContaining("before")
          .hasMessageContaining("exit code 5");
    }
    assertThat(PoolDeeds.lines(folder.resolve("tries"))).hasSize(3);
  }
}
