package dev.ipc.examples;

import dev.ipc.Args;
import dev.ipc.process.ProcessPool;
import dev.ipc.task.TaskPool;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Ten loops that only compute, by 1 and by 10 processes: ten are as many times as fast as there are
 * processors, and not more.
 */
public final class ComputeBound {
  static final Map<String, Integer> STEPS = Map.of("--steps", 300_000_000);

  /** Keeps the loop: its outcome is stored where somebody could look. */
  static volatile long seen;

  private ComputeBound() {}

  private static int compute(int first, int second, int steps) {
    long random = first;
    for (int step = 0; step < steps; step++) {
      random ^= random << 13;
      random ^= random >>> 7;
      random ^= random << 17;
    }
    seen = random;
    return first + second;
  }

  static Timed<List<Integer>> tenLoops(TaskPool pool, int steps) throws Exception {
    var loops = IntStream.rangeClosed(1, 10).mapToObj(n -> Args.of(10, n, steps)).toList();
    return Timed.of(() -> pool.starmap(ComputeBound::compute, loops));
  }

  static void main(String... args) throws Exception {
    int steps = new Options(STEPS, args).number("--steps");
    int processors = Runtime.getRuntime().availableProcessors();
    try (var one = ProcessPool.of(1);
        var ten = ProcessPool.of(10)) {
      var alone = tenLoops(one, steps);
      IO.println("1 worker: " + alone.result() + ", " + alone.time());
      for (String which : List.of("which start", "which have started")) {
        var together = tenLoops(ten, steps);
        IO.println("10 workers, " + which + ": " + together.result() + ", " + together.time());
        String speedUp = together.speedUpOver(alone);
        IO.println(speedUp + " times as fast, with processors: " + processors);
      }
    }
  }
}
