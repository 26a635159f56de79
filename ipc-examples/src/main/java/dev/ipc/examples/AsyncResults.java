package dev.ipc.examples;

import dev.ipc.process.ProcessPool;
import dev.ipc.task.AsyncResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/** Squares in three ways: at once, to come all together, and to come one by one. */
public final class AsyncResults {
  private AsyncResults() {}

  private static int square(int n) {
    return n * n;
  }

  static void main() throws InterruptedException, ExecutionException {
    try (var pool = ProcessPool.of(2)) {
      IO.println("map: " + pool.map(AsyncResults::square, IntStream.range(0, 5)));

      AsyncResult<List<Integer>> all = pool.mapAsync(AsyncResults::square, IntStream.range(0, 5));
      IO.println("mapAsync: " + all.get());

      List<AsyncResult<Integer>> results = new ArrayList<>();
      for (int n = 0; n < 10; n++) {
        results.add(pool.applyAsync(AsyncResults::square, n));
      }
      for (AsyncResult<Integer> result : results) {
        IO.println("applyAsync: " + result.get());
      }
    }
  }
}
