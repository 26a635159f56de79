package dev.ipc.value;

import dev.ipc.value.FieldType.Scalar;
import java.util.function.DoubleUnaryOperator;

/**
 * One component of all structs of an array, of type {@code double} or {@code float}; made by {@link
 * SharedStructArray#doubleField}.
 *
 * <p>Each method is atomic for itself and against all that changes the same struct, whole or in
 * part. Reading takes no lock and allocates nothing; changing takes the lock of the struct's
 * writers.
 *
 * <p>In a {@code float}, a value is rounded to the nearest one. What {@code compareAndSet} compares
 * is the representation: {@code -0.0} is not {@code 0.0}, and a NaN equals itself.
 *
 * <p>All methods throw {@link IndexOutOfBoundsException} if there is no such struct, and {@link
 * dev.ipc.RegionClosedException} once the array is closed.
 */
public final class DoubleColumn {
  private final StructField field;

  DoubleColumn(StructTable table, String path) {
    this.field = StructField.of(table, path, Scalar.DOUBLE, Scalar.FLOAT);
  }

  /**
   * Reads the component.
   *
   * @param index of the struct
   * @return its value
   */
  public double get(long index) {
    return value(field.get(index));
  }

  /**
   * Replaces the component.
   *
   * @param index of the struct
   * @param value the new value
   */
  public void set(long index, double value) {
    getAndSet(index, value);
  }

  /**
   * Replaces the component.
   *
   * @param index of the struct
   * @param value the new value
   * @return the value before
   */
  public double getAndSet(long index, double value) {
    long bits = bits(value);
    return value(field.change(index, now -> bits));
  }

  /**
   * Replaces the component if it is what the caller thinks.
   *
   * @param index of the struct
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, double expected, double next) {
    return field.compareAndSet(index, bits(expected), bits(next));
  }

  /**
   * Adds.
   *
   * @param index of the struct
   * @param delta what to add
   * @return the value before
   */
  public double getAndAdd(long index, double delta) {
    return value(field.change(index, now -> bits(value(now) + delta)));
  }

  /**
   * Adds.
   *
   * @param index of the struct
   * @param delta what to add
   * @return the value after
   */
  public double addAndGet(long index, double delta) {
    return value(bits(getAndAdd(index, delta) + delta));
  }

  /**
   * Applies a function.
   *
   * @param index of the struct
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public double updateAndGet(long index, DoubleUnaryOperator update) {
    while (true) {
      long now = field.get(index);
      long next = bits(update.applyAsDouble(value(now)));
      if (field.compareAndSet(index, now, next)) {
        return value(next);
      }
    }
  }

  private double value(long bits) {
    return field.scalar() == Scalar.FLOAT
        ? Float.intBitsToFloat((int) bits)
        : Double.longBitsToDouble(bits);
  }

  private long bits(double value) {
    return field.scalar() == Scalar.FLOAT
        ? Float.floatToRawIntBits((float) value)
        : Double.doubleToRawLongBits(value);
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
