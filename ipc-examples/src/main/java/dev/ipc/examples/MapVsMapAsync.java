package dev.ipc.examples;

import dev.ipc.process.JvmOptions;
import dev.ipc.process.JvmProcess;
import dev.ipc.process.PoolOptions;
import dev.ipc.process.ProcessPool;
import dev.ipc.task.AsyncResult;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * 4 processes, with little memory each, cube many numbers. With {@code map} and {@code mapAsync}
 * the parent ends up with all results; with {@code imap} it takes one after the other, and gets by
 * with little memory itself.
 */
public final class MapVsMapAsync {
  private static final PoolOptions FOUR = PoolOptions.DEFAULTS.workers(4).heap("64m");

  private MapVsMapAsync() {}

  private static double cube(int x) {
    return (double) x * x * x; // beyond the range of long
  }

  private static void take(int count) throws Exception {
    try (var pool = ProcessPool.of(FOUR)) {
      var sum =
          Timed.of(() -> {
            double total = 0;
            for (double cube : pool.imap(MapVsMapAsync::cube, IntStream.range(0, count))) {
              total += cube;
            }
            return total;
          });
      IO.println("imap, in a JVM of 64 MB: the sum is " + sum.result() + ", " + sum.time());
    }
  }

  static void main(String... args) throws Exception {
    int count = new Options(Map.of("--count", 10_000_000), args).number("--count");
    try (var pool = ProcessPool.of(FOUR)) {
      var cubes = Timed.of(() -> pool.map(MapVsMapAsync::cube, IntStream.range(0, count)));
      IO.println("map: the last is " + cubes.result().getLast() + ", " + cubes.time());
    }
    try (var pool = ProcessPool.of(FOUR)) {
      AsyncResult<List<Double>> result =
          pool.mapAsync(MapVsMapAsync::cube, IntStream.range(0, count));
      IO.println("mapAsync: working on something else");
      var cubes = Timed.of(result::get);
      IO.println("mapAsync: the last is " + cubes.result().getLast() + ", " + cubes.time());
    }
    JvmProcess.start(JvmOptions.DEFAULTS.heap("64m"), () -> take(count)).join();
  }
}
