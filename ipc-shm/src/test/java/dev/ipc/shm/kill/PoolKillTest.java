package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ipc.WorkerDiedException;
import dev.ipc.process.JvmProcess;
import dev.ipc.process.PoolOptions;
import dev.ipc.process.ProcessPool;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Processes;
import dev.ipc.task.AsyncResult;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.SteppedGuests;
import dev.ipc.value.SharedLong;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Kills a worker of a pool, or the process that has the pool, at each step of what they do. */
@ExtendWith(LeakLedger.class)
final class PoolKillTest {
  static final List<String> BEFORE_A_TASK = List.of("pool.initialize", "pool.received");
  static final List<String> IN_A_TASK = List.of("pool.begun", "pool.item", "pool.results");
  static final List<String> AFTER_A_TASK = List.of("pool.sent", "pool.ending");
  static final List<String> OF_THE_PARENT =
      List.of("pool.send", "pool.revoke", "pool.order", "pool.bury", "pool.buried");

  static Stream<String> steps() {
    return Stream.of(BEFORE_A_TASK, IN_A_TASK, AFTER_A_TASK, OF_THE_PARENT).flatMap(List::stream);
  }

  /** Kills the one worker of a pool at a step; gives what came of a task. */
  private static AsyncResult<Integer> killWorkerAt(ProcessPool pool, SteppedGuests guests) {
    AsyncResult<Integer> task = pool.applyAsync(n -> n + 1, 41);
    guests.awaitStep();
    JvmProcess worker = JvmProcess.activeChildren().getFirst();
    worker.kill();
    return task;
  }

  private static PoolOptions options(SteppedGuests guests) {
    return PoolOptions.DEFAULTS.workers(1).flags(guests.flag(), "-XX:TieredStopAtLevel=1");
  }

  @ParameterizedTest
  @FieldSource("BEFORE_A_TASK")
  void shouldRunTheTaskElsewhereWhenAWorkerIsKilledAt(String step) throws Exception {
    try (SteppedGuests guests = SteppedGuests.listen(step);
        ProcessPool pool = ProcessPool.of(options(guests))) {
      assertThat(killWorkerAt(pool, guests).get(Eventually.PATIENCE)).isEqualTo(42);
    }
  }

  @ParameterizedTest
  @FieldSource("IN_A_TASK")
  void shouldFailTheTaskAloneWhenAWorkerIsKilledAt(String step) throws Exception {
    try (SteppedGuests guests = SteppedGuests.listen(step);
        ProcessPool pool = ProcessPool.of(options(guests))) {
      AsyncResult<Integer> task = killWorkerAt(pool, guests);
      AsyncResult<Integer> next = pool.applyAsync(n -> n + 2, 41);
      assertThat(catchThrowable(task::join).getCause())
          .isInstanceOfSatisfying(
              WorkerDiedException.class, died -> assertThat(died.exitCode()).hasValue(137));
      assertThat(next.get(Eventually.PATIENCE)).isEqualTo(43);
    }
  }

  @ParameterizedTest
  @FieldSource("AFTER_A_TASK")
  void shouldHaveTheResultWhenAWorkerIsKilledAt(String step) throws Exception {
    try (SteppedGuests guests = SteppedGuests.listen(step);
        ProcessPool pool = ProcessPool.of(options(guests).tasksPerWorker(1))) {
      assertThat(killWorkerAt(pool, guests).get(Eventually.PATIENCE)).isEqualTo(42);
      assertThat(pool.applyAsync(n -> n + 2, 41).get(Eventually.PATIENCE)).isEqualTo(43);
    }
  }

  @ParameterizedTest
  @FieldSource("OF_THE_PARENT")
  void shouldEndTheWorkersWhenTheProcessWithThePoolIsKilledAt(String step) throws Exception {
    try (Shm shm = Shm.temporary()) {
      SharedLong worker = shm.create(SharedLong.initially(0));
      SharedLong begun = shm.create(SharedLong.initially(0));
      try (Partner owner = Partner.startStepped()) {
        owner.start(() -> usePool(worker, begun, step));
        Eventually.until("a worker is there", () -> worker.get() != 0);
        owner.stepped().arm(step);
        worker.set(-worker.get());
        owner.stepped().awaitStep(step);
        owner.kill();
      }
      Processes.awaitEnd(Math.abs(worker.get()));
    }
    Processes.sweep();
  }

  /** Does what leads to a step, again and again, so that it is met whenever it is armed. */
  private static void usePool(SharedLong worker, SharedLong begun, String step)
      throws InterruptedException {
    ProcessPool pool = ProcessPool.of(1);
    worker.set(pool.<Long>apply(() -> ProcessHandle.current().pid()));
    while (worker.get() > 0) {
      Thread.onSpinWait();
    }
    if (step.startsWith("pool.bur")) {
      pool.execute((dev.ipc.Action) () -> Runtime.getRuntime().halt(1));
      return;
    }
    while (true) {
      for (int i = 0; i < 50; i++) {
        pool.apply(n -> n, i); // tasks are short, so that more than one is sent
      }
      begun.set(0);
      AsyncResult<?> running = pool.submit(() -> runForLong(begun));
      AsyncResult<?> waiting = pool.applyAsync(n -> n, 0);
      while (begun.get() == 0) {
        Thread.onSpinWait();
      }
      waiting.cancel(true); // takes it back, if it was sent
      running.cancel(true); // orders its end, since it is begun
    }
  }

  private static void runForLong(SharedLong begun) throws InterruptedException {
    begun.set(1);
    TimeUnit.DAYS.sleep(1);
  }
}
