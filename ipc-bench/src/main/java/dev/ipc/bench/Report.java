package dev.ipc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Results as a Markdown file with a table and a picture. */
final class Report {
  private static final String TABLE = "benchmarks.md";
  private static final String PLOT = "benchmarks.svg";

  private Report() {}

  static void write(Path folder, List<Result> results) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(PLOT), Plot.of(results));
    Files.writeString(
        folder.resolve(TABLE),
        "# Benchmarks\n\n"
            + describeRun()
            + "\n\n"
            + new Table(results).markdown()
            + "\n\n![Bars of all values]("
            + PLOT
            + ")\n");
  }

  /** How to read the table. */
  static String describeRun() {
    return "Median [least-greatest] of runs in turn; "
        + Pinning.describe()
        + ". "
        + Runtime.getRuntime().availableProcessors()
        + " cores, "
        + System.getProperty("os.name")
        + " on "
        + System.getProperty("os.arch")
        + ", Java "
        + Runtime.version().feature()
        + ". Runs in which the host took more than "
        + Figures.number(Noise.MOST_STEAL_PERCENT)
        + "% of the processors, or others more than "
        + Figures.number(Noise.MOST_FOREIGN_PERCENT)
        + "%, do not count, unless all are like that: NOISY.";
  }
}
