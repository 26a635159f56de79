package dev.ipc.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself, which only knows its subcommands. */
@Command(
    name = "ipc",
    description = "Shared memory for JVM processes: see what it does, learn it, try it.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:it did not work, or came out wrong",
      "2:the command line is wrong, or JDK 25 or Maven is missing"
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RaceCommand.class,
      LessonsCommand.class,
      LessonCommand.class,
      RunCommand.class,
      LsCommand.class,
      TopCommand.class,
      CleanCommand.class,
      JournalCommand.class,
      DoctorCommand.class,
      BenchCommand.class
    })
final class Ipc {
  @Option(
      names = "--trace",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean trace;

  boolean trace() {
    return trace;
  }
}
