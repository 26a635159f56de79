package dev.ipc.examples;

import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * What some work gave, and how long it took.
 *
 * @param result what it gave
 * @param seconds how long it took
 */
record Timed<R>(R result, double seconds) {
  static <R> Timed<R> of(Callable<R> work) throws Exception {
    long start = System.nanoTime();
    R result = work.call();
    return new Timed<>(result, (System.nanoTime() - start) / 1e9);
  }

  /** The time, such as {@code 1.25 s}. */
  String time() {
    return String.format(Locale.ROOT, "%.2f s", seconds);
  }

  /** How many times as fast as other work this was, such as {@code 1.9}. */
  String speedUpOver(Timed<?> other) {
    return String.format(Locale.ROOT, "%.1f", other.seconds / seconds);
  }
}
