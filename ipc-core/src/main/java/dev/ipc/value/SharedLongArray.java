package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Updates;
import java.io.Serial;
import java.lang.foreign.ValueLayout;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * An array of {@code long} that processes share.
 *
 * <p>{@link #get}, {@link #set} and all that handles many elements are plain; {@link SharedArray}
 * says what that means, and what is not torn. The others are atomic for an element, with the order
 * that their name says; those without one are sequentially consistent. Arithmetic wraps around.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedLongArray extends PrimitiveArray<SharedLongArray> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedLongArray> FORMAT =
      format(SharedValueLayout.LONG, "long", SharedLongArray::new);

  /** Opens a shared array of {@code long}. */
  public static final Kind<SharedLongArray> KIND = FORMAT;

  private SharedLongArray(Home home) {
    super(home, ValueLayout.JAVA_LONG);
  }

  private SharedLongArray(SharedLongArray array, long from, long to) {
    super(array, from, to);
  }

  /**
   * An array of zeros.
   *
   * @param length how many elements; may be more than an {@code int} can count
   * @return the spec
   * @throws IllegalArgumentException if the length is negative or cannot be addressed
   */
  public static Spec<SharedLongArray> ofLength(long length) {
    return zeros(FORMAT, ValueLayout.JAVA_LONG, length);
  }

  /**
   * An array to start with.
   *
   * @param values its elements, which are copied now
   * @return the spec
   */
  public static Spec<SharedLongArray> of(long... values) {
    return copy(FORMAT, ValueLayout.JAVA_LONG, values.clone(), values.length);
  }

  @Override
  SharedLongArray view(long from, long to) {
    return new SharedLongArray(this, from, to);
  }

  @Override
  String show(long index) {
    return String.valueOf(getVolatile(index));
  }

  private long offset(long index) {
    return start + check(index) * Long.BYTES;
  }

  /**
   * Reads an element, plainly.
   *
   * @param index which
   * @return its value
   */
  public long get(long index) {
    return block.getLong(offset(index));
  }

  /**
   * Replaces an element, plainly.
   *
   * @param index which
   * @param value its new value
   */
  public void set(long index, long value) {
    block.setLong(offset(index), value);
  }

  /**
   * Reads an element.
   *
   * @param index which
   * @return its value
   */
  public long getVolatile(long index) {
    return block.getLongVolatile(offset(index));
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   */
  public void setVolatile(long index, long value) {
    block.setLongVolatile(offset(index), value);
  }

  /**
   * Reads an element; what happened before the {@link #setRelease} that stored it is seen after.
   *
   * @param index which
   * @return its value
   */
  public long getAcquire(long index) {
    return block.getLongAcquire(offset(index));
  }

  /**
   * Replaces an element; what happened before is seen by who gets it by {@link #getAcquire}.
   *
   * @param index which
   * @param value its new value
   */
  public void setRelease(long index, long value) {
    block.setLongRelease(offset(index), value);
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   * @return its value before
   */
  public long getAndSet(long index, long value) {
    return block.getAndSetLong(offset(index), value);
  }

  /**
   * Replaces an element if it is what the caller thinks.
   *
   * @param index which
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, long expected, long next) {
    return block.compareAndSetLong(offset(index), expected, next);
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value before
   */
  public long getAndAdd(long index, long delta) {
    return block.getAndAddLong(offset(index), delta);
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value after
   */
  public long addAndGet(long index, long delta) {
    return getAndAdd(index, delta) + delta;
  }

  /**
   * Adds one to an element.
   *
   * @param index which
   * @return its value after
   */
  public long incrementAndGet(long index) {
    return addAndGet(index, 1);
  }

  /**
   * Takes one away from an element.
   *
   * @param index which
   * @return its value after
   */
  public long decrementAndGet(long index) {
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
  public long updateAndGet(long index, LongUnaryOperator update) {
    return Updates.updateLong(block, offset(index), update);
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
  public long accumulateAndGet(long index, long operand, LongBinaryOperator combine) {
    return updateAndGet(index, now -> combine.applyAsLong(now, operand));
  }

  /**
   * Gives all elements the same value.
   *
   * @param value their new value
   */
  public void fill(long value) {
    fill(0, length(), value);
  }

  /**
   * Gives elements the same value.
   *
   * @param from the first of them
   * @param to the one after the last
   * @param value their new value
   */
  public void fill(long from, long to, long value) {
    fillWith(from, to, value);
  }

  /**
   * Copies elements to an array of Java.
   *
   * @param from the first element to copy
   * @param target where to
   * @param targetFrom where the first goes
   * @param length how many
   */
  public void copyTo(long from, long[] target, int targetFrom, int length) {
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
  public void copyFrom(long to, long[] source, int sourceFrom, int length) {
    write(to, source, sourceFrom, source.length, length);
  }

  /**
   * Copies all elements.
   *
   * @return a new array of Java
   * @throws IllegalStateException if there are more than such an array can have
   */
  public long[] toArray() {
    long[] array = new long[javaLength()];
    copyTo(0, array, 0, array.length);
    return array;
  }

  /**
   * The elements, in order, each read when its turn comes.
   *
   * @return a stream that is good in parallel, too
   */
  public LongStream stream() {
    return indexes().map(this::get);
  }
}
