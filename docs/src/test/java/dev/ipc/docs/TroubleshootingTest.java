package dev.ipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages in the headings of the page are those that the toolkit prints. */
final class TroubleshootingTest {
  private static final Path PAGE = Project.DOCS.resolve("troubleshooting.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^### `(.*)`\\n\\n(.*)$");
  private static final String FOREIGN = "*Java's or the system's.*";
  private static final String ANYTHING = "…";
  private static final Pattern QUOTE = Pattern.compile("'\\\\?\"'");
  private static final Pattern BETWEEN_LITERALS = Pattern.compile("\"\\s*\\+\\s*\"");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

  @Test
  void shouldBeInTheSourcesWhenAMessageIsAHeading() throws IOException {
    List<String> messages = messages();
    List<String> unknown =
        headings().stream()
            .filter(heading -> !heading.group(2).startsWith(FOREIGN))
            .map(heading -> heading.group(1))
            .filter(heading -> {
              Pattern format = format(heading);
              return messages.stream().noneMatch(text -> format.matcher(text).find());
            })
            .toList();
    assertThat(headings()).hasSizeGreaterThan(40);
    assertThat(unknown).as("headings of docs/troubleshooting.md that nobody prints").isEmpty();
  }

  @Test
  void shouldBeThereOnceWhenAMessageIsAHeading() throws IOException {
    assertThat(headings()).extracting(heading -> heading.group(1)).doesNotHaveDuplicates();
  }

  private static List<MatchResult> headings() throws IOException {
    return HEADING.matcher(Files.readString(PAGE)).results().toList();
  }

  /** The words of a heading, with something else where it has a gap, but not too much. */
  private static Pattern format(String heading) {
    return Pattern.compile(
        Stream.of(heading.split(ANYTHING, -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".{0,200}?")),
        Pattern.DOTALL);
  }

  /** For each source, its string literals with a gap between; the command and the build whole. */
  private static List<String> messages() throws IOException {
    List<String> messages = new ArrayList<>();
    for (Path source : Project.sources()) {
      String text = QUOTE.matcher(Files.readString(source)).replaceAll("");
      String joined = BETWEEN_LITERALS.matcher(text).replaceAll("");
      messages.add(
          LITERAL
              .matcher(joined)
              .results()
              .map(literal -> literal.group(1).replace("\\\"", "\""))
              .collect(Collectors.joining(ANYTHING)));
    }
    String command = Files.readString(Project.ROOT.resolve("ipc"));
    messages.add(command.replaceAll("(?m)fail \\d \"", "ipc: ").replace("$NEEDED", "25"));
    messages.add(Files.readString(Project.ROOT.resolve("pom.xml")));
    return messages;
  }
}
