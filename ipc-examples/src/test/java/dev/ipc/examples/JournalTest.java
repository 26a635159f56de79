package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.journal.JournalFlags;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.LeakLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class JournalTest {
  @Test
  void shouldGoOnWhereTheReaderWasKilled() {
    String[] flags = JournalFlags.all().toArray(String[]::new);
    try (var lesson = ChildCommand.of(Journal.class).withFlags(flags).start()) {
      assertThat(lesson.awaitExit()).as(() -> lesson.errors().toString()).isZero();
      assertThat(lesson.lines())
          .containsExactly("The journal has 10 orders", "Left to book: 7", "Read again: 10");
    }
  }
}
