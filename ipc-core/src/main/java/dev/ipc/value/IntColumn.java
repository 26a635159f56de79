package dev.ipc.value;

import dev.ipc.value.FieldType.Scalar;
import java.util.function.IntUnaryOperator;

/**
 * One component of all structs of an array, of type {@code int}, {@code short}, {@code byte} or
 * {@code char}; made by {@link SharedStructArray#intField}.
 *
 * <p>Each method is atomic for itself and against all that changes the same struct, whole or in
 * part. Reading takes no lock and allocates nothing; changing takes the lock of the struct's
 * writers.
 *
 * <p>A value that does not fit a {@code short}, {@code byte} or {@code char} is refused. Arithmetic
 * on an {@code int} wraps around.
 *
 * <p>All methods throw {@link IndexOutOfBoundsException} if there is no such struct, and {@link
 * dev.ipc.RegionClosedException} once the array is closed.
 */
public final class IntColumn {
  private final StructField field;

  IntColumn(StructTable table, String path) {
    this.field = StructField.of(table, path, Scalar.INT, Scalar.SHORT, Scalar.BYTE, Scalar.CHAR);
  }

  /**
   * Reads the component.
   *
   * @param index of the struct
   * @return its value
   */
  public int get(long index) {
    return (int) field.get(index);
  }

  /**
   * Replaces the component.
   *
   * @param index of the struct
   * @param value the new value
   * @throws IllegalArgumentException if it does not fit the component; nothing was changed then
   */
  public void set(long index, int value) {
    getAndSet(index, value);
  }

  /**
   * Replaces the component.
   *
   * @param index of the struct
   * @param value the new value
   * @return the value before
   * @throws IllegalArgumentException if it does not fit the component; nothing was changed then
   */
  public int getAndSet(long index, int value) {
    long bits = bits(value);
    return (int) field.change(index, now -> bits);
  }

  /**
   * Replaces the component if it is what the caller thinks.
   *
   * @param index of the struct
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   * @throws IllegalArgumentException if either does not fit the component; nothing was changed then
   */
  public boolean compareAndSet(long index, int expected, int next) {
    return field.compareAndSet(index, bits(expected), bits(next));
  }

  /**
   * Adds.
   *
   * @param index of the struct
   * @param delta what to add
   * @return the value before
   * @throws IllegalArgumentException if the sum does not fit the component; nothing was changed
   *     then
   */
  public int getAndAdd(long index, int delta) {
    return (int) field.change(index, now -> bits((int) now + delta));
  }

  /**
   * Adds.
   *
   * @param index of the struct
   * @param delta what to add
   * @return the value after
   * @throws IllegalArgumentException if the sum does not fit the component; nothing was changed
   *     then
   */
  public int addAndGet(long index, int delta) {
    return getAndAdd(index, delta) + delta;
  }

  /**
   * Applies a function.
   *
   * @param index of the struct
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   * @throws IllegalArgumentException if the next value does not fit the component; nothing was
   *     changed then
   */
  public int updateAndGet(long index, IntUnaryOperator update) {
    while (true) {
      long now = field.get(index);
      long next = bits(update.applyAsInt((int) now));
      if (field.compareAndSet(index, now, next)) {
        return (int) next;
      }
    }
  }

  private long bits(int value) {
    boolean fits =
        switch (field.scalar()) {
          case SHORT -> value == (short) value;
          case BYTE -> value == (byte) value;
          case CHAR -> value == (char) value;
          default -> true;
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "value does not fit " + this + ": value=" + value + "; keep it in the range of its type");
    }
    return value;
  }

  /**
   * Describes the column.
   *
   * @return type and name of the component, and the array
   */
  @Override
  public String toString() {
    return field.toString();
  }
}
