package dev.ipc.bench;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * What {@code ipc bench} runs in a JVM of its own. The command explains the options; here they are
 * understood.
 */
@Command(name = "ipc bench")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class Bench implements Callable<Integer> {
  private static final boolean ON_TERMINAL =
      Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  private static final String ERASE = "\r\033[K";

  private final Settings defaults;
  @Spec private CommandSpec spec;
  @Parameters private List<String> names = new ArrayList<>();

  @Option(names = "--json")
  private boolean json;

  @Option(names = "--list")
  private boolean list;

  @Option(names = "--runs")
  private @Nullable Integer runs;

  @Option(names = "--report")
  private @Nullable Path report;

  private Bench(Settings defaults) {
    this.defaults = defaults;
  }

  /**
   * Measures, and ends with 0 if it could, whatever came out; with 2 if it did not understand.
   *
   * @param args rows and options
   */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(Settings.DEFAULTS, out, err, args));
  }

  static int run(Settings defaults, PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new Bench(defaults))
        .setOut(out)
        .setErr(err)
        .setParameterExceptionHandler((e, line) -> tell(err, e, ExitCode.USAGE))
        .setExecutionExceptionHandler((e, line, parsed) -> tell(err, e, ExitCode.SOFTWARE))
        .execute(args);
  }

  private static int tell(PrintWriter err, Exception e, int exitCode) {
    String message = e.getMessage();
    err.println("ipc bench: " + (message == null ? e.toString() : message));
    return exitCode;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Settings settings = runs == null ? defaults : defaults.runs(runs);
    if (settings.runs() < 1) {
      throw mistake("--runs must be 1 or more, but is " + settings.runs());
    }
    try (Workshop workshop = new Workshop()) {
      List<Row> wanted = wanted(Rows.all(workshop, settings));
      if (list) {
        wanted.forEach(this::describe);
      } else {
        measure(wanted, settings);
      }
      return ExitCode.OK;
    }
  }

  private void describe(Row row) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-24s %-5s %s%n", row.name(), row.unit(), row.target().text());
  }

  /** If one fails, those before it are shown. */
  private void measure(List<Row> rows, Settings settings) throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    try {
      for (Row row : rows) {
        Result result = new Measurement(row, settings, this::progress).result();
        results.add(result);
        if (json) {
          spec.commandLine().getOut().println(JsonRow.of(result));
        }
      }
    } finally {
      progress("");
      show(results);
    }
  }

  private void show(List<Result> results) throws IOException {
    if (results.isEmpty()) {
      return;
    }
    if (!json) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(Report.describeRun());
      out.println();
      out.println(new Table(results).text());
    }
    if (report != null) {
      Report.write(report, results);
    }
  }

  /** Those that were named, or all; in the order of the list. */
  private List<Row> wanted(List<Row> all) {
    List<String> known = all.stream().map(Row::name).toList();
    Optional<String> unknown = names.stream().filter(name -> !known.contains(name)).findFirst();
    if (unknown.isPresent()) {
      throw mistake(
          "there is no row '"
              + unknown.get()
              + "', only: "
              + known.stream().collect(Collectors.joining(", ")));
    }
    return all.stream().filter(row -> names.isEmpty() || names.contains(row.name())).toList();
  }

  private ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** Tells on a terminal what is being done; a pipe gets the outcome only. */
  private void progress(String what) {
    if (ON_TERMINAL) {
      PrintWriter err = spec.commandLine().getErr();
      err.print(ERASE + what);
      err.flush();
    }
  }
}
