package dev.ipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Links between documents lead somewhere, and the index leads to all of them. */
final class LinksTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  @Test
  void shouldLeadSomewhereWhenALinkIsFollowed() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : Project.documents()) {
      for (String link : links(document)) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target) || (parts.length > 1 && !anchors(target).contains(parts[1]))) {
          broken.add(Project.ROOT.relativize(document) + ": " + link);
        }
      }
    }
    assertThat(broken).as("links that lead nowhere").isEmpty();
  }

  @Test
  void shouldLeadToEachPageWhenTheIndexIsRead() throws IOException {
    Path index = Project.DOCS.resolve("index.md");
    List<Path> pages =
        Project.documents().stream()
            .filter(page -> page.startsWith(Project.DOCS) && !page.equals(index))
            .toList();
    assertThat(links(index)).map(link -> index.resolveSibling(link).normalize()).containsAll(pages);
    assertThat(links(Project.ROOT.resolve("README.md"))).contains("docs/index.md");
  }

  private static List<String> links(Path document) throws IOException {
    return LINK.matcher(Files.readString(document))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.contains("://"))
        .toList();
  }

  /** The anchors that GitHub gives to headings: words in small letters, joined by hyphens. */
  private static Set<String> anchors(Path document) throws IOException {
    return HEADING
        .matcher(Files.readString(document))
        .results()
        .map((MatchResult heading) -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }
}
