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

  /**
   * As {@link #until}, for one of two sides of which each waits for what the other does all the
   * time.
   *
   * @param parker who knows how long that is
   * @param patience when to look first
   * @param done what is wanted
   * @return whether it came to be
   */
  public static boolean patientlyUntil(Parker parker, Patience patience, BooleanSupplier done) {
    return until(parker, patience, PAUSES_PER_LOOK, done);
  }

  /**
   * As {@link #patientlyUntil}, but looks all the time: for what another thread stores once, and is
   * not kept from by the looks, such as a message.
   *
   * @param parker who knows how long that is
   * @param patience when to look first
   * @param done what is wanted
   * @return whether it came to be
   */
  public static boolean closelyUntil(Parker parker, Patience patience, BooleanSupplier done) {
    return until(parker, patience, 1, done);
  }

  private static boolean until(Parker parker, Patience patience, int pauses, BooleanSupplier done) {
    int most = parker.spins() * PAUSES_PER_LOOK / pauses;
    if (most > 0) {
      patience.pause();
    }
    for (int looks = 1; looks <= most; looks++) {
      if (done.getAsBoolean()) {
        patience.found(looks);
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

  static void pause(int pauses) {
    for (int i = 0; i < pauses; i++) {
      Thread.onSpinWait();
    }
  }
}
