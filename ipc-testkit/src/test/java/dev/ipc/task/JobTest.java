package dev.ipc.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ipc.Action1;
import dev.ipc.Action2;
import dev.ipc.Action3;
import dev.ipc.Args;
import dev.ipc.Fn;
import dev.ipc.Fn2;
import dev.ipc.Fn3;
import dev.ipc.Fn4;
import dev.ipc.Task;
import dev.ipc.TaskFailedException;
import dev.ipc.WorkerDiedException;
import dev.ipc.codec.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a job keeps to, whatever a pool reports. */
final class JobTest {
  private final ScriptedPool pool = new ScriptedPool(1);

  private static int square(int n) {
    return n * n;
  }

  private Job submitted(CallOptions options) {
    AsyncResult<Integer> result = pool.with(options).applyAsync(JobTest::square, 3);
    assertThat(result).isNotDone();
    return pool.jobs.remove();
  }

  @Test
  void shouldDropLaterOutcomesWhenAnItemHasOne() throws Exception {
    AsyncResult<Integer> result = pool.applyAsync(JobTest::square, 3);
    Job job = pool.jobs.remove();

    job.succeeded(0, 9);
    job.succeeded(0, 10);
    job.allSucceeded(0, List.of(11));
    job.failed(0, new IllegalStateException(), "worker");
    job.lost(0, new IllegalStateException());
    job.cancelled();

    assertThat(result.get()).isEqualTo(9);
    assertThat(job.isOver()).isTrue();
    assertThat(job.isOver(0)).isTrue();
  }

  @Test
  void shouldTakeTheOthersWhenSomeOfARowAreOver() throws Exception {
    AsyncResult<List<Integer>> result =
        pool.with(CallOptions.DEFAULTS.chunkSize(4)).mapAsync(JobTest::square, List.of(1, 2, 3, 4));
    Job job = pool.jobs.remove();

    job.succeeded(1, 40);
    assertThat(job.isOver(1)).isTrue();
    assertThat(job.isOver(2)).isFalse();
    job.allSucceeded(0, List.of(1, 4, 9));
    assertThat(job.isOver()).isFalse();
    job.allSucceeded(2, Arrays.asList(null, null));

    assertThat(result.get()).containsExactly(1, 40, 9, null);
  }

  @Test
  void shouldSayWhatFailedWhereWhenATaskThrows() {
    AsyncResult<Integer> result = pool.submit(() -> square(3));
    pool.jobs.remove().failed(0, new IllegalStateException("boom"), "worker-2 (pid 4711)");

    assertThat(result.exceptionNow())
        .isExactlyInstanceOf(TaskFailedException.class)
        .hasMessageMatching(
            "task failed with java.lang.IllegalStateException: boom: "
                + "worker=worker-2 \\(pid 4711\\), submitted=lambda at JobTest.java:\\d+; "
                + "see its cause");
  }

  @Test
  void shouldPassTheReasonOnAsItIsWhenAnItemIsLost() {
    AsyncResult<Integer> result = pool.applyAsync(JobTest::square, 3);
    var died =
        new WorkerDiedException(
            "worker-2 died during a task", 4711, OptionalInt.of(137), List.of("last words"));
    pool.jobs.remove().lost(0, died);

    assertThat(result.exceptionNow()).isSameAs(died);
    assertThat(died)
        .hasMessageContaining("pid=4711, ended by signal 9 (SIGKILL)")
        .hasMessageContaining("last words");
    assertThat(died.exitCode()).hasValue(137);
  }

  @Test
  void shouldNotFailWhoReportsWhenAListenerThrows() throws Exception {
    AsyncResult<List<Integer>> result =
        pool.with(
                CallOptions.DEFAULTS
                    .chunkSize(2)
                    .onProgress(_ -> {
                      throw new AssertionError("the listener fails");
                    }))
            .mapAsync(JobTest::square, List.of(1, 2));
    Thread here = Thread.currentThread();
    List<Throwable> told = new ArrayList<>();
    Thread.UncaughtExceptionHandler before = here.getUncaughtExceptionHandler();
    here.setUncaughtExceptionHandler((_, e) -> {
      told.add(e);
      throw new IllegalStateException("the handler fails, too");
    });
    try {
      pool.jobs.remove().allSucceeded(0, List.of(1, 4));
    } finally {
      here.setUncaughtExceptionHandler(before);
    }
    assertThat(told).first().isInstanceOf(AssertionError.class);
    assertThat(result.get()).containsExactly(1, 4);
  }

  @Test
  void shouldTellHowItEndedWhenAWorkerDied() {
    assertThat(new WorkerDiedException("died", 1, OptionalInt.of(7), List.of()))
        .hasMessage(
            "died: pid=1, ended with exit code 7; "
                + "look what in the task ends the JVM, such as System.exit");
    assertThat(new WorkerDiedException("died", 1, OptionalInt.of(134), List.of()))
        .hasMessageContaining("signal 6 (SIGABRT); its JVM crashed");
    var unknown = new WorkerDiedException("died", 1, OptionalInt.empty(), List.of("a", "b"));
    assertThat(unknown).hasMessageContaining("exit code unknown");
    Codec<Object> codec = Codec.objects();
    assertThat(codec.fromBytes(codec.toBytes(unknown)))
        .isInstanceOfSatisfying(
            WorkerDiedException.class,
            copy -> {
              assertThat(copy.exitCode()).isEmpty();
              assertThat(copy.lastLines()).containsExactly("a", "b");
              assertThat(copy.pid()).isEqualTo(1);
            });
  }

  @Test
  void shouldRunAgainAsOftenAsSaidWhenAnItemFails() {
    Job plain = submitted(CallOptions.DEFAULTS);
    Job patient = submitted(CallOptions.DEFAULTS.retries(2));
    Job never = submitted(CallOptions.DEFAULTS.retries(0));

    assertThat(plain.tryAgain(0, 0)).isFalse();
    assertThat(plain.tryAgain(0, 1)).isTrue();
    assertThat(plain.tryAgain(0, 1)).isFalse();
    assertThat(patient.tryAgain(0, 0)).isTrue();
    assertThat(patient.tryAgain(0, 0)).isTrue();
    assertThat(patient.tryAgain(0, 5)).isFalse();
    assertThat(never.tryAgain(0, 3)).isFalse();
    patient.succeeded(0, 9);
    assertThat(patient.tryAgain(0, 5)).isFalse();
  }

  @Test
  void shouldCountHundredsOfRetriesWhenThatManyAreSaid() {
    Job job = submitted(CallOptions.DEFAULTS.retries(300));
    int tries = 0;

    while (job.tryAgain(0, 0)) {
      tries++;
      assertThat(tries).isLessThanOrEqualTo(300);
    }

    assertThat(tries).isEqualTo(300);
  }

  @Test
  void shouldTakeTheJobBackWhenItsResultIsCancelled() {
    AsyncResult<Integer> result = pool.applyAsync(JobTest::square, 3);
    Job job = pool.jobs.peek();

    assertThat(result.cancel(true)).isTrue();

    assertThat(job.isOver()).isTrue();
    assertThat(pool.cancelled).containsExactly(job);
    assertThatExceptionOfType(CancellationException.class).isThrownBy(result::join);
  }

  @Test
  void shouldDropTheResultWhenItWasCompletedOtherwise() {
    AsyncResult<Integer> result = pool.applyAsync(JobTest::square, 3);

    result.complete(7);
    pool.jobs.remove().succeeded(0, 9);

    assertThat(result.resultNow()).isEqualTo(7);
  }

  static Stream<Arguments> functions() {
    Fn<Integer, Integer> one = JobTest::square;
    Fn2<Integer, Integer, Integer> two = (a, b) -> a - b;
    Fn3<Integer, Integer, Integer, Integer> three = (a, b, c) -> a - b - c;
    Fn4<Integer, Integer, Integer, Integer, Integer> four = (a, b, c, d) -> a - b - c - d;
    Action1<Integer> work = n -> square(n);
    Action2<Integer, Integer> workOnTwo = (a, b) -> square(a - b);
    Action3<Integer, Integer, Integer> workOnThree = (a, b, c) -> square(a - b - c);
    Task<Integer> task = () -> 7;
    return Stream.of(
        Arguments.of(Shape.of(task), null, 7),
        Arguments.of(Shape.of(one), 3, 9),
        Arguments.of(Shape.of(two), Args.of(9, 1), 8),
        Arguments.of(Shape.of(three), Args.of(9, 1, 2), 6),
        Arguments.of(Shape.of(four), Args.of(9, 1, 2, 3), 3),
        Arguments.of(Shape.ofWork(work), 3, null),
        Arguments.of(Shape.ofWork(workOnTwo), Args.of(9, 1), null),
        Arguments.of(Shape.ofWork(workOnThree), Args.of(9, 1, 2), null));
  }

  @ParameterizedTest
  @MethodSource("functions")
  @SuppressWarnings("unchecked") // it was such a function before it travelled
  void shouldTravelWhenItIsTheFunctionOfAJob(Shape shape, Object item, Object result)
      throws Exception {
    Codec<Object> codec = Codec.objects();

    Fn<Object, Object> copy = (Fn<Object, Object>) codec.fromBytes(codec.toBytes(shape.function()));
    Object sent = codec.fromBytes(codec.toBytes(item));

    assertThat(copy.apply(sent)).isEqualTo(result);
  }
}
