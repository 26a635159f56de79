package dev.ipc.task;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a call is.
 *
 * @param done how many tasks or items have an outcome
 * @param total how many there are; empty while the input has not ended and does not tell its size
 * @param perSecond how many were done in a second, on average since the call began
 * @param remaining how long the rest takes at that rate; empty if the total is not known, or
 *     nothing is done yet
 */
public record Progress(
    long done, OptionalLong total, double perSecond, Optional<Duration> remaining) {

  /** The progress after some time. */
  static Progress after(long elapsedNanos, long done, OptionalLong total) {
    double perSecond = done * 1e9 / Math.max(1, elapsedNanos);
    Optional<Duration> remaining =
        done == 0 || total.isEmpty()
            ? Optional.empty()
            : Optional.of(Duration.ofNanos((long) ((total.getAsLong() - done) * 1e9 / perSecond)));
    return new Progress(done, total, perSecond, remaining);
  }
}
