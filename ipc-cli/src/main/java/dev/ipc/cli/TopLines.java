package dev.ipc.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Snapshots one after the other, as lines.
 *
 * @param out where they go
 * @param form how one looks
 */
record TopLines(PrintWriter out, Function<Snapshot, List<String>> form) implements TopView {
  @Override
  public void show(Snapshot snapshot) {
    form.apply(snapshot).forEach(out::println);
    out.flush();
  }

  /** Whoever read the lines may have gone, as in {@code ipc top | head}; the writer hides it. */
  @Override
  public boolean await(long nanos) throws InterruptedException {
    if (System.out.checkError()) {
      return false;
    }
    Thread.sleep(Duration.ofNanos(Math.max(0, nanos - System.nanoTime())));
    return true;
  }

  @Override
  public void close() {}
}
