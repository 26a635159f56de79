package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side.Deed;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.MaxBytes;
import dev.ipc.value.SharedStructArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills a process at each step of changing a record: there is the old one or the new one. */
@ExtendWith(LeakLedger.class)
final class StructKillTest {
  private record Quote(long id, double bid, @MaxBytes(100) String symbol) {}

  private static final Quote OLD = new Quote(1, 1.5, "old".repeat(30));
  private static final Quote NEW = new Quote(2, 2.5, "new".repeat(10));

  private Shm shm;
  private SharedStructArray<Quote> quotes;

  static Stream<String> steps() {
    return Stream.of("struct.write", "struct.copied", "struct.written", "struct.published");
  }

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    quotes = shm.create(SharedStructArray.filledWith(OLD, 2));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"struct.write", "struct.written", "struct.published"})
  void shouldHaveOneWholeRecordWhenKilledReplacingIt(String step) {
    SharedStructArray<Quote> shared = quotes;
    kill(step, () -> shared.set(1, NEW), NEW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"struct.write", "struct.copied", "struct.written", "struct.published"})
  void shouldHaveOneWholeRecordWhenKilledChangingAField(String step) {
    SharedStructArray<Quote> shared = quotes;
    kill(
        step,
        () -> shared.doubleField("bid").addAndGet(1, 1),
        new Quote(OLD.id(), 2.5, OLD.symbol()));
  }

  private void kill(String step, Deed deed, Quote changed) {
    Quote expected = step.equals("struct.published") ? changed : OLD;
    try (Partner victim = Partner.startStepped(step)) {
      victim.start(deed);
      victim.stepped().awaitStep(step);
      assertThat(quotes.get(1)).isEqualTo(expected);
      assertThat(quotes.doubleField("bid").get(1)).isEqualTo(expected.bid());
      victim.kill();
    }
    assertThat(quotes.get(1)).isEqualTo(expected);
    quotes.textField("symbol").set(1, "after");
    assertThat(quotes.get(1)).isEqualTo(new Quote(expected.id(), expected.bid(), "after"));
    quotes.set(1, NEW);
    assertThat(quotes.get(1)).isEqualTo(NEW);
    assertThat(quotes.get(0)).isEqualTo(OLD);
  }
}
