package dev.ipc.examples;

import dev.ipc.Args;
import dev.ipc.process.ProcessPool;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ten tasks that do nothing but wait: with 5 workers five of them wait at a time, however few
 * processors there are. The first call of the pool includes the start of its processes.
 */
public final class Sleepers {
  private Sleepers() {}

  private static int slowly(int first, int second) throws InterruptedException {
    Thread.sleep(100);
    return second + second;
  }

  private static List<Integer> serially(List<Args.Two<Integer, Integer>> pairs)
      throws InterruptedException {
    List<Integer> sums = new ArrayList<>();
    for (var pair : pairs) {
      sums.add(slowly(pair.first(), pair.second()));
    }
    return sums;
  }

  static void main() throws Exception {
    List<Args.Two<Integer, Integer>> pairs =
        IntStream.rangeClosed(1, 10).mapToObj(n -> Args.of(10, n)).toList();
    var serial = Timed.of(() -> serially(pairs));
    IO.println("serially: " + serial.result() + ", " + serial.time());
    try (var pool = ProcessPool.of(5)) {
      for (String how : List.of("5 workers, which start", "5 workers, which have started")) {
        var parallel = Timed.of(() -> pool.starmap(Sleepers::slowly, pairs));
        IO.println(how + ": " + parallel.result() + ", " + parallel.time());
      }
    }
  }
}
