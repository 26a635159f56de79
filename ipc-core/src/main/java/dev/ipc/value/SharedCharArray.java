package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Narrow;
import java.io.Serial;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/**
 * An array of {@code char} that processes share.
 *
 * <p>{@link #get}, {@link #set} and all that handles many elements are plain; {@link SharedArray}
 * says what that means, and what is not torn. The others are atomic for an element, with the order
 * that their name says; those without one are sequentially consistent. What changes an element
 * depending on what it was changes the int around it, again when a neighbour changed meanwhile:
 * neighbours that processes change often are better ints.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedCharArray extends PrimitiveArray<SharedCharArray> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedCharArray> FORMAT =
      format(SharedValueLayout.CHAR, "char", SharedCharArray::new);

  /** Opens a shared array of {@code char}. */
  public static final Kind<SharedCharArray> KIND = FORMAT;

  private final transient Narrow narrow;

  private SharedCharArray(Home home) {
    super(home, ValueLayout.JAVA_CHAR);
    this.narrow = new Narrow(block, Character.BYTES);
  }

  private SharedCharArray(SharedCharArray array, long from, long to) {
    super(array, from, to);
    this.narrow = array.narrow;
  }

  /**
   * An array of zeros.
   *
   * @param length how many elements; may be more than an {@code int} can count
   * @return the spec
   * @throws IllegalArgumentException if the length is negative or cannot be addressed
   */
  public static Spec<SharedCharArray> ofLength(long length) {
    return zeros(FORMAT, ValueLayout.JAVA_CHAR, length);
  }

  /**
   * An array to start with.
   *
   * @param values its elements, which are copied now
   * @return the spec
   */
  public static Spec<SharedCharArray> of(char... values) {
    return copy(FORMAT, ValueLayout.JAVA_CHAR, values.clone(), values.length);
  }

  @Override
  SharedCharArray view(long from, long to) {
    return new SharedCharArray(this, from, to);
  }

  @Override
  String show(long index) {
    return String.valueOf(getVolatile(index));
  }

  private long offset(long index) {
    return start + check(index) * Character.BYTES;
  }

  /**
   * Reads an element, plainly.
   *
   * @param index which
   * @return its value
   */
  public char get(long index) {
    return (char) elements.getShort(offset(index));
  }

  /**
   * Replaces an element, plainly.
   *
   * @param index which
   * @param value its new value
   */
  public void set(long index, char value) {
    elements.setShort(offset(index), (short) value);
  }

  /**
   * Reads an element.
   *
   * @param index which
   * @return its value
   */
  public char getVolatile(long index) {
    return (char) narrow.getVolatile(offset(index));
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   */
  public void setVolatile(long index, char value) {
    narrow.setVolatile(offset(index), value);
  }

  /**
   * Reads an element; what happened before the {@link #setRelease} that stored it is seen after.
   *
   * @param index which
   * @return its value
   */
  public char getAcquire(long index) {
    return (char) narrow.getAcquire(offset(index));
  }

  /**
   * Replaces an element; what happened before is seen by who gets it by {@link #getAcquire}.
   *
   * @param index which
   * @param value its new value
   */
  public void setRelease(long index, char value) {
    narrow.setRelease(offset(index), value);
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   * @return its value before
   */
  public char getAndSet(long index, char value) {
    return (char) narrow.getAndSet(offset(index), value);
  }

  /**
   * Replaces an element if it is what the caller thinks.
   *
   * @param index which
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, char expected, char next) {
    return narrow.compareAndSet(offset(index), expected, next);
  }

  /**
   * Gives all elements the same value.
   *
   * @param value their new value
   */
  public void fill(char value) {
    fill(0, length(), value);
  }

  /**
   * Gives elements the same value.
   *
   * @param from the first of them
   * @param to the one after the last
   * @param value their new value
   */
  public void fill(long from, long to, char value) {
    fillWith(from, to, value * 0x1_0001_0001_0001L);
  }

  /**
   * Copies elements to an array of Java.
   *
   * @param from the first element to copy
   * @param target where to
   * @param targetFrom where the first goes
   * @param length how many
   */
  public void copyTo(long from, char[] target, int targetFrom, int length) {
    read(from, target, targetFrom, target.length, length);
  }

  /**
   * Copies elements from an array of Java.
   *
   * @param to where the first goes
   * @param source where from
   * @param sourceFrom the first element to copy
   * @param length how many
   */
  public void copyFrom(long to, char[] source, int sourceFrom, int length) {
    write(to, source, sourceFrom, source.length, length);
  }

  /**
   * Copies all elements.
   *
   * @return a new array of Java
   * @throws IllegalStateException if there are more than such an array can have
   */
  public char[] toArray() {
    char[] array = new char[javaLength()];
    copyTo(0, array, 0, array.length);
    return array;
  }

  /**
   * The elements, in order, each read when its turn comes.
   *
   * @return a stream that is good in parallel, too
   */
  public IntStream stream() {
    return indexes().mapToInt(this::get);
  }
}
