package dev.ipc.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what happens in its own time, with a deadline that only a broken program misses. */
public final class Eventually {
  /** How long a test waits for something that normally takes milliseconds. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long LOOK_AGAIN_NANOS = 1_000_000;

  private Eventually() {}

  /**
   * Waits until a condition holds.
   *
   * @param condition looked at again and again
   * @param patience how long
   * @return whether it held in time
   */
  public static boolean holds(BooleanSupplier condition, Duration patience) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > patience.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
    return true;
  }

  /**
   * Waits until a condition holds.
   *
   * @param what the condition in words
   * @param condition looked at again and again
   * @throws AssertionError if it did not hold for {@link #PATIENCE}
   */
  public static void until(String what, BooleanSupplier condition) {
    until(() -> what, condition);
  }

  static void until(Supplier<String> what, BooleanSupplier condition) {
    if (!holds(condition, PATIENCE)) {
      throw new AssertionError("not in " + PATIENCE.toSeconds() + " s: " + what.get());
    }
  }
}
