package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ipc.Action;
import dev.ipc.TaskFailedException;
import dev.ipc.codec.Codec;
import dev.ipc.codec.StandInException;
import dev.ipc.pipe.Connection;
import dev.ipc.pipe.PipeEndedException;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Processes;
import dev.ipc.task.AsyncResult;
import dev.ipc.task.CallOptions;
import dev.ipc.task.Results;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedLong;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is special about pools whose workers are processes; see also {@link TaskPoolContract}. */
@ExtendWith(LeakLedger.class)
final class ProcessPoolTest {
  private static final int SIGINT = 2;
  private static final PoolOptions ONE = PoolOptions.DEFAULTS.workers(1);

  @Test
  void shouldNameWorkersAndThreadsAfterThePool() throws Exception {
    try (ProcessPool pool = ProcessPool.of(ONE.name("tea"))) {
      String name = pool.apply(() -> JvmProcess.current().name());
      assertThat(name).matches("tea-\\d+-worker-1");
      assertThat(pool.<String>apply(() -> Thread.currentThread().getName())).isEqualTo(name);
      Eventually.until("both are counted", () -> pool.toString().contains("2 done"));
      assertThat(pool.toString()).contains("1 of 1 workers");
    }
  }

  @Test
  void shouldWorkWhenTheInitializerLeavesItsThreadInterrupted() throws Exception {
    try (ProcessPool pool =
        ProcessPool.of(ONE.initializer(() -> Thread.currentThread().interrupt()))) {
      assertThat(pool.<Boolean>apply(Thread::interrupted)).isFalse();
    }
  }

  @Test
  void shouldLoseNoWorkerWhenSomethingCannotTravel() throws Exception {
    try (ProcessPool pool = ProcessPool.of(ONE)) {
      long pid = pool.apply(PoolDeeds::pid);
      Thread unsendable = Thread.currentThread();
      assertThatThrownBy(() -> pool.applyAsync(a -> 0, unsendable))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("cannot send task");
      assertThatThrownBy(() -> pool.submit(() -> unsendable.getName()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("captures");
      assertThatThrownBy(() -> pool.apply(() -> Thread.currentThread()))
          .hasStackTraceContaining("Thread is not Serializable")
          .hasMessageContaining("cannot return the result");
      assertThatThrownBy(() -> pool.apply(a -> 0, new PoolDeeds.Unreadable()))
          .hasMessageContaining("not readable here");
      assertThatThrownBy(() -> pool.apply(() -> new PoolDeeds.Unreadable()))
          .hasMessageContaining("cannot read the result");
      assertThatThrownBy(() ->
              pool.apply(() -> {
                throw new PoolDeeds.Rooted();
              }))
          .cause()
          .isInstanceOf(StandInException.class)
          .hasMessageContaining("rooted");
      assertThat(pool.<Long>apply(PoolDeeds::pid)).isEqualTo(pid);
    }
  }

  @Test
  void shouldPassLargeArgumentsAndResultsOn() throws Exception {
    try (ProcessPool pool = ProcessPool.of(ONE)) {
      List<AsyncResult<byte[]>> echoes = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        echoes.add(pool.applyAsync((byte[] bytes) -> bytes, new byte[3 << 20]));
      }
      for (AsyncResult<byte[]> echo : echoes) {
        assertThat(echo.get(Eventually.PATIENCE)).hasSize(3 << 20);
      }
    }
  }

  @Test
  void shouldStartAllWorkersWithThePoolWhenAsked() throws Exception {
    try (ProcessPool pool = ProcessPool.of(PoolOptions.DEFAULTS.workers(2).prestart(true))) {
      Eventually.until("both are ready", () -> pool.toString().contains("2 of 2 workers"));
    }
  }

  @Test
  void shouldReplaceWorkersWhenTheyHaveDoneTheirTasks() throws Exception {
    Set<Long> pids = new HashSet<>();
    try (ProcessPool pool = ProcessPool.of(ONE.tasksPerWorker(3))) {
      List<AsyncResult<Long>> all = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        all.add(pool.submit(PoolDeeds::pid));
      }
      for (AsyncResult<Long> one : all) {
        pids.add(one.get(Eventually.PATIENCE));
      }
    }
    assertThat(pids).hasSize(3);
  }

  @Test
  void shouldEndIdleWorkersAndStartThemAgain() throws Exception {
    try (ProcessPool pool = ProcessPool.of(ONE.idleExpiry(Duration.ofMillis(50)))) {
      long first = pool.apply(PoolDeeds::pid);
      Eventually.until("it ends", () -> !Processes.runs(first));
      assertThat(pool.<Long>apply(PoolDeeds::pid)).isNotEqualTo(first);
      Eventually.until("the next ends", () -> JvmProcess.activeChildren().isEmpty());
    }
  }

  @Test
  void shouldHaveASpareTakeThePlaceWhenAWorkerDies(@TempDir Path folder) throws Exception {
    Path started = folder.resolve("started");
    String file = started.toString();
    PoolOptions options =
        ONE.spares(1).initializer(() -> PoolDeeds.append(file, "" + PoolDeeds.pid()));
    try (ProcessPool pool = ProcessPool.of(options)) {
      long first = pool.apply(PoolDeeds::pid);
      Eventually.until("both are ready", () -> linesOf(started).size() == 2);
      List<String> ready = linesOf(started);
      assertThat(pool.submit(() -> System.exit(1)).await(Eventually.PATIENCE)).isTrue();
      long second = pool.apply(PoolDeeds::pid);
      assertThat(second).isNotEqualTo(first);
      assertThat(ready).contains("" + second);
      Eventually.until("there is a spare again", () -> linesOf(started).size() == 3);
    }
  }

  private static List<String> linesOf(Path file) {
    try {
      return PoolDeeds.lines(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void shouldEndAtOnceWhenTenThousandTasksAreQueued() throws Exception {
    try (ProcessPool pool = ProcessPool.of(ONE)) {
      AsyncResult<?> running = pool.submit(PoolDeeds::sleepForever);
      List<AsyncResult<Integer>> queued = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        queued.add(pool.applyAsync(PoolDeeds::square, i));
      }
      pool.shutdownNow();
      assertThat(queued).allMatch(AsyncResult::isCancelled);
      assertThat(running.isCancelled()).isTrue();
      assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      assertThat(JvmProcess.activeChildren()).isEmpty();
      assertThat(pool.shutdownNow()).isEmpty();
      assertThatThrownBy(() -> pool.apply(PoolDeeds::pid))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("shut down");
    }
  }

  @Test
  void shouldHavePoolsWithinTasks() throws Exception {
    try (ProcessPool pool = ProcessPool.of(ONE)) {
      int result =
          pool.apply(() -> {
            try (ProcessPool inner = ProcessPool.of(1)) {
              return inner.apply(PoolDeeds::square, 6);
            }
          });
      assertThat(result).isEqualTo(36);
    }
  }

  @Test
  void shouldEndItsWorkersWhenItIsForgotten() throws Exception {
    long pid = forget();
    Eventually.until(
        "the worker ends",
        () -> {
          System.gc();
          return !Processes.runs(pid);
        });
  }

  private static long forget() throws InterruptedException {
    return ProcessPool.of(ONE).<Long>apply(PoolDeeds::pid);
  }

  @ParameterizedTest
  @ValueSource(strings = {"return", "exit", "INT", "KILL"})
  void shouldEndItsWorkersWhenItsProcessEndsBy(String end) throws Exception {
    assumeFalse(end.equals("INT") && Processes.ignore(SIGINT), "SIGINT is ignored here");
    try (Shm shm = Shm.temporary()) {
      SharedLong worker = shm.create(SharedLong.initially(0));
      JvmProcess owner =
          JvmProcess.start(() -> {
            ProcessPool pool = ProcessPool.of(1);
            worker.set(pool.<Long>apply(PoolDeeds::pid));
            pool.execute((Action) PoolDeeds::sleepForever);
            switch (end) {
              case "return" -> {} // the pool is open, and forgotten
              case "exit" -> System.exit(0);
              default -> PoolDeeds.signal(end);
            }
          });
      assertThat(owner.join(Eventually.PATIENCE)).isTrue();
      Processes.awaitEnd(worker.get());
    }
    if (end.equals("KILL")) {
      Processes.sweep();
    }
    Eventually.until("there is no file", Processes::noDomains);
  }

  @Test
  void shouldFailTheItemAloneWhenOneOfManyCannotTravel() throws Exception {
    List<Object> items =
        List.of(0, new PoolDeeds.Unreadable(), "two", new PoolDeeds.Stubborn(3), 4);
    CallOptions together = CallOptions.DEFAULTS.chunkSize(items.size());
    try (ProcessPool pool = ProcessPool.of(ONE)) {
      long pid = pool.apply(PoolDeeds::pid);
      assertThat(outcomes(pool.with(together).imap(item -> "got " + item, items)))
          .containsExactly("got 0", "not readable here", "got two", "got stubborn 3", "got 4");
      assertThat(outcomes(pool.with(together).imap(PoolDeeds::awkward, IntStream.range(0, 5))))
          .containsExactly("0", "not readable here", "2", "deed 3 failed", "stubborn 4");
      assertThat(pool.<Long>apply(PoolDeeds::pid)).isEqualTo(pid);
    }
  }

  /** What came of each item; of a failure what is known of it. */
  private static List<String> outcomes(Results<?> results) {
    List<String> outcomes = new ArrayList<>();
    try (results) {
      while (results.hasNext()) {
        try {
          outcomes.add("" + results.next());
        } catch (TaskFailedException e) {
          String why = e.getMessage();
          outcomes.add(
              why.contains("not readable here") ? "not readable here" : e.getCause().getMessage());
        }
      }
    }
    return outcomes;
  }

  @Test
  void shouldRefuseTheEndOfAPipeWhenItIsCapturedForManyItems() throws Exception {
    try (Shm shm = Shm.temporary();
        ProcessPool pool = ProcessPool.of(ONE)) {
      SharedPipe<String> pipe = shm.create(SharedPipe.duplex(Codec.of(String.class), 1 << 12));
      Connection<String> theirs = pipe.second();
      assertThatThrownBy(() -> pool.map(item -> tell(theirs, item), List.of("a", "b")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("one worker only");
      Connection<String> mine = pipe.first();
      // Nobody has the other end now, and that can be seen.
      assertThatThrownBy(mine::receive).isInstanceOf(PipeEndedException.class);
    }
  }

  private static int tell(Connection<String> end, String text) throws InterruptedException {
    end.send(text);
    return text.length();
  }

  @Test
  void shouldSaySoWhenACallbackWaitsForItsOwnPool() throws Exception {
    try (ProcessPool pool = ProcessPool.of(ONE)) {
      List<Throwable> refusals = new CopyOnWriteArrayList<>();
      CountDownLatch begin = new CountDownLatch(1);
      AsyncResult<Integer> other = pool.applyAsync(PoolDeeds::square, 2);
      AsyncResult<Integer> first = pool.applyAsync(PoolDeeds::square, 3);
      var told =
          first.thenAccept(_ -> {
            await(begin); // so that this is added in time, and run by the pool
            AsyncResult<Integer> next = pool.applyAsync(PoolDeeds::square, 4);
            List<ThrowingCallable> waits =
                List.of(
                    next::get,
                    next::join,
                    () -> next.await(Duration.ofDays(1)),
                    () -> pool.apply(PoolDeeds::square, 5),
                    () -> pool.map(PoolDeeds::square, List.of(6)),
                    pool::close);
            waits.forEach(wait -> refusals.add(catchThrowable(wait)));
          });
      begin.countDown();
      told.get(60, TimeUnit.SECONDS);
      assertThat(other.join()).isEqualTo(4);
      assertThat(refusals)
          .hasSize(6)
          .allSatisfy(refusal ->
              assertThat(refusal)
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("thenApplyAsync"));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldKeepTheWorkerWhenTheHandlerOfUncaughtExceptionsFails() throws Exception {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    AtomicInteger failures = new AtomicInteger();
    try (ProcessPool pool = ProcessPool.of(ONE)) {
      long pid = pool.apply(PoolDeeds::pid);
      Thread.setDefaultUncaughtExceptionHandler((_, _) -> {
        failures.incrementAndGet();
        throw new AssertionError("the handler fails");
      });
      pool.execute((Action) () -> PoolDeeds.fail(1));
      assertThat(pool.submit(PoolDeeds::pid).get(Eventually.PATIENCE)).isEqualTo(pid);
      assertThat(failures).hasPositiveValue();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void shouldFailTheTaskAloneWhenThePoolHasNoMemoryForItsResult() throws Exception {
    JvmProcess owner =
        JvmProcess.start(
            JvmOptions.DEFAULTS.heap("48m"),
            () -> {
              try (ProcessPool pool = ProcessPool.of(ONE.heap("512m"))) {
                AsyncResult<byte[]> large = pool.submit(() -> new byte[100 << 20]);
                assertThat(catchThrowable(() -> large.get(Eventually.PATIENCE)))
                    .hasMessageContaining("failed to serve")
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
                assertThat(pool.<Integer, Integer>apply(PoolDeeds::square, 2)).isEqualTo(4);
                assertThatThrownBy(() -> pool.apply(() -> new byte[100 << 20]))
                    .hasMessageContaining("failed to serve");
                assertThat(pool.<Integer, Integer>apply(PoolDeeds::square, 3)).isEqualTo(9);
              }
            });
    assertThat(owner.join(Eventually.PATIENCE)).isTrue();
    assertThat(owner.exitCode()).as("%s", owner.ending()).hasValue(0);
  }

  @Test
  void shouldLeaveNothingWhenItIsForgottenAfterItsWorkersHaveEnded() throws Exception {
    long pid = forgetIdle();
    Eventually.until("the worker ends", () -> !Processes.runs(pid));
    Eventually.until(
        "the pool ends",
        () -> {
          System.gc();
          return Processes.noDomains();
        });
  }

  private static long forgetIdle() throws InterruptedException {
    return ProcessPool.of(ONE.idleExpiry(Duration.ofMillis(1))).<Long>apply(PoolDeeds::pid);
  }

  @Test
  void shouldRefuseOptionsThatCannotBe() {
    assertThatThrownBy(() -> ProcessPool.of(0)).hasMessageContaining("workers=0");
    assertThatThrownBy(() -> ONE.spares(-1)).hasMessageContaining("spares=-1");
    assertThatThrownBy(() -> ONE.workers(1_000)).hasMessageContaining("workers=1000");
    assertThatThrownBy(() -> ONE.name("a b")).hasMessageContaining("'a b'");
    assertThatThrownBy(() -> ONE.tasksPerWorker(0)).hasMessageContaining("at least one");
    assertThatThrownBy(() -> ONE.idleExpiry(Duration.ZERO)).hasMessageContaining("positive");
    assertThatThrownBy(() -> ONE.grace(Duration.ofSeconds(-1))).hasMessageContaining("negative");
  }
}
