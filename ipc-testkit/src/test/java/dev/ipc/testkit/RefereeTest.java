package dev.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefereeTest {
  @TempDir Path folder;

  private Path journal(String name, String... entries) {
    Path file = folder.resolve(name);
    try (Journal journal = Journal.append(file)) {
      for (String entry : entries) {
        if (entry.startsWith("?")) {
          journal.intend(entry.substring(1));
        } else {
          journal.done(entry);
        }
      }
    }
    return file;
  }

  @Test
  void shouldAllowUncertainDeedWhenProcessWasKilled() {
    Referee referee =
        Referee.of(List.of(journal("a", "?add", "add", "?add"), journal("b", "?add", "add")));

    assertThat(referee.done()).containsExactly("add", "add");
    assertThat(referee.uncertain()).containsExactly("add");
    referee.checkCount(2, 1);
    referee.checkCount(3, 1);
  }

  @Test
  void shouldComplainWhenCountCannotBe() {
    Referee referee = Referee.of(List.of(journal("a", "?add", "add", "?add")));

    assertThatThrownBy(() -> referee.checkCount(0, 1)).hasMessageContaining("deeds were lost");
    assertThatThrownBy(() -> referee.checkCount(3, 1)).hasMessageContaining("made up");
    assertThatThrownBy(() -> referee.checkCount(1, 0)).hasMessageContaining("more deeds uncertain");
  }

  @Test
  void shouldGoOnWithJournalWhenProcessWasReplaced() {
    journal("a", "?add");
    Referee referee = Referee.of(List.of(journal("a", "?add", "add")));

    assertThat(referee.uncertain()).hasSize(1);
    assertThat(referee.done()).hasSize(1);
  }

  @Test
  void shouldSkipEntryWhenItWasCutShort() throws IOException {
    Path file = journal("a", "?add", "add");
    Files.writeString(file, "!ad", StandardOpenOption.APPEND);

    assertThat(Referee.of(List.of(file)).done()).containsExactly("add");
  }

  @Test
  void shouldAccountForItemsWhenAllAddUp() {
    Referee referee =
        Referee.of(
            List.of(
                journal("a", "?put 1", "put 1", "?put 2", "put 2", "?put 3"),
                journal("b", "?got", "got 1", "?got")));

    assertThatCode(() -> referee.checkItems("put", "got", List.of("2"))).doesNotThrowAnyException();
    assertThatCode(() -> referee.checkItems("put", "got", List.of())).doesNotThrowAnyException();
    assertThatCode(() -> referee.checkItems("put", "got", List.of("2", "3")))
        .doesNotThrowAnyException();
  }

  @Test
  void shouldComplainWhenItemIsLostOrGotTwice() {
    Referee referee =
        Referee.of(List.of(journal("a", "put 1", "put 2"), journal("b", "?got", "got 1")));

    assertThatThrownBy(() -> referee.checkItems("put", "got", List.of()))
        .hasMessageContaining("lost=[2]");
    assertThatThrownBy(() -> referee.checkItems("put", "got", List.of("1", "2")))
        .hasMessageContaining("got twice=[1]");
  }

  @Test
  void shouldComplainWhenSectionIsEnteredTwice() {
    Witness witness = new Witness(LocalHome.memory(8), 0);
    witness.enter(1);
    witness.leave(1);
    witness.enter(2);

    assertThatThrownBy(() -> witness.enter(3)).hasMessageContaining("by=3, inside=2");
    witness.forget();
    witness.enter(3);
    assertThatThrownBy(() -> witness.leave(2)).hasMessageContaining("leaving=2, inside=3");
  }
}
