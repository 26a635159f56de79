package dev.ipc.examples;

import dev.ipc.process.ProcessPool;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Which numbers below 100,000 are prime: serially, and by a pool with as many workers as asked. */
public final class Primes {
  private Primes() {}

  static boolean isPrime(int n) {
    for (int divisor = 2; (long) divisor * divisor <= n; divisor++) {
      if (n % divisor == 0) {
        return false;
      }
    }
    return n > 1;
  }

  private static long count(List<Boolean> primality) {
    return primality.stream().filter(prime -> prime).count();
  }

  static void main(String... args) throws Exception {
    var options = new Options(Map.of("--below", 100_000, "--workers", 4), args);
    int below = options.number("--below");
    int workers = options.number("--workers");

    var serial = Timed.of(() -> IntStream.range(0, below).mapToObj(Primes::isPrime).toList());
    IO.println("serially: " + count(serial.result()) + " primes, " + serial.time());
    try (var pool = ProcessPool.of(workers)) {
      var parallel = Timed.of(() -> pool.map(Primes::isPrime, IntStream.range(0, below)));
      IO.println(workers + " workers: " + count(parallel.result()) + " primes, " + parallel.time());
    }
  }
}
