package dev.ipc.cli;

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
    return new CommandLine(ipc)
        // What follows the name of a program is the program's business.
        .setStopAtPositional(true)
        .setParameterExceptionHandler(errors)
        .setExecutionExceptionHandler(errors);
  }
}
