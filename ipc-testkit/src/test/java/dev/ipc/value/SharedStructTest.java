package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionFormatException;
import dev.ipc.bind.BoundObject;
import dev.ipc.lock.RobustLock;
import dev.ipc.testkit.LocalHome;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A record in memory: whole and by its components, by several processes, one of which may die. */
class SharedStructTest {
  record Inner(int x, @MaxBytes(4) String tag) {}

  @SuppressWarnings("ArrayRecordComponent") // compared by its components
  record All(
      byte b,
      short s,
      char c,
      int i,
      long l,
      float f,
      double d,
      boolean flag,
      @MaxBytes(8) String text,
      Inner inner,
      @Length(2) byte[] bytes,
      @Length(2) short[] shorts,
      @Length(2) char[] chars,
      @Length(2) int[] ints,
      @Length(2) long[] longs,
      @Length(2) float[] floats,
      @Length(2) double[] doubles,
      @Length(2) boolean[] flags) {}

  private static All all(long n, String text) {
    return new All(
        (byte) n,
        (short) n,
        (char) n,
        (int) n,
        n,
        n,
        n,
        (n & 1) != 0,
        text,
        new Inner((int) n, text.isEmpty() ? "" : text.substring(0, 1)),
        new byte[] {(byte) n, 1},
        new short[] {(short) n, 2},
        new char[] {(char) n, 3},
        new int[] {(int) n, 4},
        new long[] {n, 5},
        new float[] {n, 6},
        new double[] {n, 7},
        new boolean[] {(n & 1) != 0, true});
  }

  private final StructWorld world = new StructWorld(SharedStruct.initially(all(-1, "start")));
  private final SharedStruct<All> here = world.open(1, SharedStruct.of(All.class));
  private final SharedStruct<All> there = world.open(2, SharedStruct.of(All.class));

  private static void assertSame(All actual, All expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  // ---- whole ----

  @Test
  void shouldKeepEachComponentWhenSetWhole() {
    assertSame(there.get(), all(-1, "start"));
    for (long n : new long[] {0, 1, 127, -128, 65_535, Long.MIN_VALUE, Long.MAX_VALUE}) {
      All record = all(n, "t" + (n & 0xff));
      here.set(record);
      assertSame(there.get(), record);
    }
    here.set(all(5, ""));
    assertThat(there.get().text()).isEmpty();
    here.set(all(5, "\u00e9\u00e9\u00e9\u00e9"));
    assertThat(there.get().text()).isEqualTo("\u00e9\u00e9\u00e9\u00e9");
  }

  @Test
  void shouldReplaceConditionallyWhenComparedByComponents() {
    assertSame(here.getAndSet(all(2, "two")), all(-1, "start"));
    assertThat(here.compareAndSet(all(1, "two"), all(3, "three"))).isFalse();
    assertThat(here.compareAndSet(all(2, "twO"), all(3, "three"))).isFalse();
    assertThat(here.compareAndSet(all(2, "two"), all(3, "three"))).isTrue();
    assertSame(there.get(), all(3, "three"));
  }

  @Test
  void shouldCallAgainWhenAnotherWasFaster() {
    AtomicInteger calls = new AtomicInteger();
    All updated =
        here.updateAndGet(now -> {
          if (calls.incrementAndGet() == 1) {
            there.intField("i").set(40);
          }
          return all(now.i() + 1, now.text());
        });
    assertThat(calls).hasValue(2);
    assertSame(updated, all(41, "start"));
    assertSame(there.get(), updated);

    assertSame(here.getAndUpdate(now -> all(9, "nine")), updated);
    assertSame(there.get(), all(9, "nine"));
  }

  @Test
  void shouldRefuseWholeWhenAPartDoesNotFit() {
    refuses(() -> here.set(null), "cannot store null: component=All;");
    refuses(() -> here.set(all(1, "123456789")), "All.text: bytes in UTF-8=9, at most=8");
    refuses(() -> here.set(all(1, "\ud83d")), "text of All.text cannot be written");
    refuses(() -> here.set(with(null, new Inner(1, ""), new int[2])), "component=All.text;");
    refuses(() -> here.set(with("", null, new int[2])), "component=All.inner;");
    refuses(() -> here.set(with("", new Inner(1, null), new int[2])), "component=All.inner.tag;");
    refuses(() -> here.set(with("", new Inner(1, ""), null)), "component=All.ints;");
    refuses(() -> here.set(with("", new Inner(1, ""), new int[3])), "All.ints: length=3, always=2");
    refuses(
        () -> here.set(with("", new Inner(1, "12345"), new int[2])),
        "All.inner.tag: bytes in UTF-8=5, at most=4");
    refuses(() -> here.updateAndGet(now -> null), "component=All;");
    refuses(() -> SharedStruct.initially(all(1, "123456789")), "All.text");
    assertSame(there.get(), all(-1, "start"));
  }

  private static void refuses(ThrowingCallable call, String expected) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @SuppressWarnings("NullAway") // nulls are what is tried here
  private static All with(String text, Inner inner, int[] ints) {
    All all = all(1, "");
    return new All(
        all.b(),
        all.s(),
        all.c(),
        all.i(),
        all.l(),
        all.f(),
        all.d(),
        all.flag(),
        text,
        inner,
        all.bytes(),
        all.shorts(),
        all.chars(),
        ints,
        all.longs(),
        all.floats(),
        all.doubles(),
        all.flags());
  }

  record Checked(int low, int high) {
    Checked {
      if (low >= high) {
        throw new IllegalStateException("low=" + low + ", high=" + high);
      }
    }
  }

  @Test
  void shouldPassOnWhatTheConstructorThrowsWhenAFieldBrokeItsRule() {
    StructWorld checked = new StructWorld(SharedStruct.initially(new Checked(1, 2)));
    SharedStruct<Checked> struct = checked.open(1, SharedStruct.of(Checked.class));
    struct.intField("low").set(7);

    assertThatThrownBy(struct::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("low=7, high=2");
    struct.set(new Checked(7, 8));
    assertThat(struct.get()).isEqualTo(new Checked(7, 8));
    refuses(
        () -> SharedStructArray.ofLength(Checked.class, 3),
        "record cannot be zero: its constructor refuses that");
  }

  // ---- by components ----

  @Test
  void shouldChangeNothingElseWhenAFieldIsSet() {
    there.set(all(0, ""));
    here.longField("l").set(1);
    here.intField("i").set(1);
    here.intField("s").set(1);
    here.intField("b").set(1);
    here.intField("c").set(1);
    here.doubleField("d").set(1);
    here.doubleField("f").set(1);
    here.booleanField("flag").set(true);
    here.textField("text").set("1");
    here.intField("inner.x").set(1);
    here.textField("inner.tag").set("1");

    All whole = there.get();
    All one = all(1, "1");
    All zero = all(0, "");
    assertSame(
        whole,
        new All(
            one.b(),
            one.s(),
            one.c(),
            one.i(),
            one.l(),
            one.f(),
            one.d(),
            one.flag(),
            one.text(),
            one.inner(),
            zero.bytes(),
            zero.shorts(),
            zero.chars(),
            zero.ints(),
            zero.longs(),
            zero.floats(),
            zero.doubles(),
            zero.flags()));
    assertThat(there.compareAndSet(whole, zero)).isTrue();
  }

  @Test
  void shouldLeaveNoRestWhenATextFieldGetsShorter() {
    TextField text = here.textField("text");
    text.set("12345678");
    text.set("x");
    assertThat(there.textField("text").get()).isEqualTo("x");
    there.set(all(-1, "12345678"));
    text.set("start");
    assertThat(there.compareAndSet(all(-1, "12345678"), all(1, ""))).isFalse();
    assertThat(there.get().inner().tag()).isEqualTo("1");
    refuses(() -> text.set("123456789"), "text(8) text of local object");
  }

  @Test
  void shouldCountWhenFieldsAreAddedTo() {
    LongField l = here.longField("l");
    assertThat(l.getAndSet(10)).isEqualTo(-1);
    assertThat(l.getAndAdd(5)).isEqualTo(10);
    assertThat(l.addAndGet(5)).isEqualTo(20);
    assertThat(l.compareAndSet(19, 0)).isFalse();
    assertThat(l.compareAndSet(20, Long.MAX_VALUE)).isTrue();
    assertThat(l.addAndGet(1)).isEqualTo(Long.MIN_VALUE);
    assertThat(l.updateAndGet(now -> now + 1)).isEqualTo(there.get().l());

    IntField i = here.intField("i");
    i.set(Integer.MAX_VALUE);
    assertThat(i.addAndGet(1)).isEqualTo(Integer.MIN_VALUE).isEqualTo(there.get().i());
    assertThat(i.compareAndSet(Integer.MIN_VALUE, -2)).isTrue();
    assertThat(i.updateAndGet(now -> now * 2)).isEqualTo(-4);
    assertThat(i.getAndAdd(4)).isEqualTo(-4);
    assertThat(i.getAndSet(1)).isZero();

    BooleanField flag = here.booleanField("flag");
    assertThat(flag.getAndSet(false)).isTrue();
    assertThat(flag.compareAndSet(true, true)).isFalse();
    assertThat(flag.compareAndSet(false, true)).isTrue();
    assertThat(flag.get()).isTrue();
  }

  @Test
  void shouldRefuseWhatANarrowFieldCannotHold() {
    IntField b = here.intField("b");
    b.set(-128);
    assertThat(b.get()).isEqualTo(-128);
    refuses(
        () -> b.set(128), "value does not fit byte b of local object in process 1.1: value=128");
    refuses(() -> b.addAndGet(-1), "value=-129");
    refuses(() -> b.compareAndSet(-128, 200), "value=200");
    assertThat(b.get()).isEqualTo(-128);
    IntField s = here.intField("s");
    s.set(-32_768);
    refuses(() -> s.set(32_768), "value=32768");
    assertThat(s.get()).isEqualTo(-32_768);
    IntField c = here.intField("c");
    c.set(65_535);
    refuses(() -> c.set(-1), "value=-1");
    assertThat(c.get()).isEqualTo(65_535);
    assertThat(c.compareAndSet(65_535, 7)).isTrue();
    assertThat(there.get().c()).isEqualTo((char) 7);
  }

  @Test
  void shouldKeepRepresentationsWhenFloating() {
    DoubleField d = here.doubleField("d");
    d.set(-0.0);
    assertThat(d.compareAndSet(0.0, 1)).isFalse();
    assertThat(d.compareAndSet(-0.0, Double.NaN)).isTrue();
    assertThat(d.compareAndSet(Double.NaN, 0.5)).isTrue();
    assertThat(d.addAndGet(0.25)).isEqualTo(0.75);
    assertThat(d.updateAndGet(now -> now * 2)).isEqualTo(1.5);

    DoubleField f = here.doubleField("f");
    f.set(0.1);
    assertThat(f.get()).isEqualTo(0.1f);
    assertThat(f.addAndGet(0.2)).isEqualTo(f.get()).isEqualTo((float) (0.1f + 0.2));
    assertThat(f.getAndAdd(1)).isNotEqualTo(f.get());
    f.set(0.1);
    assertThat(f.compareAndSet(0.1, 3)).isTrue();
    assertThat(there.get().f()).isEqualTo(3f);
  }

  @Test
  void shouldListTheFieldsWhenNameOrTypeIsWrong() {
    refuses(
        () -> here.longField("lx"),
        "name=lx, type=long; there are: byte b, short s, char c, int i, long l, float f, double d,"
            + " boolean flag, text(8) text, int inner.x, text(4) inner.tag, byte[2] bytes");
    refuses(() -> here.longField("i"), "name=i, type=long");
    refuses(() -> here.intField("l"), "type=int or short or byte or char");
    refuses(() -> here.doubleField("text"), "type=double or float");
    refuses(() -> here.booleanField("inner"), "type=boolean");
    refuses(() -> here.textField("d"), "type=text");
    assertThat(here.longField("l")).hasToString("long l of local object in process 1.1");
  }

  // ---- who opens it, and with what ----

  record Quote(long id, double bid) {}

  static final class Other {
    record Quote(long id, float bid, int size) {}

    record Price(long id, double bid) {}
  }

  @Test
  void shouldShowBothLayoutsWhenTheRecordIsAnother() {
    StructWorld quotes = new StructWorld(SharedStruct.initially(new Quote(1, 2)));

    assertThatThrownBy(() -> quotes.open(1, SharedStruct.of(Other.Quote.class)))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("with record dev.ipc.value.SharedStructTest$Other$Quote")
        .hasMessageContaining("\n    Quote\n    long id\n  ! file=double bid, record=float bid\n")
        .hasMessageContaining("  ! file=nothing, record=int size");
    assertThatThrownBy(() -> quotes.open(1, SharedStruct.of(Other.Price.class)))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("! file=Quote, record=Price");
  }

  @Test
  void shouldBeUsableByNameWhenTheRecordClassIsUnknown() {
    SharedStruct<?> unknown = world.open(3, SharedStruct.KIND);

    assertThat(unknown.longField("l").get()).isEqualTo(-1);
    unknown.textField("text").set("by name");
    assertThat(here.get().text()).isEqualTo("by name");
    assertThat(BoundObject.stateOf(unknown))
        .startsWith("All[b=-1, s=-1, c=\uffff, i=-1, l=-1, f=-1.0, d=-1.0, flag=true,")
        .contains("text='by name', inner=Inner[x=-1, tag='s'], bytes=[-1, 1], shorts=[-1, 2]")
        .endsWith("flags=[true, true]]");
    assertThatThrownBy(unknown::get)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("was opened without it, schema=All{byte b; ");
  }

  @Test
  void shouldBeRefusedWhenItsMemoryIsCorrupt() {
    StructWorld quotes = new StructWorld(SharedStruct.initially(new Quote(1, 2)));
    LocalHome home = quotes.join(1);
    long schema = SharedStructLayout.of(home.block()).schemaOffset();
    corrupt(home, SharedStructLayout.LENGTH_OFFSET, 0, "length=0, recordBytes=16");
    corrupt(home, SharedStructLayout.LENGTH_OFFSET, 2, "length=2");
    corrupt(home, SharedStructLayout.LENGTH_OFFSET + 4, 1 << 30, "length=4611686018427387905");
    corrupt(home, SharedStructLayout.LENGTH_OFFSET + 4, -1, "length=-4294967295");
    corrupt(home, SharedStructLayout.RECORD_BYTES_OFFSET, 0, "recordBytes=0");
    corrupt(home, SharedStructLayout.RECORD_BYTES_OFFSET, -1, "recordBytes=-1");
    corrupt(home, SharedStructLayout.RECORD_BYTES_OFFSET, 15, "recordBytes=15, by the schema=16");
    corrupt(home, SharedStructLayout.SCHEMA_BYTES_OFFSET, 1 << 30, "schemaBytes=1073741824");
    corrupt(home, SharedStructLayout.SCHEMA_BYTES_OFFSET, -5, "schemaBytes=-5");
    corrupt(home, SharedStructLayout.SCHEMA_BYTES_OFFSET, 3, "at 3 should be");
    corrupt(home, SharedStructLayout.LOCKS_OFFSET, 0, "locks=0");
    corrupt(home, SharedStructLayout.LOCKS_OFFSET, 64, "locks=64");
    corrupt(home, schema, 0, "its schema is not one: at 0 should be a name");
    corrupt(home, schema + 8, 0x41414141, "its schema is not one");
    assertThat(StructWorld.open(home, SharedStruct.of(Quote.class)).get())
        .isEqualTo(new Quote(1, 2));
  }

  private static void corrupt(LocalHome home, long offset, int value, String expected) {
    int before = home.block().getInt(offset);
    home.block().setInt(offset, value);
    assertThatThrownBy(() -> StructWorld.open(home, SharedStruct.of(Quote.class)))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining(home.label())
        .hasMessageContaining(expected);
    assertThatThrownBy(() -> StructWorld.open(home, SharedStruct.KIND))
        .isInstanceOf(RegionFormatException.class);
    home.block().setInt(offset, before);
  }

  @Test
  void shouldStayInBoundsWhenATextLengthIsCorrupt() {
    StructShape.Leaf text = RecordShapes.of(All.class).leaf("text").orElseThrow();
    SharedStructLayout layout = SharedStructLayout.of(world.block());
    long length = layout.elementsOffset() + Long.BYTES + text.offset();
    world.block().setInt(length, Integer.MAX_VALUE);
    assertThat(here.get().text()).isEqualTo("start\0\0\0");
    world.block().setInt(length, -1);
    assertThat(here.textField("text").get()).isEmpty();
  }

  // ---- death ----

  @Test
  void shouldHaveTheOldRecordAndGoOnWhenAWriterDiesHalfway() {
    SharedStructLayout layout = SharedStructLayout.of(world.block());
    LocalHome victim = world.join(3);
    new RobustLock(victim.block().slice(layout.writerOffset(0), 64), victim, false, death -> {})
        .acquire();
    long other = layout.elementsOffset() + Long.BYTES + layout.copyBytes();
    byte[] garbage = new byte[layout.recordBytes() / 2];
    Arrays.fill(garbage, (byte) 0x55);
    victim.block().setBytes(other, garbage);

    assertSame(here.get(), all(-1, "start"));
    assertThat(here.longField("l").get()).isEqualTo(-1);
    world.liveness.kill(victim.self());
    here.longField("l").set(77);
    assertThat(there.get().l()).isEqualTo(77);
    assertThat(there.get().text()).isEqualTo("start");
    there.set(all(3, "three"));
    assertSame(here.get(), all(3, "three"));
  }
}
