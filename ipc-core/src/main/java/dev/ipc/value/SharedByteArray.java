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
 * An array of {@code byte} that processes share.
 *
 * <p>{@link #get}, {@link #set} and all that handles many elements are plain; {@link SharedArray}
 * says what that means, and what is not torn. The others are atomic for an element, with the order
 * that their name says; those without one are sequentially consistent. Arithmetic wraps around.
 * What changes an element depending on what it was changes the int around it, again when a
 * neighbour changed meanwhile: neighbours that processes change often are better ints.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedByteArray extends PrimitiveArray<SharedByteArray> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedByteArray> FORMAT =
      format(SharedValueLayout.BYTE, "byte", SharedByteArray::new);

  /** Opens a shared array of {@code byte}. */
  public static final Kind<SharedByteArray> KIND = FORMAT;

  private final transient Narrow narrow;

  private SharedByteArray(Home home) {
    super(home, ValueLayout.JAVA_BYTE);
    this.narrow = new Narrow(block, Byte.BYTES);
  }

  private SharedByteArray(SharedByteArray array, long from, long to) {
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
  public static Spec<SharedByteArray> ofLength(long length) {
    return zeros(FORMAT, ValueLayout.JAVA_BYTE, length);
  }

  /**
   * An array to start with.
   *
   * @param values its elements, which are copied now
   * @return the spec
   */
  public static Spec<SharedByteArray> of(byte... values) {
    return copy(FORMAT, ValueLayout.JAVA_BYTE, values.clone(), values.length);
  }

  @Override
  SharedByteArray view(long from, long to) {
    return new SharedByteArray(this, from, to);
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
  public byte get(long index) {
    return elements.getByte(offset(index));
  }

  /**
   * Replaces an element, plainly.
   *
   * @param index which
   * @param value its new value
   */
  public void set(long index, byte value) {
    elements.setByte(offset(index), value);
  }

  /**
   * Reads an element.
   *
   * @param index which
   * @return its value
   */
  public byte getVolatile(long index) {
    return (byte) narrow.getVolatile(offset(index));
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   */
  public void setVolatile(long index, byte value) {
    narrow.setVolatile(offset(index), value);
  }

  /**
   * Reads an element; what happened before the {@link #setRelease} that stored it is seen after.
   *
   * @param index which
   * @return its value
   */
  public byte getAcquire(long index) {
    return (byte) narrow.getAcquire(offset(index));
  }

  /**
   * Replaces an element; what happened before is seen by who gets it by {@link #getAcquire}.
   *
   * @param index which
   * @param value its new value
   */
  public void setRelease(long index, byte value) {
    narrow.setRelease(offset(index), value);
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param value its new value
   * @return its value before
   */
  public byte getAndSet(long index, byte value) {
    return (byte) narrow.getAndSet(offset(index), value);
  }

  /**
   * Replaces an element if it is what the caller thinks.
   *
   * @param index which
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, byte expected, byte next) {
    return narrow.compareAndSet(offset(index), expected, next);
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value before
   */
  public byte getAndAdd(long index, byte delta) {
    return (byte) narrow.getAndAdd(offset(index), delta);
  }

  /**
   * Adds to an element.
   *
   * @param index which
   * @param delta what to add
   * @return its value after
   */
  public byte addAndGet(long index, byte delta) {
    return (byte) (getAndAdd(index, delta) + delta);
  }

  /**
   * Adds one to an element.
   *
   * @param index which
   * @return its value after
   */
  public byte incrementAndGet(long index) {
    return addAndGet(index, (byte) 1);
  }

  /**
   * Takes one away from an element.
   *
   * @param index which
   * @return its value after
   */
  public byte decrementAndGet(long index) {
    return addAndGet(index, (byte) -1);
  }

  /**
   * Applies a function to an element.
   *
   * @param index which
   * @param update gives the next value, of which the lower 8 bits count; free of side effects, as
   *     it is called again when another thread was faster
   * @return its value after
   */
  public byte updateAndGet(long index, IntUnaryOperator update) {
    return (byte) narrow.updateAndGet(offset(index), update);
  }

  /**
   * Combines an element with another value, for example by {@code Math::max}.
   *
   * @param index which
   * @param operand the right operand
   * @param combine gives the next value, of which the lower 8 bits count; free of side effects, as
   *     it is called again when another thread was faster
   * @return its value after
   */
  public byte accumulateAndGet(long index, byte operand, IntBinaryOperator combine) {
    return updateAndGet(index, now -> combine.applyAsInt(now, operand));
  }

  /**
   * Gives all elements the same value.
   *
   * @param value their new value
   */
  public void fill(byte value) {
    fill(0, length(), value);
  }

  /**
   * Gives elements the same value.
   *
   * @param from the first of them
   * @param to the one after the last
   * @param value their new value
   */
  public void fill(long from, long to, byte value) {
    fillWith(from, to, (value & 0xffL) * 0x101_0101_0101_0101L);
  }

  /**
   * Copies elements to an array of Java.
   *
   * @param from the first element to copy
   * @param target where to
   * @param targetFrom where the first goes
   * @param length how many
   */
  public void copyTo(long from, byte[] target, int targetFrom, int length) {
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
  public void copyFrom(long to, byte[] source, int sourceFrom, int length) {
    write(to, source, sourceFrom, source.length, length);
  }

  /**
   * Copies all elements.
   *
   * @return a new array of Java
   * @throws IllegalStateException if there are more than such an array can have
   */
  public byte[] toArray() {
    byte[] array = new byte[javaLength()];
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
