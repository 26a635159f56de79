package dev.ipc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.lock.LockWord;
import dev.ipc.owner.OwnerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code memory-format.md} to the layouts in the sources, or makes it anew from them. */
final class MemoryFormatTest {
  private static final Path PAGE = Project.DOCS.resolve("memory-format.md");
  private static final Pattern BIT_ROW =
      Pattern.compile("\\| (\\d+)(?:-\\d+)? \\| (\\d+) \\| `(\\w+)` \\|");

  @Test
  void shouldSayWhatTheLayoutsSayWhenThePageIsRead() throws Exception {
    String page = Files.readString(PAGE);
    String regenerated = new MemoryFormat(page).regenerated();
    if (Boolean.getBoolean("pages.regenerate")) {
      Files.writeString(PAGE, regenerated);
    } else {
      assertThat(page)
          .as("docs/memory-format.md is not what the layouts say; mend it by: mvn -Ppages")
          .isEqualTo(regenerated);
    }
  }

  @Test
  void shouldShowEachLayoutWhenTheSourcesHaveIt() throws Exception {
    List<String> classes =
        Project.sources().stream()
            .map(file -> file.toString().replace('/', '.'))
            .filter(file -> file.endsWith("Layout.java"))
            .map(file -> file.substring(file.indexOf(".dev.ipc.") + 1, file.length() - 5))
            .toList();
    assertThat(new MemoryFormat(Files.readString(PAGE)).layouts())
        .as("a layout goes into docs/memory-format.md by a line <!-- generated: its.class.Name -->")
        .containsExactlyInAnyOrderElementsOf(classes);
  }

  @Test
  void shouldFindTheBitsWhereThePageSaysWhenAWordIsRead() throws Exception {
    String page = Files.readString(PAGE);
    OwnerId owner = new OwnerId(OwnerId.MAX_SLOT, 5);
    long word = 0;
    Matcher row = BIT_ROW.matcher(page.substring(page.indexOf("Bits of `word`")));
    for (int i = 0; i < 5 && row.find(); i++) {
      long value =
          switch (row.group(3)) {
            case "thread" -> 77;
            case "biased", "dirty" -> 1;
            case "slot" -> owner.slot();
            case "generation" -> owner.generation();
            default -> throw new AssertionError("unknown bits: " + row.group());
          };
      word |= value << Integer.parseInt(row.group(1));
    }
    assertThat(LockWord.thread(word)).isEqualTo(77);
    assertThat(word & LockWord.DIRTY).isNotZero();
    assertThat(word & LockWord.BIASED).isNotZero();
    assertThat(OwnerId.ofBits(LockWord.ownerBits(word))).isEqualTo(owner);
  }
}
