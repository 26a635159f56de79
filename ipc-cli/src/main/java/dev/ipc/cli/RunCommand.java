package dev.ipc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc run FILE.java}. */
@Command(
    name = "run",
    description = {
      "Compile and run a Java file with the toolkit on its path; the exit code is that of the"
          + " program.",
      "",
      "The file may be a class with a main method, or just the method: void main() { ... }",
      ""
    },
    footer = {"", "Examples:", "  ipc run docs/examples/RaceProgram.java"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE.java", description = "The program.")
  private Path file;

  @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What the program is given.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    try (OwnJvm jvm = new OwnJvm()) {
      Optional<String> mainClass =
          new SourceFile(file).compile(jvm.classes(), spec.commandLine().getErr());
      return mainClass.isEmpty() ? ExitCode.SOFTWARE : jvm.run(mainClass.get(), arguments);
    }
  }

  private void check() {
    if (!SourceFile.isNamedAsOne(file)) {
      throw mistake("not a .java file: " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw mistake((Files.exists(file) ? "not a file: " : "no such file: ") + file);
    }
    if (!Files.isReadable(file)) {
      throw mistake("not readable: " + file);
    }
  }

  private ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
