package dev.ipc.value;

import dev.ipc.RegionFormatException;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Home;
import dev.ipc.bind.Part;
import dev.ipc.memory.Block;
import dev.ipc.sync.SharedLock;
import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What all arrays have in common, whatever their elements: a length, bounds, a lock, and slices.
 *
 * @param <A> the type of the array, and of its slices
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
abstract sealed class BoundArray<A extends BoundArray<A>> extends BoundObject implements SharedArray
    permits PrimitiveArray, SharedTextArray {
  @Serial private static final long serialVersionUID = 1L;

  private static final int SHOWN = 4;

  private final transient Home home;
  private final transient BoundArray<A> whole;
  private final transient long from;
  private final transient long length;
  private final transient SharedLock lock;

  /** The array that lives in a home. */
  BoundArray(Home home, long elementsOffset, long elementBytes) {
    super(home);
    this.home = home;
    this.whole = this;
    this.from = 0;
    Block block = home.block();
    this.length = SharedArrayLayout.length(block, elementsOffset, elementBytes);
    if (length < 0) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + ": length="
              + block.getLong(SharedArrayLayout.LENGTH_OFFSET)
              + " elements of "
              + elementBytes
              + " bytes does not fit the memory="
              + block.byteSize()
              + "; delete it and create it again");
    }
    this.lock = LockedValue.ownLock(home, SharedArrayLayout.LOCK_OFFSET, this);
  }

  /** A part of an array; a part of a part is a part of the whole. */
  BoundArray(BoundArray<A> array, long from, long to) {
    this(array.whole, array.from + from, to - from, array.lock);
  }

  private BoundArray(BoundArray<A> whole, long from, long length, SharedLock lock) {
    super(sliceHome(whole, from, length));
    this.home = whole.home;
    this.whole = whole;
    this.from = from;
    this.length = length;
    this.lock = lock;
  }

  /** The home of the whole, but for what travels. */
  private static Home sliceHome(BoundArray<?> whole, long from, long length) {
    Home home = whole.home;
    return new Part(
        home,
        0,
        home.block().byteSize(),
        home.element(),
        () -> new SliceHandle(whole, from, from + length));
  }

  /** A part of this array, whose bounds were checked. */
  abstract A view(long from, long to);

  /** An element as text, for display. */
  abstract String show(long index);

  /**
   * A part of this array, in the same memory.
   *
   * @param from its first element
   * @param to the one after its last
   * @return the slice; see {@link SharedArray} for what it shares with the array
   * @throws IndexOutOfBoundsException if the array does not have these elements
   */
  public final A slice(long from, long to) {
    home.turnstile().check();
    checkRange(from, to);
    return view(from, to);
  }

  @Override
  public final long length() {
    return length;
  }

  @Override
  public final SharedLock lock() {
    return lock;
  }

  /** Where the array that this is, or is a slice of, lives. */
  final Home home() {
    return home;
  }

  /** Which element of the whole array is the first of this one. */
  final long from() {
    return from;
  }

  /** The check of the JDK is known to the compiler, which moves it out of loops. */
  final long check(long index) {
    try {
      return Objects.checkIndex(index, length);
    } catch (IndexOutOfBoundsException e) {
      throw outOfBounds("index=" + index);
    }
  }

  final void checkRange(long from, long to) {
    if (from < 0 || from > to || to > length) {
      throw outOfBounds("from=" + from + ", to=" + to);
    }
  }

  final void checkSize(long from, long size) {
    if (from < 0 || size < 0 || size > length - from) {
      throw outOfBounds("from=" + from + ", elements=" + size);
    }
  }

  /** How long the Java array is that {@code toArray} returns. */
  final int javaLength() {
    int most = Integer.MAX_VALUE - Long.BYTES;
    if (length > most) {
      throw new IllegalStateException(
          "too long for an array of Java: length="
              + length
              + ", at most="
              + most
              + " of "
              + place()
              + "; copy a slice");
    }
    return (int) length;
  }

  private IndexOutOfBoundsException outOfBounds(String what) {
    return new IndexOutOfBoundsException(what + ", length=" + length + " of " + place());
  }

  private String place() {
    return whole == this
        ? label()
        : "slice from=" + from + ", to=" + (from + length) + " of " + label();
  }

  /** All indexes, to be mapped to elements. */
  final LongStream indexes() {
    home.turnstile().check();
    return LongStream.range(0, length);
  }

  @Override
  protected final String state() {
    Stream<String> first = LongStream.range(0, Math.min(length, SHOWN)).mapToObj(this::show);
    return "length "
        + length
        + Stream.concat(first, length > SHOWN ? Stream.of("...") : Stream.empty())
            .collect(Collectors.joining(", ", ": [", "]"));
  }

  /**
   * A slice on its way to another process.
   *
   * @param whole the array that it is a part of, which travels as its own handle
   * @param from its first element
   * @param to the one after its last
   */
  record SliceHandle(BoundArray<?> whole, long from, long to) implements Serializable {
    @Serial
    private Object readResolve() {
      return whole.slice(from, to);
    }
  }
}
