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

  private final boolean never;

  /** How long it is until it is over, from when it is first asked; or whatever, if it is set. */
  private final long nanos;

  /** Whether the next is known. */
  private boolean set;

  private long nanoTime;

  private Deadline(long nanoTime, boolean never) {
    this.nanoTime = nanoTime;
    this.never = never;
    this.nanos = 0;
    this.set = true;
  }

  private Deadline(long nanos) {
    this.never = false;
    this.nanos = nanos;
  }

  /**
   * A moment from now. Durations over 146 years are cut to that.
   *
   * @param parker whose clock counts
   * @param timeout how long from now; zero or less is over at once
   * @return the deadline
   */
  public static Deadline in(Parker parker, Duration timeout) {
    return new Deadline(parker.nanoTime() + nanos(timeout), false);
  }

  /**
   * As {@link #in}, but from the moment at which it is first asked what is left. So a call that
   * need not wait does not look at the clock. For one thread.
   *
   * @param timeout how long from then; zero or less is over at once
   * @return the deadline
   */
  public static Deadline after(Duration timeout) {
    return new Deadline(nanos(timeout));
  }

  private static long nanos(Duration timeout) {
    return timeout.isNegative()
        ? 0
        : (timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos();
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
    if (never) {
      return bound;
    }
    if (this == NOW) {
      return 0;
    }
    long now = parker.nanoTime();
    if (!set) {
      set = true;
      nanoTime = now + nanos;
    }
    return Math.min(bound, nanoTime - now);
  }

  /**
   * Whether nothing is left. One that nobody asked yet what is left does not begin by this.
   *
   * @param parker whose clock counts
   * @return true also for {@link #NOW}
   */
  public boolean isOver(Parker parker) {
    return set ? remainingNanos(parker, 1) <= 0 : nanos == 0;
  }
}
