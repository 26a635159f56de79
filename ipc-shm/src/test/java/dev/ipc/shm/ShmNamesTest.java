package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ipc.RegionExistsException;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, and files that others put in their place. */
@ExtendWith(LeakLedger.class)
class ShmNamesTest {
  private final NamedDomain domain = new NamedDomain();
  private Shm shm;

  @BeforeEach
  void join() {
    shm = domain.join();
  }

  @AfterEach
  void leave() {
    shm.close();
    domain.close();
  }

  static String[] badNames() {
    return new String[] {
      "",
      ".",
      "..",
      ".hidden",
      "-dash",
      "a/b",
      "/a",
      "a/",
      "../a",
      "a\\b",
      "a b",
      " a",
      "a\n",
      "a\0b",
      "a:b",
      "a*",
      "ä",
      "\u0661",
      "members",
      "roster",
      "x".repeat(121)
    };
  }

  @ParameterizedTest
  @MethodSource("badNames")
  void shouldRefuseANameWhenItIsNotInTheGrammar(String name) {
    assertRefused("a shared object", name, () -> shm.create(name, SharedInt.initially(0)));
    assertRefused("a shared object", name, () -> shm.open(name, SharedInt.KIND));
    assertRefused("a shared object", name, () -> shm.openOrCreate(name, SharedInt.initially(0)));
    assertRefused("a shared object", name, () -> shm.delete(name));
    assertRefused("a domain", name, () -> Shm.named(name).close());
    assertThat(shm.names()).isEmpty();
  }

  private static void assertRefused(String what, String name, Runnable use) {
    assertThatThrownBy(use::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "not a name for "
                + what
                + ": '"
                + name
                + "'; use 1 to 120 letters, digits, '.', '_' and '-', beginning with a letter,"
                + " digit or '_', but not 'members' or 'roster'");
  }

  static String[] goodNames() {
    return new String[] {"a", "_", "9", "a.b-c_D", "a..b", "a-", "Members", "x".repeat(120)};
  }

  @ParameterizedTest
  @MethodSource("goodNames")
  void shouldTakeANameWhenItIsInTheGrammar(String name) {
    shm.create(name, SharedInt.initially(7));

    assertThat(shm.names()).containsExactly(name);
    assertThat(shm.open(name, SharedInt.KIND).get()).isEqualTo(7);
    assertThat(shm.delete(name)).isTrue();
  }

  @Test
  void shouldDeleteAFileWhenItIsForeign() throws IOException {
    Files.writeString(domain.folder().resolve("foreign"), "not a region");
    Files.createFile(domain.folder().resolve("empty"));

    assertThat(shm.names()).containsExactly("empty", "foreign");
    assertThat(shm.delete("foreign")).isTrue();
    assertThat(shm.delete("empty")).isTrue();
    assertThat(shm.names()).isEmpty();
  }

  @Test
  void shouldSayThatTheNameIsTakenWhenAForeignFileHasIt() throws IOException {
    Path file = Files.writeString(domain.folder().resolve("foreign"), "not a region");

    assertThatThrownBy(() -> shm.create("foreign", SharedInt.initially(7)))
        .isInstanceOf(RegionExistsException.class);
    assertThat(file).hasContent("not a region");
  }

  @Test
  void shouldLeaveAFolderAloneWhenItHasTheName() throws IOException {
    Path folder = Files.createDirectory(domain.folder().resolve("folder"));
    Path inside = Files.writeString(folder.resolve("inside"), "mine");

    assertThatThrownBy(() -> shm.delete("folder"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot delete " + folder)
        .hasMessageContaining("is a folder, not a region");
    assertThatThrownBy(() -> shm.open("folder", SharedInt.KIND))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot open " + folder)
        .hasMessageContaining("is a folder, not a region");
    assertThat(inside).hasContent("mine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "link", "dangling"})
  void shouldSayThatTheNameIsTakenWhenSomethingElseHasIt(String what, @TempDir Path elsewhere)
      throws IOException {
    Path place = domain.folder().resolve(what);
    switch (what) {
      case "folder" -> Files.createDirectory(place);
      case "link" -> Files.createSymbolicLink(place, elsewhere);
      default -> Files.createSymbolicLink(place, elsewhere.resolve("nothing"));
    }

    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> shm.create(what, SharedInt.initially(7)))
                .isInstanceOf(RegionExistsException.class));
    assertThat(Files.exists(place, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void shouldNotFollowALinkWhenItHasTheName(@TempDir Path elsewhere) throws IOException {
    Path target = elsewhere.resolve("target");
    SharedInt number = shm.create("number", SharedInt.initially(7));
    Files.copy(domain.folder().resolve("number"), target);
    byte[] before = Files.readAllBytes(target);
    Files.createSymbolicLink(domain.folder().resolve("link"), target);

    assertThatThrownBy(() -> shm.open("link", SharedInt.KIND))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("is a symbolic link, which is not followed");
    assertThatThrownBy(() -> shm.delete("link"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("is a symbolic link, which is not followed");
    assertThat(target).hasBinaryContent(before);
    assertThat(number.get()).isEqualTo(7);
  }
}
