package dev.ipc.wait;

import java.util.function.BooleanSupplier;

/** Looking again and again for a short while, in the hope that no sleep is needed. */
public final class Spin {
  /**
   * How long a spinning thread leaves memory alone. Each look takes the cache line away from who is
   * about to change it, so a look at every pause slows down whom it waits for: two processes that
   * contend for a lock do three times as much with eight.
   */
  private static final int PAUSES_PER_LOOK = 8;

  private Spin() {}

  /**
   * Looks until it is as wanted, at most as often as the calling thread may.
   *
   * @param parker who knows how often that is
   * @param done what is wanted
   * @return whether it came to be
   */
  public static boolean until(Parker parker, BooleanSupplier done) {
    return until(parker, PAUSES_PER_LOOK, done);
  }

  /**
   * Looks for as long as {@link #until}, but all the time: for what another thread stores once, and
   * is not kept from by the looks, such as a message.
   *
   * @param parker who knows how long that is
   * @param done what is wanted
   * @return whether it came to be
   */
  public static boolean closelyUntil(Parker parker, BooleanSupplier done) {
    return until(parker, 1, done);
  }

  private static boolean until(Parker parker, int pauses, BooleanSupplier done) {
    for (int i = parker.spins() * PAUSES_PER_LOOK; i > 0; i -= pauses) {
      if (done.getAsBoolean()) {
        return true;
      }
      pause(pauses);
    }
    return false;
  }

  /** Leaves memory alone for a while, between two looks. */
  public static void pause() {
    pause(PAUSES_PER_LOOK);
  }

  private static void pause(int pauses) {
    for (int i = 0; i < pauses; i++) {
      Thread.onSpinWait();
    }
  }
}
