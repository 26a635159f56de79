package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Narrow;
import java.io.Serial;
import java.lang.foreign.ValueLayout;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * An array of {@code short} that processes share.
 *
 * <p>{@link #get}, {@link #set} and all that handles many elements are plain; {@link SharedArray}
 * says what that means, and what is not torn. The others are atomic for an element, with the order
 * that their name says; those without one are sequentially consistent. Arithmetic wraps around.
 * What changes an element depending on what it was changes the int around it, again when a
 * neighbour changed meanwhile: neighbours that processes change often are better ints.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedShortArray extends PrimitiveArray<SharedShortArray> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedShortArray> FORMAT =
      format(SharedValueLayout.SHORT, "short", SharedShortArray::new);

  /** Opens a shared array of {@code short}. */
  public static final Kind<SharedShortArray> KIND = FORMAT;

  private final transient Narrow narrow;

  private SharedShortArray(Home home) {
    super(home, ValueLayout.JAVA_SHORT);
    this.narrow = new Narrow(block, Short.BYTES);
  }

  private SharedShortArray(SharedShortArray array, long from, long to) {
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
  public static Spec<SharedShortArray> ofLength(long length) {
    return zeros(FORMAT, ValueLayout.JAVA_SHORT, length);
  }

  /**
   * An array to start with.
   *
   * @param values its elements, which are copied now
   * @return the spec
   */
  public static Spec<SharedShortArray> of(short... values) {
    return copy(FORMAT, ValueLayout.JAVA_SHORT, values.clone(), values.length);
  }

  @Override
  SharedShortArray view(long from, long to) {
    return new SharedShortArray(this, from, to);
  }

  @Override
  String show(long index) {
    return String.valueOf(getVolatile(index));
  }

  private long offset(long index) {
    return start + check(index) * Short.BYTES;
  }

  /**
   * Reads an element, plainly.
   *
   * @param index which
   * @return its value
   */
  public short get(long index) {
    return elements.getShort(offset(index));
  }

  /**
   * Replaces an element, plainly.
   *
   * @param index which
   * @param value its new value
   */
  public void set(long index, short value) {
    elements.setShort(offset(index), value);
  }

  /**
   * Reads an element.
   *
   * @param index which
   * @return its value
   */
  public short getVolatile(long index) {
    return (short) narrow.getVolatile(offset(index));
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   */
  public void setVolatile(long index, short value) {
    narrow.setVolatile(offset(index), value);
  }

  /**
   * Reads an element; what happened before the {@link #setRelease} that stored it is seen after.
   *
   * @param index which
   * @return its value
   */
  public short getAcquire(long index) {
    return (short) narrow.getAcquire(offset(index));
  }

  /**
   * Replaces an element; what happened before is seen by who gets it by {@link #getAcquire}.
   *
   * @param index which
   * @param value its new value
   */
  public void setRelease(long index, short value) {
    narrow.setRelease(offset(index), value);
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   * @return its value before
   */
  public short getAndSet(long index, short value) {
    return (short) narrow.getAndSet(offset(index), value);
  }

  /**
   * Replaces an element if it is what the caller thinks.
   *
   * @param index which
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, short expected, short next) {
    return narrow.compareAndSet(offset(index), expected, next);
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value before
   */
  public short getAndAdd(long index, short delta) {
    return (short) narrow.getAndAdd(offset(index), delta);
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value after
   */
  public short addAndGet(long index, short delta) {
    return (short) (getAndAdd(index, delta) + delta);
  }

  /**
   * Adds one to an element.
   *
   * @param index which
   * @return its value after
   */
  public short incrementAndGet(long index) {
    return addAndGet(index, (short) 1);
  }

  /**
   * Takes one away from an element.
   *
   * @param index which
   * @return its value after
   */
  public short decrementAndGet(long index) {
    return addAndGet(index, (short) -1);
  }

  /**
   * Applies a function to an element.
   *
   * @param index which
   * @param update gives the next value, of which the lower 16 bits count; free of side effects, as
   *     it is called again when another thread was faster
   * @return its value after
   */
  public short updateAndGet(long index, IntUnaryOperator update) {
    return (short) narrow.updateAndGet(offset(index), update);
  }

  /**
   * Combines an element with another value, for example by {@code Math::max}.
   *
   * @param index which
   * @param operand the right operand
   * @param combine gives the next value, of which the lower 16 bits count; free of side effects, as
   *     it is called again when another thread was faster
   * @return its value after
   */
  public short accumulateAndGet(long index, short operand, IntBinaryOperator combine) {
    return updateAndGet(index, now -> combine.applyAsInt(now, operand));
  }

  /**
   * Gives all elements the same value.
   *
   * @param value their new value
   */
  public void fill(short value) {
    fill(0, length(), value);
  }

  /**
   * Gives elements the same value.
   *
   * @param from the first of them
   * @param to the one after the last
   * @param value their new value
   */
  public void fill(long from, long to, short value) {
    fillWith(from, to, (value & 0xffffL) * 0x1_0001_0001_0001L);
  }

  /**
   * Copies elements to an array of Java.
   *
   * @param from the first element to copy
   * @param target where to
   * @param targetFrom where the first goes
   * @param length how many
   */
  public void copyTo(long from, short[] target, int targetFrom, int length) {
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
  public void copyFrom(long to, short[] source, int sourceFrom, int length) {
    write(to, source, sourceFrom, source.length, length);
  }

  /**
   * Copies all elements.
   *
   * @return a new array of Java
   * @throws IllegalStateException if there are more than such an array can have
   */
  public short[] toArray() {
    short[] array = new short[javaLength()];
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
