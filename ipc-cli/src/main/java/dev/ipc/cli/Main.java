package dev.ipc.cli;

import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs the command and ends with its exit code. */
public final class Main {
  private Main() {}

  /**
   * Runs the command.
   *
   * @param args what stands on the command line
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  private static CommandLine commandLine() {
    Ipc ipc = new Ipc();
    Errors errors = new Errors(ipc);
    CommandLine line =
        new CommandLine(ipc)
            .setParameterExceptionHandler(errors)
            .setExecutionExceptionHandler(errors);
    // What follows the name of a program is the program's business.
    Stream.of("lesson", "run")
        .map(line.getSubcommands()::get)
        .forEach(each -> each.setStopAtPositional(true));
    return line;
  }
}
