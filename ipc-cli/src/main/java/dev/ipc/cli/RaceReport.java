package dev.ipc.cli;

import dev.ipc.cli.race.Mode;
import dev.ipc.cli.race.Outcome;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** Prints what came out of races, for people or for programs. */
abstract sealed class RaceReport {
  final PrintWriter out;

  private RaceReport(PrintWriter out) {
    this.out = out;
  }

  static RaceReport table(PrintWriter out) {
    return new Table(out);
  }

  static RaceReport json(PrintWriter out) {
    return new Json(out);
  }

  abstract void begin(int iterations);

  abstract void add(Outcome outcome);

  private static final class Table extends RaceReport {
    private static final String HEADING =
        "mode      expected     final value    lost updates    time per operation";

    Table(PrintWriter out) {
      super(out);
    }

    @Override
    void begin(int iterations) {
      out.printf(
          Locale.ROOT,
          "Two processes change one shared int, each of them %,d times.%n%n",
          iterations);
      out.println(Ansi.AUTO.string("@|bold " + HEADING + "|@"));
      out.flush();
    }

    @Override
    void add(Outcome outcome) {
      String row =
          String.format(
              Locale.ROOT,
              "%-8s%,10d%,16d%,16d%19.1f ns",
              outcome.mode(),
              outcome.expected(),
              outcome.value(),
              outcome.lost(),
              outcome.nanosPerOperation());
      out.println(Ansi.AUTO.string("@|" + style(outcome) + " " + row + "|@"));
      outcome.takeOver().ifPresent(this::add);
      if (outcome.mode() == Mode.NONE && outcome.lost() == 0) {
        out.println("        nothing lost this time: they hardly met; try more --iterations");
      }
      out.flush();
    }

    private void add(Outcome.TakeOver takeOver) {
      out.printf(
          Locale.ROOT,
          "        process %d was killed with the lock; the others went on after %.1f ms"
              + " (included)%n",
          takeOver.killedPid(),
          takeOver.millis());
    }

    private static String style(Outcome outcome) {
      if (outcome.mode() == Mode.NONE) {
        return outcome.lost() == 0 ? "reset" : "yellow";
      }
      return outcome.isRight() ? "green" : "red";
    }
  }

  private static final class Json extends RaceReport {
    Json(PrintWriter out) {
      super(out);
    }

    @Override
    void begin(int iterations) {}

    @Override
    void add(Outcome outcome) {
      JsonLine line =
          new JsonLine()
              .put("mode", outcome.mode().toString())
              .put("iterations", outcome.iterations())
              .put("expected", outcome.expected())
              .put("value", outcome.value())
              .put("lost", outcome.lost())
              .put("nanosPerOperation", outcome.nanosPerOperation())
              .put("millis", outcome.millis());
      outcome
          .takeOver()
          .ifPresent(takeOver ->
              line.put("killedPid", takeOver.killedPid())
                  .put("recoveredMillis", takeOver.millis()));
      out.println(line);
      out.flush();
    }
  }
}
