package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs the lessons about parallel work as a reader does, but with little work. */
@ExtendWith(LeakLedger.class)
class PoolLessonsTest {
  private static final String TIME = ", \\d+\\.\\d\\d s";
  private static final String LOOPS =
      Pattern.quote(IntStream.rangeClosed(11, 20).boxed().toList().toString());
  private static final String SPEED_UP = "\\d+\\.\\d times as fast";
  private static final String SPEED_UP_HERE = SPEED_UP + ", with processors: \\d+";

  private static List<String> run(Class<?> lesson, Object... arguments) {
    try (ChildJvm child = ChildJvm.start(lesson, arguments)) {
      assertThat(child.awaitExit()).as("errors: %s", child.errors()).isZero();
      return child.lines();
    }
  }

  private static void assertMatch(List<String> lines, String... patterns) {
    assertThat(lines).hasSameSizeAs(patterns);
    for (int i = 0; i < patterns.length; i++) {
      assertThat(lines.get(i)).matches(patterns[i]);
    }
  }

  private static MatchResult match(String pattern, String line) {
    assertThat(line).matches(pattern);
    return Pattern.compile(pattern).matcher(line).results().findFirst().orElseThrow();
  }

  @Test
  void shouldSquareInOrderInAtMostFourProcesses() {
    List<String> lines = run(PoolMap.class);

    List<MatchResult> tasks =
        lines.subList(0, lines.size() - 1).stream()
            .map(line -> match("Process (\\d+) squares (\\d+)", line))
            .toList();
    assertThat(tasks.stream().map(task -> task.group(1)).distinct().count()).isBetween(1L, 4L);
    assertThat(tasks)
        .extracting(task -> Integer.valueOf(task.group(2)))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 12).boxed().toList());
    assertThat(lines.getLast()).isEqualTo("[0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121]");
  }

  @Test
  void shouldGiveTheSameProductsByRecordsAndByStarmap() {
    assertThat(run(SeveralArguments.class)).containsExactly("map: [6, 60]", "starmap: [6, 60]");
  }

  @Test
  void shouldGetTheSameChecksumInParallelAndSerially() {
    long cubes = 499_500L * 499_500L;
    long checksum = 200 * cubes + 199 * 200 / 2;
    assertMatch(
        run(ParallelVsSerial.class, "--tasks", 200, "--workers", 2),
        "serially: checksum " + checksum + TIME,
        "2 workers, which start: checksum " + checksum + TIME,
        "that is " + SPEED_UP,
        "2 workers, which have started: checksum " + checksum + TIME,
        "that is " + SPEED_UP);
  }

  @Test
  void shouldMakeNumbersInTwoProcesses() {
    List<String> lines = run(RandomLists.class, "--length", 100_000);

    assertThat(lines).hasSize(3);
    String made = "Process (\\d+) made 100000 numbers";
    assertThat(match(made, lines.get(0)).group(1)).isNotEqualTo(match(made, lines.get(1)).group(1));
    assertThat(lines.get(2)).matches("Exit codes \\[0, 0]" + TIME);
  }

  @Test
  void shouldDoSomethingElseWhileAResultIsToCome() {
    List<String> lines = run(ApplyVsApplyAsync.class, "--millis", 1_200);

    assertThat(lines).startsWith("apply: waiting", "apply: the result");
    assertThat(lines).endsWith("applyAsync: the result");
    assertThat(lines.subList(2, lines.size() - 1))
        .isNotEmpty()
        .containsOnly("applyAsync: working on something else");
  }

  @Test
  void shouldGetTheSameCubesAtOnceLaterAndOneByOne() {
    assertMatch(
        run(MapVsMapAsync.class, "--count", 1_001),
        "map: the last is 1.0E9" + TIME,
        "mapAsync: working on something else",
        "mapAsync: the last is 1.0E9" + TIME,
        "imap, in a JVM of 64 MB: the sum is 2.505002\\d*E11" + TIME);
  }

  @Test
  void shouldComeNearTheIntegral() {
    List<String> lines = run(MonteCarlo.class);

    assertThat(lines).hasSize(2);
    assertThat(integral("serially", lines.get(0))).isCloseTo(1.0 / 3, within(0.001));
    assertThat(integral("2 workers", lines.get(1))).isCloseTo(1.0 / 3, within(0.001));
  }

  private static double integral(String how, String line) {
    return Double.parseDouble(match(how + ": (0\\.\\d+)" + TIME, line).group(1));
  }

  @Test
  void shouldFindThePrimesWithTheWorkersAskedFor() {
    assertMatch(
        run(Primes.class, "--below", 100_000, "--workers", 2),
        "serially: 9592 primes" + TIME,
        "2 workers: 9592 primes" + TIME);
  }

  @Test
  void shouldCollectSquaresInThreeWays() {
    List<String> lines = run(AsyncResults.class);

    assertThat(lines).startsWith("map: [0, 1, 4, 9, 16]", "mapAsync: [0, 1, 4, 9, 16]");
    assertThat(lines.subList(2, lines.size()))
        .containsExactlyElementsOf(
            IntStream.range(0, 10).mapToObj(n -> "applyAsync: " + n * n).toList());
  }

  @Test
  void shouldAddWhileFiveSleepAtATime() {
    String sums = Pattern.quote("[2, 4, 6, 8, 10, 12, 14, 16, 18, 20]");
    assertMatch(
        run(Sleepers.class),
        "serially: " + sums + TIME,
        "5 workers, which start: " + sums + TIME,
        "5 workers, which have started: " + sums + TIME);
  }

  @Test
  void shouldComputeTheSameByOneAndByTenWorkers() {
    assertMatch(
        run(ComputeBound.class, "--steps", 1_000),
        "1 worker: " + LOOPS + TIME,
        "10 workers, which start: " + LOOPS + TIME,
        SPEED_UP_HERE,
        "10 workers, which have started: " + LOOPS + TIME,
        SPEED_UP_HERE);
  }

  @Test
  void shouldComputeTheSameByOneAndByTenThreads() {
    assertMatch(
        run(Threads.class, "--steps", 1_000),
        "1 thread: " + LOOPS + TIME,
        "10 threads: " + LOOPS + TIME,
        SPEED_UP_HERE);
  }

  @Test
  void shouldShareAStaticAmongThreadsButNotAmongProcesses() {
    List<String> lines = run(GlobalVariable.class);

    assertThat(lines).hasSize(10).startsWith("Threads: the total is 40");
    assertThat(lines).endsWith("Processes: the total is 0");
    Map<String, Integer> totals = new HashMap<>();
    for (String line : lines.subList(1, 9)) {
      MatchResult worker = match("Process (\\d+) has (\\d+)", line);
      assertThat(Integer.parseInt(worker.group(2)))
          .isEqualTo(totals.merge(worker.group(1), 5, Integer::sum));
    }
    assertThat(totals).hasSizeBetween(1, 2);
  }
}
