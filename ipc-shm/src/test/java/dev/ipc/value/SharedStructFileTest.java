package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.Inspector;
import dev.ipc.shm.support.FileBytes;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Serial;
import dev.ipc.shm.support.Side;
import dev.ipc.testkit.LeakLedger;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Structs in files, and in two processes at once. */
@ExtendWith(LeakLedger.class)
class SharedStructFileTest {
  private static final int ROUNDS = 200_000;

  private record Quote(long id, double bid, @MaxBytes(8) String symbol) {}

  /** All components say the same. */
  @SuppressWarnings("ArrayRecordComponent") // compared by its components
  private record Agreeing(
      long first, @Length(16) long[] many, double middle, @MaxBytes(20) String text, int last) {
    static Agreeing of(int n) {
      long[] many = new long[16];
      Arrays.fill(many, n);
      return new Agreeing(n, many, n, "" + n, n);
    }

    boolean agrees() {
      return last == first
          && middle == first
          && text.equals("" + first)
          && Arrays.stream(many).allMatch(each -> each == first);
    }
  }

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

  @Test
  void shouldNeverBeTornWhenWriterAndReaderAreInTwoProcesses() {
    SharedStruct<Agreeing> struct = shm.create(SharedStruct.initially(Agreeing.of(0)));
    IntField last = struct.intField("last");
    TextField text = struct.textField("text");
    try (Partner partner = Partner.start()) {
      Side.Call<Integer> writer =
          partner.begin(() -> {
            Agreeing[] records = {Agreeing.of(-1_000_000), Agreeing.of(7)};
            for (int i = 0; i < ROUNDS; i++) {
              struct.set(records[i & 1]);
            }
            struct.set(Agreeing.of(8));
            return ROUNDS;
          });
      int reads = 0;
      for (; reads < ROUNDS || !writer.isDone(); reads++) {
        Agreeing seen = struct.get();
        if (!seen.agrees()) {
          throw new AssertionError("torn: " + seen);
        }
        assertOneOf(last.get());
        assertOneOf(Integer.parseInt(text.get()));
      }
      assertThat(writer.result()).isEqualTo(ROUNDS);
      assertThat(reads).isGreaterThanOrEqualTo(ROUNDS);
      assertThat(struct.get().last()).isEqualTo(8);
    }
  }

  private static void assertOneOf(int seen) {
    if (seen != 0 && seen != 7 && seen != 8 && seen != -1_000_000) {
      throw new AssertionError("never written: " + seen);
    }
  }

  @Test
  void shouldLoseNothingWhenFieldsAndRecordsChangeTogether() {
    SharedStructArray<Quote> quotes = shm.create(SharedStructArray.ofLength(Quote.class, 3));
    LongColumn id = quotes.longField("id");
    try (Partner partner = Partner.start()) {
      Side.Call<Integer> other =
          partner.begin(() -> {
            DoubleColumn bid = quotes.doubleField("bid");
            for (int i = 0; i < ROUNDS; i++) {
              bid.addAndGet(1, 1);
              quotes.textField("symbol").set(2, "" + i % 10);
            }
            return ROUNDS;
          });
      for (int i = 0; i < ROUNDS; i++) {
        quotes.updateAndGet(1, now -> new Quote(now.id() + 1, now.bid(), now.symbol()));
        id.addAndGet(1, 1);
      }
      other.result();
    }
    assertThat(quotes.get(1)).isEqualTo(new Quote(2L * ROUNDS, ROUNDS, ""));
    assertThat(quotes.get(2).symbol()).isEqualTo("9");
    assertThat(quotes.get(0)).isEqualTo(new Quote(0, 0, ""));
  }

  @Test
  void shouldTravelWithRecordClassAndLock() throws Exception {
    SharedStruct<Quote> struct = shm.create("one", SharedStruct.initially(new Quote(1, 2, "ABC")));
    SharedStructArray<Quote> array =
        shm.create("many", SharedStructArray.filledWith(new Quote(1, 2, "ABC"), 4));

    assertThat(Serial.copy(struct)).isSameAs(struct);
    assertThat(Serial.copy(struct.lock())).isSameAs(struct.lock());
    assertThat(Serial.copy(array.lock())).isSameAs(array.lock());
    try (Partner partner = Partner.start()) {
      assertThat(
              partner.<Boolean>call(() -> {
                struct.lock().locked(() -> struct.set(new Quote(5, 6, "there")));
                array.set(3, struct.get());
                array.lock().locked(() -> array.longField("id").set(3, 7));
                return array.get(0).equals(new Quote(1, 2, "ABC"));
              }))
          .isTrue();
    }
    assertThat(struct.get()).isEqualTo(new Quote(5, 6, "there"));
    assertThat(array.get(3)).isEqualTo(new Quote(7, 6, "there"));
    assertThat(shm.openOrCreate("one", SharedStruct.initially(new Quote(0, 0, ""))).get())
        .isEqualTo(struct.get());
  }

  @Test
  void shouldShowItsContentWhenSomebodyLooksWithoutTheClass() {
    shm.create("one", SharedStruct.initially(new Quote(1, 2, "ABC")));
    shm.create("many", SharedStructArray.ofLength(Quote.class, 4));

    assertThat(Inspector.domain(domain.folder()).orElseThrow().objects())
        .extracting(object -> object.element() + " " + object.state().orElseThrow())
        .containsExactlyInAnyOrder(
            "single Quote[id=1, bid=2.0, symbol='ABC']",
            "array 4 x Quote{long id; double bid; text(8) symbol}");
  }

  @Test
  void shouldBeRefusedWhenRecordOrFileIsAnother() {
    record Price(long id, float bid) {}
    shm.create("one", SharedStruct.initially(new Quote(1, 2, "ABC"))).close();

    assertThatThrownBy(() -> shm.open("one", SharedStruct.of(Price.class)))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("! file=double bid, record=float bid");
    assertThatThrownBy(() -> shm.openOrCreate("one", SharedStruct.initially(new Price(1, 2))))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("! file=text(8) symbol, record=nothing");
    assertThatThrownBy(() -> shm.open("one", SharedStructArray.of(Quote.class)))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("element type=1, expected=2 (array)");
    FileBytes.putInt(domain.folder().resolve("one"), 256, 2);
    assertThatThrownBy(() -> shm.open("one", SharedStruct.of(Quote.class)))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("length=2");
  }

  @Test
  void shouldEndWithItsHandle() {
    SharedStruct<Quote> struct = shm.create(SharedStruct.initially(new Quote(1, 2, "ABC")));
    LongField id = struct.longField("id");
    TextField symbol = struct.textField("symbol");
    struct.close();

    assertThat(struct.lock().isClosed()).isTrue();
    assertThatThrownBy(struct::get).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> struct.set(new Quote(1, 2, "")))
        .isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(id::get).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> id.set(1)).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(symbol::get).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> symbol.set("")).isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldHaveTheNumbersThatFilesHave() {
    assertThat(SharedStructLayout.KIND).isEqualTo(11);
    assertThat(SharedStructLayout.STRUCT).isEqualTo(1);
    assertThat(SharedStructLayout.ARRAY).isEqualTo(2);
    assertThat(SharedStructLayout.LENGTH_OFFSET).isEqualTo(0);
    assertThat(SharedStructLayout.RECORD_BYTES_OFFSET).isEqualTo(8);
    assertThat(SharedStructLayout.SCHEMA_BYTES_OFFSET).isEqualTo(12);
    assertThat(SharedStructLayout.LOCKS_OFFSET).isEqualTo(16);
    assertThat(SharedStructLayout.LOCK_OFFSET).isEqualTo(64);
    SharedStructLayout layout = new SharedStructLayout(100, 20, 65);
    assertThat(layout.locks()).isEqualTo(64);
    assertThat(layout.writerOffset(1)).isEqualTo(192);
    assertThat(layout.schemaOffset()).isEqualTo(128 + 64 * 64);
    assertThat(layout.elementsOffset()).isEqualTo(128 + 64 * 64 + 128);
    assertThat(layout.elementBytes()).isEqualTo(8 + 2 * 24);
    assertThat(layout.bytes()).isEqualTo(layout.elementsOffset() + 100 * 56);
    assertThat(new SharedStructLayout(3, 20, 65).locks()).isEqualTo(2);
  }
}
