package dev.ipc.cli;

import dev.ipc.cli.race.Contest;
import dev.ipc.cli.race.Mode;
import dev.ipc.cli.race.Outcome;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ipc race}. */
@Command(
    name = "race",
    description = {
      "Let two processes change one shared int at the same time.",
      "",
      "It starts at 1; one process adds 1, the other subtracts 1, both equally often. They do it"
          + " without any protection, with a shared lock, and with atomic additions.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ipc race",
      "  ipc race --mode lock --kill     a third process dies with the lock",
      "  ipc race --iterations 10000000 --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RaceCommand implements Callable<Integer> {
  private static final String ALL = "all";
  @Spec private CommandSpec spec;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How often each process changes the value; default ${DEFAULT-VALUE}.")
  private long iterations;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = ALL,
      description = "One of none, lock, atomic, all; default ${DEFAULT-VALUE}.")
  private String mode;

  @Option(
      names = "--kill",
      description = "In mode lock, kill a third process (SIGKILL) while it holds the lock.")
  private boolean kill;

  @Option(names = "--json", description = "Print one JSON object per mode instead of the table.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    List<Mode> modes = check();
    PrintWriter out = spec.commandLine().getOut();
    RaceReport report = json ? RaceReport.json(out) : RaceReport.table(out);
    boolean right = true;
    try (ProgressLine progress = json ? ProgressLine.none(out) : ProgressLine.on(out)) {
      report.begin((int) iterations);
      for (Mode each : modes) {
        Outcome outcome = contest(each, progress).run();
        progress.erase();
        report.add(outcome);
        right &= outcome.isRight();
      }
    }
    return right ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Contest contest(Mode mode, ProgressLine progress) {
    boolean killHere = kill && mode == Mode.LOCK;
    return new Contest(
        mode, (int) iterations, killHere, share -> progress.show(mode.toString(), share));
  }

  /** Checks the options against one another, and returns the modes that were asked for. */
  private List<Mode> check() {
    if (iterations < 1 || iterations > Contest.MAX_ITERATIONS) {
      throw mistake(
          String.format(
              Locale.ROOT,
              "--iterations must be from 1 to %,d, but is %,d",
              Contest.MAX_ITERATIONS,
              iterations));
    }
    List<Mode> modes =
        Stream.of(Mode.values())
            .filter(each -> mode.equals(ALL) || mode.equals(each.toString()))
            .toList();
    if (modes.isEmpty()) {
      throw mistake("--mode must be none, lock, atomic or all, but is '" + mode + "'");
    }
    if (kill && !modes.contains(Mode.LOCK)) {
      throw mistake("--kill needs a lock to die with: use --mode lock or all");
    }
    return modes;
  }

  private ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
