package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionFormatException;
import dev.ipc.bind.BoundObject;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records by index: each is itself, whatever happens to its neighbours. */
class SharedStructArrayTest {
  record Spot(short x, short y) {}

  record Quote(long id, double bid, @MaxBytes(5) String symbol, boolean open, Spot spot) {}

  private static final Quote ZERO = new Quote(0, 0, "", false, new Spot((short) 0, (short) 0));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 63, 64, 65, 1000})
  void shouldKeepEachRecordWhenAllAreSet(long length) {
    StructWorld world = new StructWorld(SharedStructArray.ofLength(Quote.class, length));
    SharedStructArray<Quote> here = world.open(1, SharedStructArray.of(Quote.class));
    SharedStructArray<Quote> there = world.open(2, SharedStructArray.of(Quote.class));

    assertThat(there.length()).isEqualTo(length);
    assertThat(there.stream()).hasSize((int) length).containsOnly(ZERO);
    for (int i = 0; i < length; i++) {
      here.set(i, quote(i));
    }
    for (int i = 0; i < length; i++) {
      assertThat(there.get(i)).isEqualTo(quote(i));
    }
    assertThat(BoundObject.stateOf(there))
        .isEqualTo(
            length
                + " x Quote{long id; double bid; text(5) symbol; boolean open;"
                + " Spot{short x; short y} spot}");
  }

  private static Quote quote(int i) {
    return new Quote(i, i / 2.0, "s" + i, i % 2 == 0, new Spot((short) i, (short) -i));
  }

  @Test
  void shouldBeFilledWhenMadeOfARecord() {
    StructWorld world = new StructWorld(SharedStructArray.filledWith(quote(7), 5));
    assertThat(world.open(1, SharedStructArray.of(Quote.class)).stream())
        .hasSize(5)
        .containsOnly(quote(7));
  }

  @Test
  void shouldDoAsAPlainArrayWhenUsedAtRandom() {
    int length = 70;
    StructWorld world = new StructWorld(SharedStructArray.ofLength(Quote.class, length));
    SharedStructArray<Quote> here = world.open(1, SharedStructArray.of(Quote.class));
    SharedStructArray<Quote> there = world.open(2, SharedStructArray.of(Quote.class));
    LongColumn id = here.longField("id");
    DoubleColumn bid = there.doubleField("bid");
    TextColumn symbol = here.textField("symbol");
    BooleanColumn open = there.booleanField("open");
    IntColumn y = here.intField("spot.y");
    Quote[] model = new Quote[length];
    Arrays.fill(model, ZERO);
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      int i = random.nextInt(length);
      int n = random.nextInt(1000);
      Quote now = model[i];
      switch (random.nextInt(12)) {
        case 0 -> {
          model[i] = quote(n);
          here.set(i, quote(n));
        }
        case 1 -> {
          model[i] = quote(n);
          assertThat(there.getAndSet(i, quote(n))).isEqualTo(now);
        }
        case 2 -> {
          Quote expected = random.nextBoolean() ? now : quote(n);
          boolean same = expected.equals(now);
          assertThat(here.compareAndSet(i, expected, ZERO)).isEqualTo(same);
          model[i] = same ? ZERO : now;
        }
        case 3 -> {
          model[i] = quote(n);
          assertThat(there.compareAndSet(i, now, quote(n))).isTrue();
        }
        case 4 -> {
          model[i] = with(now, now.id() + n, now.bid(), now.symbol(), now.open(), now.spot().y());
          assertThat(id.getAndAdd(i, n)).isEqualTo(now.id());
        }
        case 5 -> {
          model[i] = with(now, now.id(), n, now.symbol(), now.open(), now.spot().y());
          assertThat(bid.getAndSet(i, n)).isEqualTo(now.bid());
        }
        case 6 -> {
          model[i] = with(now, now.id(), now.bid(), "" + n, now.open(), now.spot().y());
          symbol.set(i, "" + n);
        }
        case 7 -> {
          model[i] = with(now, now.id(), now.bid(), now.symbol(), !now.open(), now.spot().y());
          assertThat(open.compareAndSet(i, now.open(), !now.open())).isTrue();
        }
        case 8 -> {
          model[i] = with(now, now.id(), now.bid(), now.symbol(), now.open(), (short) n);
          assertThat(y.updateAndGet(i, old -> n)).isEqualTo(n);
        }
        case 9 -> {
          model[i] = quote((int) now.id() % 1000);
          assertThat(here.updateAndGet(i, old -> quote((int) old.id() % 1000))).isEqualTo(model[i]);
        }
        case 10 -> {
          model[i] = quote(n);
          assertThat(there.getAndUpdate(i, old -> quote(n))).isEqualTo(now);
        }
        default -> {
          assertThat(id.get(i)).isEqualTo(now.id());
          assertThat(bid.get(i)).isEqualTo(now.bid());
          assertThat(symbol.get(i)).isEqualTo(now.symbol());
          assertThat(open.get(i)).isEqualTo(now.open());
          assertThat(y.get(i)).isEqualTo(now.spot().y());
        }
      }
      assertThat(there.get(i)).isEqualTo(model[i]);
    }
    assertThat(here.stream()).containsExactly(model);
  }

  private static Quote with(Quote old, long id, double bid, String symbol, boolean open, int y) {
    return new Quote(id, bid, symbol, open, new Spot(old.spot().x(), (short) y));
  }

  @Test
  void shouldRefuseAnIndexWhenThereIsNoSuchElement() {
    StructWorld world = new StructWorld(SharedStructArray.ofLength(Quote.class, 3));
    SharedStructArray<Quote> array = world.open(1, SharedStructArray.of(Quote.class));
    LongColumn id = array.longField("id");
    for (long index : new long[] {-1, 3, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> array.get(index))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("index=" + index + ", length=3");
      assertThatThrownBy(() -> array.set(index, ZERO))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> id.get(index)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> id.set(index, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE / 50})
  void shouldRefuseALengthWhenItIsNone(long length) {
    assertThatThrownBy(() -> SharedStructArray.ofLength(Quote.class, length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length=" + length);
  }

  @Test
  void shouldBeRefusedWhenTheRecordIsAnother() {
    StructWorld world = new StructWorld(SharedStructArray.ofLength(Quote.class, 3));
    assertThatThrownBy(() -> world.open(1, SharedStructArray.of(Spot.class)))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("! file=Quote, record=Spot")
        .hasMessageContaining("! file=Spot spot, record=nothing");
    SharedStructArray<?> unknown = world.open(2, SharedStructArray.KIND);
    unknown.intField("spot.x").set(2, 9);
    assertThat(world.open(1, SharedStructArray.of(Quote.class)).get(2).spot().x())
        .isEqualTo((short) 9);
  }
}
