package dev.ipc.task;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * How a call of a {@link TaskPool} is carried out. Begin with {@link #DEFAULTS} and change what
 * matters: {@code pool.with(CallOptions.DEFAULTS.chunkSize(100)).map(fn, items)}.
 *
 * @param chunkSize how many items are sent to a worker at once; by default as many as take about a
 *     millisecond, which is measured
 * @param timeLimit how long a task, or each item of a call with many, may run; by default as long
 *     as it likes. At the limit it is interrupted, and fails with a {@link
 *     java.util.concurrent.TimeoutException} as the cause
 * @param retries how often a task or an item that failed is tried again, with its time limit anew;
 *     by default never, and after the death of a worker what the pool says
 * @param onProgress is told at times how far a call is, and at its end; by one thread at a time,
 *     one that waits for the call or carries it out: so be brief
 */
public record CallOptions(
    OptionalInt chunkSize,
    Optional<Duration> timeLimit,
    OptionalInt retries,
    Optional<Consumer<Progress>> onProgress) {
  /** Chunks as it suits, no time limit, no retries, nobody who is told. */
  public static final CallOptions DEFAULTS =
      new CallOptions(OptionalInt.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty());

  /** Checks the values. */
  public CallOptions {
    if (chunkSize.isPresent() && chunkSize.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "chunks must not be empty: chunkSize=" + chunkSize.getAsInt() + "; use 1 or more");
    }
    if (timeLimit.isPresent() && !timeLimit.get().isPositive()) {
      throw new IllegalArgumentException(
          "a time limit must be positive: timeLimit=" + timeLimit.get() + "; or leave it out");
    }
    if (retries.isPresent() && retries.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "there are no negative retries: retries=" + retries.getAsInt() + "; use 0 or more");
    }
  }

  /**
   * Changes the size of chunks.
   *
   * @param chunkSize how many items are sent to a worker at once
   * @return new options
   * @throws IllegalArgumentException if it is not positive
   */
  public CallOptions chunkSize(int chunkSize) {
    return new CallOptions(OptionalInt.of(chunkSize), timeLimit, retries, onProgress);
  }

  /**
   * Changes the time limit.
   *
   * @param timeLimit how long a task or an item may run
   * @return new options
   * @throws IllegalArgumentException if it is not positive
   */
  public CallOptions timeLimit(Duration timeLimit) {
    return new CallOptions(chunkSize, Optional.of(timeLimit), retries, onProgress);
  }

  /**
   * Changes the number of retries.
   *
   * @param retries how often a task or an item that failed is tried again
   * @return new options
   * @throws IllegalArgumentException if it is negative
   */
  public CallOptions retries(int retries) {
    return new CallOptions(chunkSize, timeLimit, OptionalInt.of(retries), onProgress);
  }

  /**
   * Changes who is told of progress.
   *
   * @param onProgress is told how far a call is
   * @return new options
   */
  public CallOptions onProgress(Consumer<Progress> onProgress) {
    return new CallOptions(chunkSize, timeLimit, retries, Optional.of(onProgress));
  }
}
