package dev.ipc.examples;

import dev.ipc.process.ProcessPool;
import java.util.List;
import java.util.stream.IntStream;

/** A pool of 4 processes squares 0 to 11; each task tells which process it runs in. */
public final class PoolMap {
  private PoolMap() {}

  private static int square(int n) {
    IO.println("Process " + ProcessHandle.current().pid() + " squares " + n);
    return n * n;
  }

  static void main() throws InterruptedException {
    try (var pool = ProcessPool.of(4)) {
      List<Integer> squares = pool.map(PoolMap::square, IntStream.range(0, 12));
      IO.println(squares);
    }
  }
}
