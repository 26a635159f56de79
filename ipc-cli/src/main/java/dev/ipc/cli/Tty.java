package dev.ipc.cli;

import java.io.Console;

/** Where the command runs. */
final class Tty {
  private Tty() {}

  /** Whether somebody sits there: input and output are a terminal. */
  @SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25
  static boolean isThere() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
