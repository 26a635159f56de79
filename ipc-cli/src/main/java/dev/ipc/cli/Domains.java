package dev.ipc.cli;

import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.Inspector;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
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

  /** What is in all domains of the user. */
  static List<DomainInfo> all() {
    try {
      return Inspector.domains(Shm.root());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + Shm.root() + ": " + e.getMessage(), e);
    }
  }

  /** What is in a domain that the user named. */
  static DomainInfo existing(CommandSpec spec, String argument) {
    return Inspector.domain(folder(argument))
        .orElseThrow(() -> new ParameterException(spec.commandLine(), unknown(argument)));
  }

  private static String unknown(String argument) {
    Path folder = folder(argument);
    if (!Shm.root().equals(folder.getParent())) {
      return "there is no domain in the folder " + folder;
    }
    String there = "there is no domain '" + argument + "' in " + Shm.root() + ", ";
    try {
      String names =
          Inspector.folders(Shm.root()).stream()
              .map(each -> each.getFileName().toString())
              .collect(Collectors.joining(", "));
      return there + (names.isEmpty() ? "nor any other" : "only: " + names);
    } catch (IOException e) {
      return there + "which cannot be listed: " + e.getMessage();
    }
  }

  /** "1 object", "2 objects". */
  static String count(long number, String what) {
    String plural = what.endsWith("s") ? what + "es" : what + "s";
    return String.format(Locale.ROOT, "%,d ", number) + (number == 1 ? what : plural);
  }
}
