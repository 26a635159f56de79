package dev.ipc.examples;

import dev.ipc.Args;
import dev.ipc.process.ProcessPool;
import java.util.List;

/**
 * A function of several arguments in a pool: by {@code map}, which takes one, with a record; and by
 * {@code starmap}, which spreads them out.
 */
public final class SeveralArguments {
  private SeveralArguments() {}

  /** Three arguments in one. */
  record Factors(int a, int b, int c) {}

  private static int product(int a, int b, int c) {
    return a * b * c;
  }

  static void main() throws InterruptedException {
    try (var pool = ProcessPool.of(2)) {
      var factors = List.of(new Factors(1, 2, 3), new Factors(3, 4, 5));
      IO.println("map: " + pool.map(f -> product(f.a(), f.b(), f.c()), factors));

      var args = List.of(Args.of(1, 2, 3), Args.of(3, 4, 5));
      IO.println("starmap: " + pool.starmap(SeveralArguments::product, args));
    }
  }
}
