package dev.ipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.Steps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The tables of deaths have a row for each step in the sources, and no others. A protocol whose
 * steps are in no page yet is left out; one of which a page has a step must be there in full.
 */
final class StepTablesTest {
  private static final Pattern TABLE = Pattern.compile("\\| step \\|.*\n\\|-.*\n((?:\\|.*\n)+)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  @Test
  void shouldHaveARowForEachStepWhenAProtocolIsInATable() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Path document : Project.documents()) {
      TABLE
          .matcher(Files.readString(document))
          .results()
          .flatMap(table -> ROW.matcher(table.group(1)).results())
          .forEach(row -> rows.add(row.group(1)));
    }
    var protocols = rows.stream().map(StepTablesTest::protocol).collect(Collectors.toSet());
    assertThat(protocols).contains("lock", "copies", "join", "leave", "create", "delete");
    assertThat(rows)
        .as("the steps in the tables of deaths are those in the sources")
        .containsExactlyInAnyOrderElementsOf(
            Steps.all().stream().filter(step -> protocols.contains(protocol(step))).toList());
  }

  private static String protocol(String step) {
    return step.substring(0, step.indexOf('.'));
  }
}
