package dev.ipc.cli;

import dev.ipc.cli.boot.Launcher;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One run of the command in a JVM of its own, from its first line to its last. */
record CommandRun(int exitCode, List<String> out, List<String> errors) {
  static CommandRun of(Object... arguments) {
    return of(ChildCommand.of(Launcher.class, arguments));
  }

  /** Runs the command with another domain root. */
  static CommandRun inRoot(Path root, Object... arguments) {
    Object[] all = Stream.concat(Stream.of(root), Stream.of(arguments)).toArray();
    return of(ChildCommand.of(RootedCommandChild.class, all));
  }

  static CommandRun of(ChildCommand command) {
    try (ChildJvm child = command.start()) {
      int exitCode = child.awaitExit();
      return new CommandRun(exitCode, child.lines(), child.errors());
    }
  }
}
