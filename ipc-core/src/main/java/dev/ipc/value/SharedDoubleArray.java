package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Updates;
import java.io.Serial;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * An array of {@code double} that processes share.
 *
 * <p>{@link #get}, {@link #set} and all that handles many elements are plain; {@link SharedArray}
 * says what that means, and what is not torn. The others are atomic for an element, with the order
 * that their name says; those without one are sequentially consistent. Hardware adds no doubles
 * atomically, so arithmetic is done by compare-and-set, again when another thread was faster.
 * {@link #compareAndSet} compares bits: {@code 0.0} is not {@code -0.0}, and a NaN is itself.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedDoubleArray extends PrimitiveArray<SharedDoubleArray> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedDoubleArray> FORMAT =
      format(SharedValueLayout.DOUBLE, "double", SharedDoubleArray::new);

  /** Opens a shared array of {@code double}. */
  public static final Kind<SharedDoubleArray> KIND = FORMAT;

  private SharedDoubleArray(Home home) {
    super(home, ValueLayout.JAVA_DOUBLE);
  }

  private SharedDoubleArray(SharedDoubleArray array, long from, long to) {
    super(array, from, to);
  }

  /**
   * An array of zeros.
   *
   * @param length how many elements; may be more than an {@code int} can count
   * @return the spec
   * @throws IllegalArgumentException if the length is negative or cannot be addressed
   */
  public static Spec<SharedDoubleArray> ofLength(long length) {
    return zeros(FORMAT, ValueLayout.JAVA_DOUBLE, length);
  }

  /**
   * An array to start with.
   *
   * @param values its elements, which are copied now
   * @return the spec
   */
  public static Spec<SharedDoubleArray> of(double... values) {
    return copy(FORMAT, ValueLayout.JAVA_DOUBLE, values.clone(), values.length);
  }

  @Override
  SharedDoubleArray view(long from, long to) {
    return new SharedDoubleArray(this, from, to);
  }

  @Override
  String show(long index) {
    return String.valueOf(getVolatile(index));
  }

  private long offset(long index) {
    return start + check(index) * Double.BYTES;
  }

  /**
   * Reads an element, plainly.
   *
   * @param index which
   * @return its value
   */
  public double get(long index) {
    return elements.getDouble(offset(index));
  }

  /**
   * Replaces an element, plainly.
   *
   * @param index which
   * @param value its new value
   */
  public void set(long index, double value) {
    elements.setDouble(offset(index), value);
  }

  /**
   * Reads an element.
   *
   * @param index which
   * @return its value
   */
  public double getVolatile(long index) {
    return Double.longBitsToDouble(block.getLongVolatile(offset(index)));
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   */
  public void setVolatile(long index, double value) {
    block.setLongVolatile(offset(index), Double.doubleToRawLongBits(value));
  }

  /**
   * Reads an element; what happened before the {@link #setRelease} that stored it is seen after.
   *
   * @param index which
   * @return its value
   */
  public double getAcquire(long index) {
    return Double.longBitsToDouble(block.getLongAcquire(offset(index)));
  }

  /**
   * Replaces an element; what happened before is seen by who gets it by {@link #getAcquire}.
   *
   * @param index which
   * @param value its new value
   */
  public void setRelease(long index, double value) {
    block.setLongRelease(offset(index), Double.doubleToRawLongBits(value));
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   * @return its value before
   */
  public double getAndSet(long index, double value) {
    return Double.longBitsToDouble(
        block.getAndSetLong(offset(index), Double.doubleToRawLongBits(value)));
  }

  /**
   * Replaces an element if it is what the caller thinks.
   *
   * @param index which
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, double expected, double next) {
    return block.compareAndSetLong(
        offset(index), Double.doubleToRawLongBits(expected), Double.doubleToRawLongBits(next));
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value before
   */
  public double getAndAdd(long index, double delta) {
    return Updates.getAndAddDouble(block, offset(index), delta);
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value after
   */
  public double addAndGet(long index, double delta) {
    return getAndAdd(index, delta) + delta;
  }

  /**
   * Applies a function to an element.
   *
   * @param index which
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return its value after
   */
  public double updateAndGet(long index, DoubleUnaryOperator update) {
    return Updates.updateDouble(block, offset(index), update);
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
  public double accumulateAndGet(long index, double operand, DoubleBinaryOperator combine) {
    return updateAndGet(index, now -> combine.applyAsDouble(now, operand));
  }

  /**
   * Gives all elements the same value.
   *
   * @param value their new value
   */
  public void fill(double value) {
    fill(0, length(), value);
  }

  /**
   * Gives elements the same value.
   *
   * @param from the first of them
   * @param to the one after the last
   * @param value their new value
   */
  public void fill(long from, long to, double value) {
    fillWith(from, to, Double.doubleToRawLongBits(value));
  }

  /**
   * Copies elements to an array of Java.
   *
   * @param from the first element to copy
   * @param target where to
   * @param targetFrom where the first goes
   * @param length how many
   */
  public void copyTo(long from, double[] target, int targetFrom, int length) {
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
  public void copyFrom(long to, double[] source, int sourceFrom, int length) {
    write(to, source, sourceFrom, source.length, length);
  }

  /**
   * Copies all elements.
   *
   * @return a new array of Java
   * @throws IllegalStateException if there are more than such an array can have
   */
  public double[] toArray() {
    double[] array = new double[javaLength()];
    copyTo(0, array, 0, array.length);
    return array;
  }

  /**
   * The elements, in order, each read when its turn comes.
   *
   * @return a stream that is good in parallel, too
   */
  public DoubleStream stream() {
    return indexes().mapToDouble(this::get);
  }
}
