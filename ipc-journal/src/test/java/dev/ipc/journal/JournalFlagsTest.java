package dev.ipc.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.testkit.ChildCommand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalFlagsTest {
  @TempDir private Path parent;

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldRefuseBeforeAnythingIsTouchedWhenAFlagIsMissing(int missing) {
    Path folder = parent.resolve("journal");
    String other = JournalFlags.needed().get(1 - missing);
    try (var child = ChildCommand.of(FlagsChild.class, folder).withFlags(other).start()) {
      assertThat(child.awaitExit()).isZero();
      assertThat(child.lines())
          .containsExactly(
              "refused cannot open a journal: this JVM was started without flags that Chronicle"
                  + " Queue needs; start it with "
                  + String.join(" ", JournalFlags.all()),
              "begun null");
      assertThat(child.errors()).isEmpty();
      assertThat(folder).doesNotExist();
    }
  }

  @Test
  void shouldBeEnoughForAJournalThatIsSilent() {
    Path folder = parent.resolve("journal");
    String[] all = JournalFlags.all().toArray(String[]::new);
    try (var child =
        ChildCommand.of(FlagsChild.class, folder)
            .withFlags(all)
            .withFlags("-Dorg.slf4j.simpleLogger.log.net.openhft=warn")
            .start()) {
      assertThat(child.awaitExit()).isZero();
      assertThat(child.lines()).containsExactly("read tea");
      assertThat(child.errors()).isEmpty();
    }
  }

  @Test
  void shouldRunWithWhatIsNeededAlone() {
    Path folder = parent.resolve("journal");
    String[] needed = JournalFlags.needed().toArray(String[]::new);
    try (var child =
        ChildCommand.of(FlagsChild.class, folder).withFlags(needed).withoutNativeAccess().start()) {
      assertThat(child.awaitExit()).isZero();
      assertThat(child.lines()).containsExactly("read tea");
    }
  }

  @Test
  void shouldBeTheSameForChildrenAndForTests() throws Exception {
    try (var resource = ClassLoader.getSystemResourceAsStream("META-INF/ipc/jvm-flags")) {
      assertThat(new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines())
          .containsExactlyElementsOf(JournalFlags.all());
    }
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<journal.flags>" + String.join(" ", JournalFlags.all()) + "</journal.flags>");
    assertThat(Files.readString(Path.of("../ipc")).replace("\\\n", ""))
        .contains(String.join(" ", JournalFlags.all()));
  }

  @Test
  void shouldBeThoseOfAChildWhoseParentHasNone() throws Exception {
    Path folder = parent.resolve("journal");
    try (var child = ChildCommand.of(ParentChild.class, folder).start()) {
      assertThat(child.awaitExit()).isZero();
      assertThat(child.lines()).containsExactly("read tea");
      assertThat(child.errors()).noneMatch(line -> line.startsWith("WARNING"));
    }
  }
}
