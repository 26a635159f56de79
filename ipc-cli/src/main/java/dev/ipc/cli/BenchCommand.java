package dev.ipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc bench}. The benches are in a module of their own, which is not published. */
@Command(
    name = "bench",
    description = {
      "Measure locks, synchronizers, data, queues, pipes, journals, processes and pools between"
          + " processes, and their peers beside them.",
      "",
      "Without a row, all are measured. Peers in C need cc, those in Python python3. A row that"
          + " loses is shown like the others, and the exit code is 0.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ipc bench --list",
      "  ipc bench",
      "  ipc bench lock-contended lock-fairness --runs 9",
      "  ipc bench --json",
      "  ipc bench --report target/report"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class BenchCommand implements Callable<Integer> {
  /** The system property by which the front door tells where it built the benches. */
  static final String FOLDER = "ipc.bench";

  private static final String MAIN = "dev.ipc.bench.Bench";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ROW", arity = "0..*", description = "What to measure.")
  private List<String> rows = List.of();

  @Option(names = "--list", description = "List the rows, and what is to be reached in them.")
  private boolean list;

  @Option(names = "--json", description = "Print one JSON object per row instead of the table.")
  private boolean json;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often to measure each contender; default ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Also write benchmarks.md and benchmarks.svg into this folder.")
  private @Nullable Path report;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String folder = System.getProperty(FOLDER);
    if (folder == null || !Files.isDirectory(Path.of(folder))) {
      throw new ParameterException(
          spec.commandLine(), "the benches are not here; run ./ipc bench in the project's sources");
    }
    try (OwnJvm jvm = new OwnJvm()) {
      return jvm.run(Path.of(folder, "*").toString(), MAIN, arguments());
    }
  }

  private List<String> arguments() {
    List<String> arguments = new ArrayList<>(List.of("--runs", "" + runs));
    if (list) {
      arguments.add("--list");
    }
    if (json) {
      arguments.add("--json");
    }
    if (report != null) {
      arguments.add("--report");
      arguments.add(report.toString());
    }
    arguments.add("--");
    arguments.addAll(rows);
    return arguments;
  }
}
