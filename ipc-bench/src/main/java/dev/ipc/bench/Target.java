package dev.ipc.bench;

/**
 * What is to be reached.
 *
 * @param sort what is compared with what
 * @param limit the limit
 * @param text the same for readers
 */
record Target(Sort sort, double limit, String text) {
  private enum Sort {
    RATIO_AT_MOST,
    RATIO_AT_LEAST,
    OURS_AT_MOST,
    OURS_AT_LEAST
  }

  static Target ratioAtMost(double limit) {
    return new Target(Sort.RATIO_AT_MOST, limit, "<= " + limit + " x peer");
  }

  static Target ratioAtLeast(double limit) {
    return new Target(Sort.RATIO_AT_LEAST, limit, ">= " + limit + " x peer");
  }

  static Target oursAtMost(double limit, String unit) {
    return new Target(Sort.OURS_AT_MOST, limit, "<= " + Figures.number(limit) + " " + unit);
  }

  static Target oursAtLeast(double limit, String unit) {
    return new Target(Sort.OURS_AT_LEAST, limit, ">= " + Figures.number(limit) + " " + unit);
  }

  /** Whether it needs a peer. */
  boolean isRelative() {
    return sort == Sort.RATIO_AT_MOST || sort == Sort.RATIO_AT_LEAST;
  }

  /** Whether less is better. */
  boolean isLessBetter() {
    return sort == Sort.RATIO_AT_MOST || sort == Sort.OURS_AT_MOST;
  }

  boolean isMetBy(double ours, double ratio) {
    double value = isRelative() ? ratio : ours;
    return isLessBetter() ? value <= limit : value >= limit;
  }
}
