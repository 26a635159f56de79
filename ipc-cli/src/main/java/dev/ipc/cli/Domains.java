package dev.ipc.cli;

import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.Inspector;
import java.io.File;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Domains as they are named on the command line: below the root by name, elsewhere by path. */
final class Domains {
  private Domains() {}

  static Path folder(String argument) {
    return argument.contains("/") || argument.contains(File.separator)
        ? Path.of(argument).toAbsolutePath().normalize()
        : Shm.root().resolve(argument);
  }

  /** What is in a domain that the user named. */
  static DomainInfo existing(CommandSpec spec, String argument) {
    return Inspector.domain(folder(argument))
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(),
                "there is no domain " + folder(argument) + "; 'ipc ls' lists those there are"));
  }

  /** "1 object", "2 objects". */
  static String count(long number, String what) {
    String plural = what.endsWith("s") ? what + "es" : what + "s";
    return String.format(Locale.ROOT, "%,d ", number) + (number == 1 ? what : plural);
  }
}
