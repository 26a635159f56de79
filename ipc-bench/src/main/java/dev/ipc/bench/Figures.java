package dev.ipc.bench;

import java.util.Locale;

/** Numbers for readers. */
final class Figures {
  private Figures() {}

  /** Three digits are more than most runs are worth. */
  static String number(double value) {
    double size = Math.abs(value);
    int digits = size >= 100 || size == Math.rint(size) ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Median and range. */
  static String range(Summary summary) {
    return number(summary.median())
        + " ["
        + number(summary.min())
        + "-"
        + number(summary.max())
        + "]";
  }
}
