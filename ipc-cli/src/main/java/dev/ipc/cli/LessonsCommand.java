package dev.ipc.cli;

import dev.ipc.examples.Lesson;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ipc lessons}. */
@Command(
    name = "lessons",
    description = "List the lessons.",
    footer = {"", "Run one with: ipc lesson NAME"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LessonsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object per lesson.")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    int width = Lesson.all().stream().mapToInt(l -> l.name().length()).max().orElse(0);
    for (Lesson lesson : Lesson.all()) {
      out.println(json ? json(lesson) : line(lesson, width));
    }
  }

  private static String json(Lesson lesson) {
    return new JsonLine()
        .put("name", lesson.name())
        .put("description", lesson.description())
        .put("class", lesson.program().getName())
        .toString();
  }

  private static String line(Lesson lesson, int width) {
    return String.format(Locale.ROOT, "%-" + width + "s  %s", lesson.name(), lesson.description());
  }
}
