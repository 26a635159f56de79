package dev.ipc.value;

import static dev.ipc.value.SharedArrayLayout.ELEMENTS_OFFSET;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.memory.Elements;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What arrays of primitive types have in common: elements of one size, one after the other.
 *
 * @param <A> the type of the array, and of its slices
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
abstract sealed class PrimitiveArray<A extends PrimitiveArray<A>> extends BoundArray<A>
    permits SharedIntArray,
        SharedLongArray,
        SharedDoubleArray,
        SharedFloatArray,
        SharedShortArray,
        SharedByteArray,
        SharedCharArray,
        SharedBooleanArray {
  @Serial private static final long serialVersionUID = 1L;

  /** The memory of the whole array. */
  final transient Block block;

  /** The same memory, for plain access. */
  final transient Elements elements;

  /** Where in it the first element is. */
  final transient long start;

  private final transient ValueLayout type;

  PrimitiveArray(Home home, ValueLayout type) {
    super(home, ELEMENTS_OFFSET, type.byteSize());
    this.block = home.block();
    this.elements = new Elements(block);
    this.start = ELEMENTS_OFFSET;
    this.type = type;
  }

  PrimitiveArray(PrimitiveArray<A> array, long from, long to) {
    super(array, from, to);
    this.block = array.block;
    this.elements = array.elements;
    this.type = array.type;
    this.start = array.start + from * type.byteSize();
  }

  static <T extends Shared> Format<T> format(
      int element, String elementName, Function<Home, T> constructor) {
    return new Format<>(
        SharedArrayLayout.KIND,
        "array",
        element,
        elementName,
        ELEMENTS_OFFSET,
        (home, extra) -> constructor.apply(home));
  }

  static <T extends Shared> Spec<T> zeros(Format<T> format, ValueLayout type, long length) {
    return spec(format, type, length, elements -> {});
  }

  /** An array that begins with a copy of one of Java. */
  static <T extends Shared> Spec<T> copy(
      Format<T> format, ValueLayout type, Object values, int length) {
    return spec(
        format, type, length, elements -> elements.write(ELEMENTS_OFFSET, type, values, 0, length));
  }

  private static <T extends Shared> Spec<T> spec(
      Format<T> format, ValueLayout type, long length, Consumer<Elements> initialize) {
    return new Blueprint<>(
        format,
        SharedArrayLayout.bytes(ELEMENTS_OFFSET, length, type.byteSize()),
        block -> {
          block.setLong(SharedArrayLayout.LENGTH_OFFSET, length);
          initialize.accept(new Elements(block));
        },
        null);
  }

  @Override
  public final MemorySegment asSegment() {
    home().turnstile().check();
    return block.segment().asSlice(start, length() * type.byteSize(), type.byteAlignment());
  }

  /**
   * Copies elements to another array, also of another process, or to another place in this one: as
   * if all of them were read before any is written.
   *
   * @param from the first element to copy
   * @param target where to
   * @param targetFrom where the first goes
   * @param length how many
   * @throws IndexOutOfBoundsException if one of the arrays does not have these elements
   */
  public final void copyTo(long from, A target, long targetFrom, long length) {
    checkSize(from, length);
    target.checkSize(targetFrom, length);
    target.home().turnstile().check();
    boolean same = home().identity().equals(target.home().identity());
    Elements there = same ? elements : target.elements; // what overlaps is seen in one mapping only
    elements.copy(at(from), there, target.at(targetFrom), length * type.byteSize());
  }

  /** Where an element would be; for ranges that were checked. */
  final long at(long index) {
    return start + index * type.byteSize();
  }

  /** Stores the same in a range: eight bytes, in which smaller elements are repeated. */
  final void fillWith(long from, long to, long word) {
    checkRange(from, to);
    elements.fill(at(from), (to - from) * type.byteSize(), word);
  }

  final void read(long from, Object target, int targetFrom, int targetLength, int length) {
    checkSize(from, length);
    Objects.checkFromIndexSize(targetFrom, length, targetLength);
    elements.read(at(from), type, target, targetFrom, length);
  }

  final void write(long to, Object source, int sourceFrom, int sourceLength, int length) {
    checkSize(to, length);
    Objects.checkFromIndexSize(sourceFrom, length, sourceLength);
    elements.write(at(to), type, source, sourceFrom, length);
  }
}
