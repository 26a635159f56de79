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
    for (int i = parker.spins(); i > 0; i--) {
      if (done.getAsBoolean()) {
        return true;
      }
      pause();
    }
    return false;
  }

  /** Leaves memory alone for a while, between two looks. */
  public static void pause() {
    for (int i = 0; i < PAUSES_PER_LOOK; i++) {
      Thread.onSpinWait();
    }
  }
}
