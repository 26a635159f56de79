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
 * An array of {@code float} that processes share.
 *
 * <p>{@link #get}, {@link #set} and all that handles many elements are plain; {@link SharedArray}
 * says what that means, and what is not torn. The others are atomic for an element, with the order
 * that their name says; those without one are sequentially consistent. Hardware adds no floats
 * atomically, so arithmetic is done by compare-and-set, again when another thread was faster.
 * {@link #compareAndSet} compares bits: {@code 0.0} is not {@code -0.0}, and a NaN is itself.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedFloatArray extends PrimitiveArray<SharedFloatArray> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedFloatArray> FORMAT =
      format(SharedValueLayout.FLOAT, "float", SharedFloatArray::new);

  /** Opens a shared array of {@code float}. */
  public static final Kind<SharedFloatArray> KIND = FORMAT;

  private SharedFloatArray(Home home) {
    super(home, ValueLayout.JAVA_FLOAT);
  }

  private SharedFloatArray(SharedFloatArray array, long from, long to) {
    super(array, from, to);
  }

  /**
   * An array of zeros.
   *
   * @param length how many elements; may be more than an {@code int} can count
   * @return the spec
   * @throws IllegalArgumentException if the length is negative or cannot be addressed
   */
  public static Spec<SharedFloatArray> ofLength(long length) {
    return zeros(FORMAT, ValueLayout.JAVA_FLOAT, length);
  }

  /**
   * An array to start with.
   *
   * @param values its elements, which are copied now
   * @return the spec
   */
  public static Spec<SharedFloatArray> of(float... values) {
    return copy(FORMAT, ValueLayout.JAVA_FLOAT, values.clone(), values.length);
  }

  @Override
  SharedFloatArray view(long from, long to) {
    return new SharedFloatArray(this, from, to);
  }

  @Override
  String show(long index) {
    return String.valueOf(getVolatile(index));
  }

  private long offset(long index) {
    return start + check(index) * Float.BYTES;
  }

  /**
   * Reads an element, plainly.
   *
   * @param index which
   * @return its value
   */
  public float get(long index) {
    return elements.getFloat(offset(index));
  }

  /**
   * Replaces an element, plainly.
   *
   * @param index which
   * @param value its new value
   */
  public void set(long index, float value) {
    elements.setFloat(offset(index), value);
  }

  /**
   * Reads an element.
   *
   * @param index which
   * @return its value
   */
  public float getVolatile(long index) {
    return Float.intBitsToFloat(block.getIntVolatile(offset(index)));
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   */
  public void setVolatile(long index, float value) {
    block.setIntVolatile(offset(index), Float.floatToRawIntBits(value));
  }

  /**
   * Reads an element; what happened before the {@link #setRelease} that stored it is seen after.
   *
   * @param index which
   * @return its value
   */
  public float getAcquire(long index) {
    return Float.intBitsToFloat(block.getIntAcquire(offset(index)));
  }

  /**
   * Replaces an element; what happened before is seen by who gets it by {@link #getAcquire}.
   *
   * @param index which
   * @param value its new value
   */
  public void setRelease(long index, float value) {
    block.setIntRelease(offset(index), Float.floatToRawIntBits(value));
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   * @return its value before
   */
  public float getAndSet(long index, float value) {
    return Float.intBitsToFloat(block.getAndSetInt(offset(index), Float.floatToRawIntBits(value)));
  }

  /**
   * Replaces an element if it is what the caller thinks.
   *
   * @param index which
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, float expected, float next) {
    return block.compareAndSetInt(
        offset(index), Float.floatToRawIntBits(expected), Float.floatToRawIntBits(next));
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value before
   */
  public float getAndAdd(long index, float delta) {
    return Updates.getAndAddFloat(block, offset(index), delta);
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value after
   */
  public float addAndGet(long index, float delta) {
    return getAndAdd(index, delta) + delta;
  }

  /**
   * Applies a function to an element.
   *
   * @param index which
   * @param update gives the next value, which is rounded to a float; free of side effects, as it is
   *     called again when another thread was faster
   * @return its value after
   */
  public float updateAndGet(long index, DoubleUnaryOperator update) {
    return Updates.updateFloat(block, offset(index), update);
  }

  /**
   * Combines an element with another value, for example by {@code Math::max}.
   *
   * @param index which
   * @param operand the right operand
   * @param combine gives the next value, which is rounded to a float; free of side effects, as it
   *     is called again when another thread was faster
   * @return its value after
   */
  public float accumulateAndGet(long index, float operand, DoubleBinaryOperator combine) {
    return updateAndGet(index, now -> combine.applyAsDouble(now, operand));
  }

  /**
   * Gives all elements the same value.
   *
   * @param value their new value
   */
  public void fill(float value) {
    fill(0, length(), value);
  }

  /**
   * Gives elements the same value.
   *
   * @param from the first of them
   * @param to the one after the last
   * @param value their new value
   */
  public void fill(long from, long to, float value) {
    fillWith(from, to, (Float.floatToRawIntBits(value) & 0xffff_ffffL) * 0x1_0000_0001L);
  }

  /**
   * Copies elements to an array of Java.
   *
   * @param from the first element to copy
   * @param target where to
   * @param targetFrom where the first goes
   * @param length how many
   */
  public void copyTo(long from, float[] target, int targetFrom, int length) {
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
  public void copyFrom(long to, float[] source, int sourceFrom, int length) {
    write(to, source, sourceFrom, source.length, length);
  }

  /**
   * Copies all elements.
   *
   * @return a new array of Java
   * @throws IllegalStateException if there are more than such an array can have
   */
  public float[] toArray() {
    float[] array = new float[javaLength()];
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
