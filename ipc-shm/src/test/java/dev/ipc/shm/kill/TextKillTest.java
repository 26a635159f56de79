package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.SteppedChild;
import dev.ipc.value.SharedText;
import dev.ipc.value.SharedTextArray;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Kills a process at each step of writing a text: there is the old text or the new one. */
@ExtendWith(LeakLedger.class)
final class TextKillTest {
  static final List<String> STEPS =
      List.of("copies.write", "copies.write.length", "copies.written", "copies.published");

  private static final String DOMAIN = "text-kill";

  @ParameterizedTest
  @FieldSource("STEPS")
  void shouldHaveOneWholeTextWhenTheWriterIsKilledAt(String step) {
    try (Shm shm = Shm.named(DOMAIN)) {
      SharedText text = shm.create("text", SharedText.ofBytes(1_000));
      text.set("old".repeat(200));
      try (SteppedChild victim = ChildCommand.of(ActorChild.class).startStepped()) {
        victim.awaitLine("ready");
        victim.send("join " + DOMAIN);
        victim.send("openText");
        victim.awaitLine("done openText");
        victim.arm(step);
        victim.send("setText n");
        victim.awaitStep(step);
        String during = text.get();
        victim.kill();

        assertThat(text.get())
            .isEqualTo(during)
            .isEqualTo(step.equals("copies.published") ? "n".repeat(500) : "old".repeat(200));
      }
      text.set("after");
      assertThat(text.get()).isEqualTo("after");
    }
  }

  @ParameterizedTest
  @FieldSource("STEPS")
  void shouldHaveOneWholeElementWhenTheWriterIsKilledAt(String step) {
    try (Shm shm = Shm.named(DOMAIN)) {
      SharedTextArray texts =
          shm.create("texts", SharedTextArray.of(1_000, "first", "old".repeat(200), "last"));
      try (Partner victim = Partner.startStepped(step)) {
        SharedTextArray slice = texts.slice(1, 2);
        victim.start(() -> slice.set(0, "n".repeat(500)));
        victim.stepped().awaitStep(step);
        String during = texts.get(1);
        victim.kill();

        assertThat(texts.get(1))
            .isEqualTo(during)
            .isEqualTo(step.equals("copies.published") ? "n".repeat(500) : "old".repeat(200));
      }
      texts.set(1, "after");
      assertThat(texts.toArray()).containsExactly("first", "after", "last");
    }
  }

  @AfterEach
  void deleteDomain() throws IOException {
    DomainFolder.delete(DOMAIN);
  }
}
