package dev.ipc.cli;

import dev.ipc.examples.Lesson;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc lesson NAME}. */
@Command(
    name = "lesson",
    description = "Run a lesson; its exit code is that of the lesson.",
    footer = {
      "",
      "Examples:",
      "  ipc lesson race",
      "  ipc lesson race 10000",
      "  ipc lesson primes --workers 2"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LessonCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "The lesson, as 'ipc lessons' lists it.")
  private String name;

  @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What the lesson is given.")
  private List<String> arguments = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Lesson lesson = Lesson.named(name).orElseThrow(this::unknown);
    try (OwnJvm jvm = new OwnJvm()) {
      return jvm.run(lesson.program().getName(), arguments);
    }
  }

  private ParameterException unknown() {
    String known = Lesson.all().stream().map(Lesson::name).collect(Collectors.joining(", "));
    return new ParameterException(
        spec.commandLine(), "there is no lesson '" + name + "', only: " + known);
  }
}
