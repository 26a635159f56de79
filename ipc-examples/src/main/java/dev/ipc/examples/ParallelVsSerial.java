package dev.ipc.examples;

import dev.ipc.process.ProcessPool;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Many tasks, each of which makes the cubes of 0 to 999, by a pool of processes and serially. A
 * task returns the sum of its cubes: to send so many cubes back would take longer than to make
 * them.
 */
public final class ParallelVsSerial {
  private ParallelVsSerial() {}

  private static long cubes(int task) {
    long[] cubes = LongStream.range(0, 1_000).map(x -> x * x * x).toArray();
    return LongStream.of(cubes).sum() + task;
  }

  private static long sum(List<Long> sums) {
    return sums.stream().mapToLong(Long::longValue).sum();
  }

  static void main(String... args) throws Exception {
    var options = new Options(Map.of("--tasks", 100_000, "--workers", 5), args);
    int tasks = options.number("--tasks");
    int workers = options.number("--workers");

    var serial =
        Timed.of(() -> IntStream.range(0, tasks).mapToObj(ParallelVsSerial::cubes).toList());
    IO.println("serially: checksum " + sum(serial.result()) + ", " + serial.time());
    try (var pool = ProcessPool.of(workers)) {
      for (String which : List.of("which start", "which have started")) {
        var parallel = Timed.of(() -> pool.map(ParallelVsSerial::cubes, IntStream.range(0, tasks)));
        String how = workers + " workers, " + which;
        IO.println(how + ": checksum " + sum(parallel.result()) + ", " + parallel.time());
        IO.println("that is " + parallel.speedUpOver(serial) + " times as fast");
      }
    }
  }
}
