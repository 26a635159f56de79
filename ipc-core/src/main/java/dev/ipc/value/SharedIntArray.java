package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Updates;
import java.io.Serial;
import java.lang.foreign.ValueLayout;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * An array of {@code int} that processes share.
 *
 * <p>{@link #get}, {@link #set} and all that handles many elements are plain; {@link SharedArray}
 * says what that means, and what is not torn. The others are atomic for an element, with the order
 * that their name says; those without one are sequentially consistent. Arithmetic wraps around.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedIntArray extends PrimitiveArray<SharedIntArray> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedIntArray> FORMAT =
      format(SharedValueLayout.INT, "int", SharedIntArray::new);

  /** Opens a shared array of {@code int}. */
  public static final Kind<SharedIntArray> KIND = FORMAT;

  private SharedIntArray(Home home) {
    super(home, ValueLayout.JAVA_INT);
  }

  private SharedIntArray(SharedIntArray array, long from, long to) {
    super(array, from, to);
  }

  /**
   * An array of zeros.
   *
   * @param length how many elements; may be more than an {@code int} can count
   * @return the spec
   * @throws IllegalArgumentException if the length is negative or cannot be addressed
   */
  public static Spec<SharedIntArray> ofLength(long length) {
    return zeros(FORMAT, ValueLayout.JAVA_INT, length);
  }

  /**
   * An array to start with.
   *
   * @param values its elements, which are copied now
   * @return the spec
   */
  public static Spec<SharedIntArray> of(int... values) {
    return copy(FORMAT, ValueLayout.JAVA_INT, values.clone(), values.length);
  }

  @Override
  SharedIntArray view(long from, long to) {
    return new SharedIntArray(this, from, to);
  }

  @Override
  String show(long index) {
    return String.valueOf(getVolatile(index));
  }

  private long offset(long index) {
    return start + check(index) * Integer.BYTES;
  }

  /**
   * Reads an element, plainly.
   *
   * @param index which
   * @return its value
   */
  public int get(long index) {
    return block.getInt(offset(index));
  }

  /**
   * Replaces an element, plainly.
   *
   * @param index which
   * @param value its new value
   */
  public void set(long index, int value) {
    block.setInt(offset(index), value);
  }

  /**
   * Reads an element.
   *
   * @param index which
   * @return its value
   */
  public int getVolatile(long index) {
    return block.getIntVolatile(offset(index));
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   */
  public void setVolatile(long index, int value) {
    block.setIntVolatile(offset(index), value);
  }

  /**
   * Reads an element; what happened before the {@link #setRelease} that stored it is seen after.
   *
   * @param index which
   * @return its value
   */
  public int getAcquire(long index) {
    return block.getIntAcquire(offset(index));
  }

  /**
   * Replaces an element; what happened before is seen by who gets it by {@link #getAcquire}.
   *
   * @param index which
   * @param value its new value
   */
  public void setRelease(long index, int value) {
    block.setIntRelease(offset(index), value);
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   * @return its value before
   */
  public int getAndSet(long index, int value) {
    return block.getAndSetInt(offset(index), value);
  }

  /**
   * Replaces an element if it is what the caller thinks.
   *
   * @param index which
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, int expected, int next) {
    return block.compareAndSetInt(offset(index), expected, next);
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value before
   */
  public int getAndAdd(long index, int delta) {
    return block.getAndAddInt(offset(index), delta);
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value after
   */
  public int addAndGet(long index, int delta) {
    return getAndAdd(index, delta) + delta;
  }

  /**
   * Adds one to an element.
   *
   * @param index which
   * @return its value after
   */
  public int incrementAndGet(long index) {
    return addAndGet(index, 1);
  }

  /**
   * Takes one away from an element.
   *
   * @param index which
   * @return its value after
   */
  public int decrementAndGet(long index) {
    return addAndGet(index, -1);
  }

  /**
   * Applies a function to an element.
   *
   * @param index which
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return its value after
   */
  public int updateAndGet(long index, IntUnaryOperator update) {
    return Updates.updateInt(block, offset(index), update);
  }

  /**
   * Combines an element with another value, for example by {@code Math::max}.
   *
   * @param index which
   * @param operand the right operand
   * @param combine gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return its value after
   */
  public int accumulateAndGet(long index, int operand, IntBinaryOperator combine) {
    return updateAndGet(index, now -> combine.applyAsInt(now, operand));
  }

  /**
   * Gives all elements the same value.
   *
   * @param value their new value
   */
  public void fill(int value) {
    fill(0, length(), value);
  }

  /**
   * Gives elements the same value.
   *
   * @param from the first of them
   * @param to the one after the last
   * @param value their new value
   */
  public void fill(long from, long to, int value) {
    fillWith(from, to, (value & 0xffff_ffffL) * 0x1_0000_0001L);
  }

  /**
   * Copies elements to an array of Java.
   *
   * @param from the first element to copy
   * @param target where to
   * @param targetFrom where the first goes
   * @param length how many
   */
  public void copyTo(long from, int[] target, int targetFrom, int length) {
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
  public void copyFrom(long to, int[] source, int sourceFrom, int length) {
    write(to, source, sourceFrom, source.length, length);
  }

  /**
   * Copies all elements.
   *
   * @return a new array of Java
   * @throws IllegalStateException if there are more than such an array can have
   */
  public int[] toArray() {
    int[] array = new int[javaLength()];
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
