package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.testkit.LocalHome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What arrays of all types have in common: bounds, slices, many elements at once, their form. */
class SharedArrayTest {
  private static final double[] TEN = DoubleStream.iterate(0, n -> n + 1).limit(10).toArray();

  private final SharedDoubleArray ten = Local.object(SharedDoubleArray.of(TEN));

  @TestFactory
  Stream<DynamicTest> shouldNameIndexAndLengthWhenOutOfRange() {
    return LongStream.of(-1, 10, 1L << 32, 1L << 61, Long.MIN_VALUE, Long.MAX_VALUE)
        .mapToObj(index ->
            DynamicTest.dynamicTest(
                "" + index, () -> checkNameIndexAndLengthWhenOutOfRange(index)));
  }

  private void checkNameIndexAndLengthWhenOutOfRange(long index) {
    assertOutOfRange("index=" + index + ", length=10 of local object", () -> ten.get(index));
    assertOutOfRange("index=" + index + ", length=10", () -> ten.set(index, 1));
    assertOutOfRange("index=" + index + ", length=10", () -> ten.addAndGet(index, 1));
    assertOutOfRange(
        "index=" + index + ", length=4 of slice from=3, to=7 of local object",
        () -> ten.slice(3, 7).getVolatile(index));
    assertThat(ten.toArray()).containsExactly(TEN);
  }

  @Test
  void shouldHaveNoEffectWhenARangeIsOutOfRange() {
    SharedDoubleArray three = Local.object(SharedDoubleArray.ofLength(3));
    double[] array = new double[3];
    assertOutOfRange("from=3, to=11, length=10", () -> ten.fill(3, 11, 7));
    assertOutOfRange("from=3, to=2, length=10", () -> ten.slice(3, 2));
    assertOutOfRange("from=-1, to=2, length=10", () -> ten.slice(-1, 2));
    assertOutOfRange("from=8, elements=3", () -> ten.copyTo(8, array, 0, 3));
    assertOutOfRange("from=0, elements=-1", () -> ten.copyTo(0, array, 0, -1));
    assertOutOfRange("length 3", () -> ten.copyTo(0, array, 1, 3));
    assertOutOfRange("from=8, elements=3", () -> ten.copyFrom(8, array, 0, 3));
    assertOutOfRange("length 3", () -> ten.copyFrom(0, array, 1, 3));
    assertOutOfRange("from=1, elements=3, length=3", () -> ten.copyTo(0, three, 1, 3));
    assertOutOfRange(
        "from=10, elements=" + Long.MAX_VALUE, () -> ten.copyTo(10, three, 0, Long.MAX_VALUE));
    assertThat(ten.toArray()).containsExactly(TEN);
    assertThat(array).containsOnly(0);
    assertThat(three.toArray()).containsOnly(0);
  }

  private static void assertOutOfRange(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldBeTheSameMemoryWhenSliced() {
    SharedDoubleArray slice = ten.slice(2, 8);
    SharedDoubleArray inner = slice.slice(1, 4);
    assertThat(slice.length()).isEqualTo(6);
    assertThat(inner.toArray()).containsExactly(3, 4, 5);
    inner.set(0, 33);
    ten.set(4, 44);
    assertThat(slice.stream().toArray()).containsExactly(2, 33, 44, 5, 6, 7);
    inner.fill(-1);
    slice.addAndGet(5, 100);
    assertThat(ten.toArray()).containsExactly(0, 1, 2, -1, -1, -1, 6, 107, 8, 9);
    assertThat(inner.lock()).isSameAs(ten.lock());
    assertThat(ten.slice(10, 10).length()).isZero();
    assertThat(slice.toString()).contains("length 6: [2.0, -1.0, -1.0, -1.0, ...]");
  }

  @Test
  void shouldBeBytesOfAnyPlaceWhenSliced() {
    SharedByteArray bytes = Local.object(SharedByteArray.ofLength(7));
    SharedByteArray slice = bytes.slice(3, 6);
    slice.fill((byte) 5);
    assertThat(slice.incrementAndGet(0)).isEqualTo((byte) 6);
    assertThat(bytes.toArray()).containsExactly(0, 0, 0, 6, 5, 5, 0);
    assertThat(slice.asSegment().byteSize()).isEqualTo(3);
    assertThat(slice.asSegment().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 6);
  }

  @Test
  void shouldCopyWhenRangesOverlap() {
    ten.copyTo(0, ten, 2, 8);
    assertThat(ten.toArray()).containsExactly(0, 1, 0, 1, 2, 3, 4, 5, 6, 7);
    ten.slice(3, 10).copyTo(0, ten, 0, 7);
    assertThat(ten.toArray()).containsExactly(1, 2, 3, 4, 5, 6, 7, 5, 6, 7);
  }

  @Test
  void shouldCopyToAndFromOtherArrays() {
    double[] array = new double[4];
    ten.copyTo(5, array, 1, 3);
    assertThat(array).containsExactly(0, 5, 6, 7);
    ten.copyFrom(0, array, 2, 2);
    SharedDoubleArray other = Local.object(SharedDoubleArray.ofLength(4));
    ten.copyTo(0, other, 1, 3);
    assertThat(other.toArray()).containsExactly(0, 6, 7, 2);
  }

  @Test
  void shouldFillEachElementWhenThereAreMany() {
    int length = 20_011; // no multiple of what is copied at once
    SharedShortArray shorts = Local.object(SharedShortArray.ofLength(length));
    shorts.fill(1, length - 1, (short) 0x0102);
    assertThat(shorts.get(0)).isZero();
    assertThat(shorts.get(length - 1)).isZero();
    assertThat(shorts.slice(1, length - 1).stream()).containsOnly(0x0102);
  }

  @Test
  void shouldStreamInParallelInOrder() {
    SharedIntArray array = Local.object(SharedIntArray.of(IntStream.range(0, 100_000).toArray()));
    assertThat(array.stream().parallel().sum()).isEqualTo(IntStream.range(0, 100_000).sum());
    assertThat(array.stream().parallel().filter(n -> n % 30_000 == 0).toArray())
        .containsExactly(0, 30_000, 60_000, 90_000);
    assertThat(array.stream().parallel().spliterator().trySplit()).isNotNull();
  }

  @Test
  void shouldBeMemoryOfTheElementsOnly() {
    MemorySegment segment = ten.slice(1, 4).asSegment();
    assertThat(segment.toArray(ValueLayout.JAVA_DOUBLE)).containsExactly(1, 2, 3);
    segment.setAtIndex(ValueLayout.JAVA_DOUBLE, 2, 30);
    assertThat(ten.get(3)).isEqualTo(30);
  }

  @Test
  void shouldHaveNoElementsWhenLengthIsZero() {
    SharedLongArray empty = Local.object(SharedLongArray.of());
    assertThat(empty.length()).isZero();
    assertThat(empty.toArray()).isEmpty();
    assertThat(empty.stream().count()).isZero();
    assertThat(empty.asSegment().byteSize()).isZero();
    empty.fill(1);
    assertThat(empty.toString()).contains("length 0: []");
    assertOutOfRange("index=0, length=0", () -> empty.get(0));
  }

  @Test
  void shouldKeepWhatItWasMadeOf() {
    int[] values = {1, 2};
    Spec<SharedIntArray> spec = SharedIntArray.of(values);
    values[0] = 7;
    assertThat(Local.object(spec).toArray()).containsExactly(1, 2);
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseALengthWhenItCannotBe() {
    return LongStream.of(-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE / 8)
        .mapToObj(length ->
            DynamicTest.dynamicTest("" + length, () -> checkRefuseALengthWhenItCannotBe(length)));
  }

  private static void checkRefuseALengthWhenItCannotBe(long length) {
    assertThatThrownBy(() -> SharedLongArray.ofLength(length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length=" + length);
    assertThatThrownBy(() -> SharedTextArray.ofLength(length, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length=" + length);
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseMemoryWhenItsLengthDoesNotFit() {
    return Stream.of(
            SharedIntArray.ofLength(5),
            SharedLongArray.ofLength(5),
            SharedDoubleArray.ofLength(5),
            SharedFloatArray.ofLength(5),
            SharedShortArray.ofLength(9),
            SharedByteArray.ofLength(17),
            SharedCharArray.ofLength(9),
            SharedBooleanArray.ofLength(17),
            SharedTextArray.ofLength(5, 20))
        .flatMap(spec ->
            Stream.of(-1L, 0L, 1_000L, 1L << 61, 1L << 62, Long.MIN_VALUE, Long.MAX_VALUE)
                .map(length ->
                    DynamicTest.dynamicTest(
                        Local.object(spec).getClass().getSimpleName() + " " + length,
                        () -> refuse(spec, SharedArrayLayout.LENGTH_OFFSET, length))));
  }

  private static void refuse(Spec<? extends SharedArray> spec, long offset, long length) {
    LocalHome home = Local.home(spec);
    home.block().setLong(offset, length);
    assertThatThrownBy(() -> home.bind(spec))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("length=" + length)
        .hasMessageContaining("does not fit the memory");
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseMemoryWhenTheBoundOfTextsDoesNotFit() {
    return IntStream.of(0, -1, 29, 1 << 30, Integer.MAX_VALUE)
        .mapToObj(maxBytes ->
            DynamicTest.dynamicTest(
                "" + maxBytes, () -> checkRefuseMemoryWhenTheBoundOfTextsDoesNotFit(maxBytes)));
  }

  private static void checkRefuseMemoryWhenTheBoundOfTextsDoesNotFit(int maxBytes) {
    Spec<SharedTextArray> spec = SharedTextArray.ofLength(5, 20);
    LocalHome home = Local.home(spec);
    home.block().setInt(SharedTextArrayLayout.MAX_BYTES_OFFSET, maxBytes);
    assertThatThrownBy(() -> home.bind(spec)).isInstanceOf(RegionFormatException.class);
  }

  @Test
  void shouldKeepTextsWholeOrRefuseThemWhole() {
    SharedTextArray array = Local.object(SharedTextArray.of(5, "one", "", "\u00e9\u00e9"));
    assertThat(array.toArray()).containsExactly("one", "", "\u00e9\u00e9");
    assertThat(array.maxBytes()).isEqualTo(5);
    array.set(1, "12345");
    array.set(1, "2");
    assertThatThrownBy(() -> array.set(0, "123456"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes in UTF-8=6, at most=5");
    assertThatThrownBy(() -> array.copyFrom(0, new String[] {"a", "123456"}, 0, 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SharedTextArray.of(2, "abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most=2");
    assertThatThrownBy(() -> SharedTextArray.ofLength(1, 0)).hasMessageContaining("maxBytes=0");
    assertThat(array.stream()).containsExactly("one", "2", "\u00e9\u00e9");
    assertThat(array.toString()).contains("length 3: ['one', '2', '\u00e9\u00e9']");
  }

  @Test
  void shouldSliceFillAndCopyTexts() {
    SharedTextArray array = Local.object(SharedTextArray.ofLength(5, 8));
    SharedTextArray slice = array.slice(1, 4).slice(1, 3);
    slice.copyFrom(0, new String[] {"x", "a", "b"}, 1, 2);
    assertThat(array.toArray()).containsExactly("", "", "a", "b", "");
    array.fill(3, 5, "f");
    String[] copy = new String[3];
    slice.copyTo(0, copy, 1, 2);
    assertThat(copy).containsExactly(null, "a", "f");
    assertOutOfRange("index=2, length=2 of slice from=2, to=4", () -> slice.get(2));
    array.fill("g");
    assertThat(array.stream()).containsOnly("g").hasSize(5);
    assertThatThrownBy(array::asSegment).isInstanceOf(UnsupportedOperationException.class);
  }
}
