package dev.ipc.cli;

import dev.ipc.journal.JournalFlags;
import dev.ipc.shm.Shm;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ipc doctor}. */
@Command(
    name = "doctor",
    description = {
      "Check what the toolkit needs: the JDK, and the place where shared memory lives.",
      "",
      "Exit code 1 if something has to be mended; a warning only says what could be better.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ipc doctor",
      "  IPC_ROOT=/tmp/mine ipc doctor --json",
      "  java $(ipc doctor --flags) -cp ... Main"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object per check.")
  private boolean json;

  @Option(
      names = "--flags",
      description = "Print, on one line, the JVM flags of an application that uses journals.")
  private boolean flags;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (flags) {
      out.println(String.join(" ", JournalFlags.all()));
      return ExitCode.OK;
    }
    List<Check> checks = new Doctor(Shm.root()).examine();
    for (Check check : checks) {
      out.println(json ? json(check) : text(check));
    }
    boolean failed = checks.stream().anyMatch(check -> check.status() == Check.Status.FAIL);
    return failed ? ExitCode.SOFTWARE : ExitCode.OK;
  }

  private static String json(Check check) {
    return new JsonLine()
        .put("check", check.name())
        .put("status", check.status().toString())
        .put("detail", check.detail())
        .put("advice", check.advice())
        .toString();
  }

  private static String text(Check check) {
    String color =
        switch (check.status()) {
          case OK -> "green";
          case WARN -> "yellow";
          case FAIL -> "red";
        };
    String status = Ansi.AUTO.string("@|" + color + " " + pad(check.status(), 4) + "|@");
    String advice = check.advice().isEmpty() ? "" : "%n      -> ".formatted() + check.advice();
    return status + "  " + pad(check.name(), 13) + "  " + check.detail() + advice;
  }

  private static String pad(Object text, int width) {
    return String.format(Locale.ROOT, "%-" + width + "s", text);
  }
}
