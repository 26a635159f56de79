package dev.ipc.lock;

/**
 * Runs out of stack where nothing has happened yet, rather than between two moments of which none
 * may come alone.
 */
final class Stack {
  /** Far more than is needed there. */
  private static final int FRAMES = 100;

  private Stack() {}

  /**
   * Makes sure that calls which are not deeper than {@link #FRAMES} find room.
   *
   * @throws StackOverflowError if they would not
   */
  static void reserve() {
    reserve(FRAMES, 0, 0, 0);
  }

  private static long reserve(int frames, long a, long b, long c) {
    return frames == 0 ? a : reserve(frames - 1, b, c, a) + 1;
  }
}
