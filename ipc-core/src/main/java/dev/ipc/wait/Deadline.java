package dev.ipc.wait;

import java.time.Duration;

/** The moment at which a timed call gives up, on the clock of a {@link Parker}. */
public final class Deadline {
  /** For calls that wait as long as it takes. */
  public static final Deadline NEVER = new Deadline(Long.MAX_VALUE, true);

  /** For calls that never wait. */
  public static final Deadline NOW = new Deadline(Long.MIN_VALUE, false);

  /** For calls that do not wait but for what is over in no time: 100 ms from when a wait begins. */
  public static final Deadline SOON = new Deadline(0, false);

  private static final Duration SHORTLY = Duration.ofMillis(100);

  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

  private final long nanoTime;
  private final boolean never;

  private Deadline(long nanoTime, boolean never) {
    this.nanoTime = nanoTime;
    this.never = never;
  }

  /**
   * A moment from now. Durations over 146 years are cut to that.
   *
   * @param parker whose clock counts
   * @param timeout how long from now; zero or less is over at once
   * @return the deadline
   */
  public static Deadline in(Parker parker, Duration timeout) {
    if (timeout.isNegative()) {
      return in(parker, Duration.ZERO);
    }
    long nanos = (timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos();
    return new Deadline(parker.nanoTime() + nanos, false);
  }

  /**
   * The deadline of a wait that begins now.
   *
   * @param parker whose clock counts
   * @return this, or for {@link #SOON} the moment that it means
   */
  public Deadline fromNow(Parker parker) {
    return this == SOON ? in(parker, SHORTLY) : this;
  }

  /**
   * What is left, at most {@code bound}.
   *
   * @param parker whose clock counts
   * @param bound the longest answer, in nanoseconds
   * @return nanoseconds; zero or less when it is over
   */
  public long remainingNanos(Parker parker, long bound) {
    return never ? bound : this == NOW ? 0 : Math.min(bound, nanoTime - parker.nanoTime());
  }
}
