package dev.ipc.examples;

import dev.ipc.process.ProcessPool;
import java.util.Collections;
import java.util.Map;
import java.util.SplittableRandom;

/** The integral of x² from 0 to 1, as the mean of x² at random places: serially and by a pool. */
public final class MonteCarlo {
  private MonteCarlo() {}

  private static double sum(int samples) {
    return new SplittableRandom().doubles(samples).map(x -> x * x).sum();
  }

  static void main(String... args) throws Exception {
    var options = new Options(Map.of("--samples", 10_000_000, "--workers", 2), args);
    int workers = options.number("--workers");
    int share = options.number("--samples") / workers;
    int samples = share * workers;

    var serial = Timed.of(() -> sum(samples) / samples);
    IO.println("serially: " + serial.result() + ", " + serial.time());
    try (var pool = ProcessPool.of(workers)) {
      var shares = Collections.nCopies(workers, share);
      var parallel =
          Timed.of(() ->
              pool.map(MonteCarlo::sum, shares).stream().mapToDouble(Double::doubleValue).sum()
                  / samples);
      IO.println(workers + " workers: " + parallel.result() + ", " + parallel.time());
    }
  }
}
