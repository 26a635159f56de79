package dev.ipc.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.Action;
import dev.ipc.Action1;
import dev.ipc.Args;
import dev.ipc.Fn;
import dev.ipc.Fn2;
import dev.ipc.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What users write compiles without casts and type arguments, and means what they think: an
 * overload that is added or changed without care breaks this class.
 */
final class TaskPoolShapesTest {
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final TaskPool pool = TaskPool.threads(2);

  @AfterEach
  void close() {
    pool.close();
  }

  record Point(int x, int y) {}

  static int square(int n) {
    return n * n;
  }

  static int product(int a, int b, int c) {
    return a * b * c;
  }

  static String slow() throws InterruptedException {
    Thread.sleep(1);
    return "slow";
  }

  static void work() throws Exception {
    RUNS.incrementAndGet();
  }

  static void workOn(Object item) throws Exception {
    RUNS.incrementAndGet();
  }

  static int throwing(int n) throws Exception {
    return n;
  }

  int runs() {
    return RUNS.getAndSet(0);
  }

  @Test
  void shouldTellTasksFromActionsWhenLambdasAreSubmitted() throws Exception {
    AsyncResult<Integer> value = pool.submit(() -> 1);
    AsyncResult<?> nothing = pool.submit(() -> {});
    AsyncResult<Integer> incremented = pool.submit(() -> RUNS.addAndGet(0));
    AsyncResult<String> block =
        pool.submit(() -> {
          Thread.sleep(1);
          return "block";
        });
    AsyncResult<?> throwing = pool.submit(() -> Thread.sleep(1));
    AsyncResult<String> reference = pool.submit(TaskPoolShapesTest::slow);
    AsyncResult<?> voidReference = pool.submit(TaskPoolShapesTest::work);

    assertThat(value.get()).isEqualTo(1);
    assertThat(nothing.get()).isNull();
    assertThat(incremented.get()).isNotNull();
    assertThat(block.get()).isEqualTo("block");
    assertThat(throwing.get()).isNull();
    assertThat(reference.get()).isEqualTo("slow");
    assertThat(voidReference.get()).isNull();
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void shouldTakeWhatOtherPoolsTakeWhenItIsAnExecutor() throws Exception {
    Callable<String> callable = () -> "callable";
    Runnable runnable = RUNS::incrementAndGet;
    Task<String> task = () -> "task";
    Action action = TaskPoolShapesTest::work;
    ExecutorService plain = pool;

    AsyncResult<String> first = pool.submit(callable);
    AsyncResult<String> second = pool.submit(task);
    AsyncResult<?> third = pool.submit(runnable);
    AsyncResult<?> fourth = pool.submit(action);
    AsyncResult<String> fifth = pool.submit(runnable, "given");
    Future<String> sixth = plain.submit(() -> "plain");
    CompletableFuture<String> seventh = CompletableFuture.supplyAsync(() -> "async", pool);

    assertThat(List.of(first.get(), second.get(), fifth.get(), sixth.get(), seventh.get()))
        .containsExactly("callable", "task", "given", "plain", "async");
    assertThat(third.get()).isNull();
    assertThat(fourth.get()).isNull();
    assertThat(runs()).isEqualTo(3);
  }

  @Test
  void shouldRunWhateverIsExecuted() {
    Runnable runnable = RUNS::incrementAndGet;

    pool.execute(() -> RUNS.incrementAndGet());
    pool.execute(() -> {
      Thread.sleep(1);
      RUNS.incrementAndGet();
    });
    pool.execute(RUNS::incrementAndGet);
    pool.execute(TaskPoolShapesTest::work);
    pool.execute(runnable);
    pool.close();

    assertThat(runs()).isEqualTo(5);
  }

  @Test
  void shouldInferTheTypesWhenSomethingIsApplied() throws Exception {
    int one = pool.apply(() -> 1);
    int squared = pool.apply(TaskPoolShapesTest::square, 3);
    int squaredByLambda = pool.apply(n -> n * n, 3);
    String text = pool.apply((a, b) -> a + b, "a", 1);
    int multiplied = pool.apply(TaskPoolShapesTest::product, 1, 2, 3);
    int four = pool.apply((a, b, c, d) -> a + b + c + d, 1, 2, 3, 4);
    String slow = pool.apply(TaskPoolShapesTest::slow);
    int length = pool.apply(String::length, "four");
    AsyncResult<Integer> async = pool.applyAsync(n -> n * n, 3);
    AsyncResult<String> slowly = pool.applyAsync(TaskPoolShapesTest::slow);

    assertThat(List.of(one, squared, squaredByLambda, multiplied, four, length, async.get()))
        .containsExactly(1, 9, 9, 6, 10, 4, 9);
    assertThat(List.of(text, slow, slowly.get())).containsExactly("a1", "slow", "slow");
  }

  @Test
  void shouldInferTheTypesWhenAFunctionIsMapped() throws Exception {
    List<Integer> squares = pool.map(n -> n * n, IntStream.range(0, 4));
    List<Integer> byReference = pool.map(TaskPoolShapesTest::square, List.of(1, 2));
    List<Integer> throwing = pool.map(TaskPoolShapesTest::throwing, Set.of(1));
    List<String> texts = pool.map(n -> "n" + n, Stream.of(1, 2));
    List<Double> halves = pool.map(n -> n / 2, DoubleStream.of(1, 2));
    List<Long> longs = pool.map(n -> n + 1, LongStream.of(1, 2));
    List<Point> points = pool.map(n -> new Point(n, n), IntStream.range(0, 1));
    List<Integer> xs = pool.map(Point::x, List.of(new Point(3, 4)));
    Fn<Object, String> wide = String::valueOf;
    List<String> widely = pool.map(wide, List.of(1, 2));
    List<CharSequence> wider = pool.map(wide, List.of(1));
    AsyncResult<List<Integer>> async = pool.mapAsync(n -> n * n, IntStream.range(0, 4));

    assertThat(squares).containsExactly(0, 1, 4, 9).isEqualTo(async.get());
    assertThat(List.of(byReference, throwing, xs))
        .isEqualTo(List.of(List.of(1, 4), List.of(1), List.of(3)));
    assertThat(List.of(texts, widely, wider))
        .isEqualTo(List.of(List.of("n1", "n2"), List.of("1", "2"), List.of("1")));
    assertThat(halves).containsExactly(0.5, 1.0);
    assertThat(longs).containsExactly(2L, 3L);
    assertThat(points).containsExactly(new Point(0, 0));
  }

  @Test
  void shouldInferTheTypesWhenArgumentsAreSpread() throws Exception {
    List<Integer> products =
        pool.starmap(TaskPoolShapesTest::product, List.of(Args.of(1, 2, 3), Args.of(3, 4, 5)));
    List<Integer> sums = pool.starmap((a, b) -> a + b, List.of(Args.of(1, 2), Args.of(3, 4)));
    List<String> mixed = pool.starmap((a, b) -> a + b, List.of(Args.of("a", 1)));
    List<Integer> powers = pool.starmap((a, b) -> (int) Math.pow(a, b), List.of(Args.of(2, 3)));
    List<Double> maths = pool.starmap(Math::pow, List.of(Args.of(2.0, 3.0)));
    List<Integer> fours = pool.starmap((a, b, c, d) -> a + b + c + d, List.of(Args.of(1, 2, 3, 4)));
    Fn2<Number, Number, String> wide = (a, b) -> a + "/" + b;
    List<String> widely = pool.starmap(wide, List.of(Args.of(1, 2)));
    AsyncResult<List<Integer>> async =
        pool.starmapAsync(TaskPoolShapesTest::product, List.of(Args.of(1, 2, 3)));
    List<Args.Two<Integer, Integer>> pairs = new ArrayList<>();
    IntStream.range(0, 3).forEach(n -> pairs.add(Args.of(n, n)));

    assertThat(List.of(products, sums, powers, fours, async.get()))
        .isEqualTo(List.of(List.of(6, 60), List.of(3, 7), List.of(8), List.of(10), List.of(6)));
    assertThat(List.of(mixed, widely)).isEqualTo(List.of(List.of("a1"), List.of("1/2")));
    assertThat(maths).containsExactly(8.0);
    assertThat(pool.starmap((a, b) -> a * b, pairs)).containsExactly(0, 1, 4);
  }

  @Test
  void shouldDoWorkWhenThereIsNoResult() throws Exception {
    List<Object> seen = Collections.synchronizedList(new ArrayList<>());
    Action1<Object> wide = seen::add;

    pool.forEach(seen::add, List.of(1));
    pool.forEach(n -> seen.add(n + 1), IntStream.of(1));
    pool.forEach(wide, List.of("text"));
    pool.forEach(TaskPoolShapesTest::workOn, Stream.of(1, 2));
    pool.starForEach((a, b) -> seen.add(a + b), List.of(Args.of(1, 2)));
    pool.starForEach((a, b, c) -> seen.add(a + b + c), List.of(Args.of(1, 2, 1)));

    assertThat(seen).containsExactly(1, 2, "text", 3, 4);
    assertThat(runs()).isEqualTo(2);
  }

  @Test
  void shouldBeAnIteratorAndAStreamWhenResultsAreTaken() throws Exception {
    int sum = 0;
    try (Results<Integer> results = pool.imap(n -> n * n, IntStream.range(0, 4))) {
      for (int square : results) {
        sum += square;
      }
    }
    int timed =
        pool.imapUnordered(TaskPoolShapesTest::square, List.of(5)).next(Duration.ofMinutes(1));
    List<String> streamed = pool.imap(n -> "n" + n, Stream.of(1, 2)).stream().toList();

    assertThat(sum).isEqualTo(14);
    assertThat(timed).isEqualTo(25);
    assertThat(streamed).containsExactly("n1", "n2");
  }

  @Test
  void shouldReadLikeThisWhenOptionsAreGiven() throws Exception {
    List<Integer> bounded =
        pool.with(CallOptions.DEFAULTS.timeLimit(Duration.ofSeconds(5)).retries(2))
            .map(TaskPoolShapesTest::square, List.of(1));

    assertThat(bounded).containsExactly(1);
  }
}
