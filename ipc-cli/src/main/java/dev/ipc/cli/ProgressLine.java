package dev.ipc.cli;

import java.io.PrintWriter;

/**
 * A line that tells how far something is, and goes away when there is something better to read. It
 * shows up only if one has to wait, and only on a terminal.
 */
final class ProgressLine implements AutoCloseable {
  private static final long PATIENCE_NANOS = 1_000_000_000;
  private static final int WIDTH = 30;
  private static final String ERASE = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean wanted;
  private final long begun = System.nanoTime();
  private String shown = "";

  private ProgressLine(PrintWriter out, boolean wanted) {
    this.out = out;
    this.wanted = wanted;
  }

  /** A line on the terminal that {@code out} writes to, if it is one. */
  static ProgressLine on(PrintWriter out) {
    return new ProgressLine(out, Tty.isThere());
  }

  static ProgressLine none(PrintWriter out) {
    return new ProgressLine(out, false);
  }

  /** Shows the share that is done, from 0 to 1. */
  void show(String what, double share) {
    if (!wanted || System.nanoTime() - begun < PATIENCE_NANOS) {
      return;
    }
    int done = (int) Math.round(share * WIDTH);
    String bar = "#".repeat(done) + ".".repeat(WIDTH - done);
    String line = what + " [" + bar + "] " + Math.round(share * 100) + "%";
    if (!line.equals(shown)) {
      out.print(ERASE + line);
      out.flush();
      shown = line;
    }
  }

  /** Makes room for something else. */
  void erase() {
    if (!shown.isEmpty()) {
      out.print(ERASE);
      out.flush();
      shown = "";
    }
  }

  @Override
  public void close() {
    erase();
  }
}
