package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Narrow;
import java.io.Serial;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An array of {@code boolean} that processes share.
 *
 * <p>{@link #get}, {@link #set} and all that handles many elements are plain; {@link SharedArray}
 * says what that means, and what is not torn. The others are atomic for an element, with the order
 * that their name says; those without one are sequentially consistent. What changes an element
 * depending on what it was changes the int around it, again when a neighbour changed meanwhile:
 * neighbours that processes change often are better ints.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedBooleanArray extends PrimitiveArray<SharedBooleanArray> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedBooleanArray> FORMAT =
      format(SharedValueLayout.BOOLEAN, "boolean", SharedBooleanArray::new);

  /** Opens a shared array of {@code boolean}. */
  public static final Kind<SharedBooleanArray> KIND = FORMAT;

  private final transient Narrow narrow;

  private SharedBooleanArray(Home home) {
    super(home, ValueLayout.JAVA_BYTE);
    this.narrow = new Narrow(block, Byte.BYTES);
  }

  private SharedBooleanArray(SharedBooleanArray array, long from, long to) {
    super(array, from, to);
    this.narrow = array.narrow;
  }

  /**
   * An array of false.
   *
   * @param length how many elements; may be more than an {@code int} can count
   * @return the spec
   * @throws IllegalArgumentException if the length is negative or cannot be addressed
   */
  public static Spec<SharedBooleanArray> ofLength(long length) {
    return zeros(FORMAT, ValueLayout.JAVA_BYTE, length);
  }

  /**
   * An array to start with.
   *
   * @param values its elements, which are copied now
   * @return the spec
   */
  public static Spec<SharedBooleanArray> of(boolean... values) {
    return copy(FORMAT, ValueLayout.JAVA_BYTE, bytes(values, 0, values.length), values.length);
  }

  private static byte[] bytes(boolean[] values, int from, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (values[from + i] ? 1 : 0);
    }
    return bytes;
  }

  @Override
  SharedBooleanArray view(long from, long to) {
    return new SharedBooleanArray(this, from, to);
  }

  @Override
  String show(long index) {
    return String.valueOf(getVolatile(index));
  }

  private long offset(long index) {
    return start + check(index) * Byte.BYTES;
  }

  /**
   * Reads an element, plainly.
   *
   * @param index which
   * @return its value
   */
  public boolean get(long index) {
    return elements.getByte(offset(index)) != 0;
  }

  /**
   * Replaces an element, plainly.
   *
   * @param index which
   * @param value its new value
   */
  public void set(long index, boolean value) {
    elements.setByte(offset(index), (byte) (value ? 1 : 0));
  }

  /**
   * Reads an element.
   *
   * @param index which
   * @return its value
   */
  public boolean getVolatile(long index) {
    return narrow.getVolatile(offset(index)) != 0;
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   */
  public void setVolatile(long index, boolean value) {
    narrow.setVolatile(offset(index), value ? 1 : 0);
  }

  /**
   * Reads an element; what happened before the {@link #setRelease} that stored it is seen after.
   *
   * @param index which
   * @return its value
   */
  public boolean getAcquire(long index) {
    return narrow.getAcquire(offset(index)) != 0;
  }

  /**
   * Replaces an element; what happened before is seen by who gets it by {@link #getAcquire}.
   *
   * @param index which
   * @param value its new value
   */
  public void setRelease(long index, boolean value) {
    narrow.setRelease(offset(index), value ? 1 : 0);
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   * @return its value before
   */
  public boolean getAndSet(long index, boolean value) {
    return narrow.getAndSet(offset(index), value ? 1 : 0) != 0;
  }

  /**
   * Replaces an element if it is what the caller thinks.
   *
   * @param index which
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, boolean expected, boolean next) {
    return narrow.compareAndSet(offset(index), expected ? 1 : 0, next ? 1 : 0);
  }

  /**
   * Gives all elements the same value.
   *
   * @param value their new value
   */
  public void fill(boolean value) {
    fill(0, length(), value);
  }

  /**
   * Gives elements the same value.
   *
   * @param from the first of them
   * @param to the one after the last
   * @param value their new value
   */
  public void fill(long from, long to, boolean value) {
    fillWith(from, to, value ? 0x101_0101_0101_0101L : 0);
  }

  /**
   * Copies elements to an array of Java.
   *
   * @param from the first element to copy
   * @param target where to
   * @param targetFrom where the first goes
   * @param length how many
   */
  public void copyTo(long from, boolean[] target, int targetFrom, int length) {
    Objects.checkFromIndexSize(targetFrom, length, target.length);
    byte[] bytes = new byte[length];
    read(from, bytes, 0, length, length);
    for (int i = 0; i < length; i++) {
      target[targetFrom + i] = bytes[i] != 0;
    }
  }

  /**
   * Copies elements from an array of Java.
   *
   * @param to where the first goes
   * @param source where from
   * @param sourceFrom the first element to copy
   * @param length how many
   */
  public void copyFrom(long to, boolean[] source, int sourceFrom, int length) {
    Objects.checkFromIndexSize(sourceFrom, length, source.length);
    write(to, bytes(source, sourceFrom, length), 0, length, length);
  }

  /**
   * Copies all elements.
   *
   * @return a new array of Java
   * @throws IllegalStateException if there are more than such an array can have
   */
  public boolean[] toArray() {
    boolean[] array = new boolean[javaLength()];
    copyTo(0, array, 0, array.length);
    return array;
  }

  /**
   * The elements, in order, each read when its turn comes.
   *
   * @return a stream that is good in parallel, too
   */
  public Stream<Boolean> stream() {
    return indexes().mapToObj(this::get);
  }
}
