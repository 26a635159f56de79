package dev.ipc.cli;

import dev.ipc.cli.boot.Launcher;
import java.util.Arrays;

/** The command with another domain root than the test's, which is its first argument. */
final class RootedCommandChild {
  private RootedCommandChild() {}

  static void main(String[] args) throws Throwable {
    System.setProperty("ipc.root", args[0]);
    Launcher.main(Arrays.copyOfRange(args, 1, args.length));
  }
}
