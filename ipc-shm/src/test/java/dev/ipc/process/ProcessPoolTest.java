package dev.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Action;
import dev.ipc.codec.StandInException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Processes;
import dev.ipc.task.AsyncResult;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedLong;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is special about pools whose workers are processes; see also {@link TaskPoolContract}. */
@ExtendWith(LeakLedger.class)
final class ProcessPoolTest {
  private static final PoolOptions ONE = PoolOptions.DEFAULTS.workers(1);

  @Test
  void shouldNameWorkersAndThreadsAfterThePool() throws Exception {
    try (ProcessPool pool = ProcessPool.of(ONE.name("tea"))) {
      String name = pool.apply(() -> JvmProcess.current().name());
      assertThat(name).matches("tea-\\d+-worker-1");
      assertThat(pool.<String>apply(() -> Thread.currentThread().getName())).isEqualTo(name);
      assertThat(pool.toString()).contains("1 of 1 workers", "2 done");
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
  @ValueSource(strings = {"return", "exit", "kill"})
  void shouldEndItsWorkersWhenItsProcessEndsBy(String end) throws Exception {
    try (Shm shm = Shm.temporary()) {
      SharedLong worker = shm.create(SharedLong.initially(0));
      JvmProcess owner =
          JvmProcess.start(() -> {
            ProcessPool pool = ProcessPool.of(1);
            worker.set(pool.<Long>apply(PoolDeeds::pid));
            pool.execute((Action) PoolDeeds::sleepForever);
            switch (end) {
              case "exit" -> System.exit(0);
              case "kill" -> PoolDeeds.signal("KILL");
              default -> {} // the pool is open, and forgotten
            }
          });
      assertThat(owner.join(Eventually.PATIENCE)).isTrue();
      Processes.awaitEnd(worker.get());
    }
    Processes.sweep();
  }

  @Test
  void shouldLeaveNothingWhenManyPoolsComeAndGo() throws Exception {
    for (int i = 0; i < 10; i++) {
      try (ProcessPool pool = ProcessPool.of(1)) {
        assertThat(pool.<Integer, Integer>apply(PoolDeeds::square, i)).isEqualTo(i * i);
      }
    }
  }

  @Test
  void shouldStreamWhenThereIsMuch() throws Exception {
    long sum = 0;
    try (ProcessPool pool = ProcessPool.of(2);
        var squares = pool.imap(PoolDeeds::square, IntStream.range(0, 200_000))) {
      while (squares.hasNext()) {
        sum += squares.next();
      }
    }
    assertThat(sum).isEqualTo(IntStream.range(0, 200_000).mapToLong(PoolDeeds::square).sum());
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
