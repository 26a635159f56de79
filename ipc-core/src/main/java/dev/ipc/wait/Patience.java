package dev.ipc.wait;

/**
 * How long a thread that takes what others put leaves memory alone when it finds nothing.
 *
 * <p>A look takes the cache line away from who is about to write to it. If things come faster than
 * that, a thread that takes each as soon as it is there slows down both sides, several times; one
 * that lets some gather does not. So whoever found things at its first looks, many times in a row,
 * pauses before it looks: longer while few have gathered, shorter while only one had. Where things
 * come one by one, as questions and answers do, there is no pause.
 *
 * <p>Of one handle; threads that use it at the same time may confuse it, which costs time only.
 */
public final class Patience {
  /** So many quick finds in a row are a stream. */
  private static final int STREAM = 16;

  /** A find is quick at this look, or before. */
  private static final int QUICK = 2;

  /** As many are worth a look. */
  private static final int ENOUGH = 16;

  /** The longest pause, less than a microsecond. */
  private static final int MOST_PAUSES = 32;

  private int pauses;
  private int quickFinds;
  private int taken;

  /**
   * Counts what was taken.
   *
   * @param count how many
   */
  public void took(int count) {
    taken += count;
  }

  /** Pauses, at the begin of a wait. */
  void pause() {
    if (pauses > 0) {
      pauses = taken < 2 ? pauses / 2 : taken < ENOUGH ? Math.min(2 * pauses, MOST_PAUSES) : pauses;
      Spin.pause(pauses);
    }
    taken = 0;
  }

  /**
   * A wait has ended by a find.
   *
   * @param looks which look it was, from 1
   */
  void found(int looks) {
    if (looks > QUICK) {
      quickFinds = 0;
    } else if (pauses == 0 && ++quickFinds >= STREAM) {
      pauses = 1;
      quickFinds = 0;
    }
  }
}
