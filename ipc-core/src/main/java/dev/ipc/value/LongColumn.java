package dev.ipc.value;

import dev.ipc.value.FieldType.Scalar;
import java.util.function.LongUnaryOperator;

/**
 * One component of all structs of an array, of type {@code long}; made by {@link
 * SharedStructArray#longField}.
 *
 * <p>Each method is atomic for itself and against all that changes the same struct, whole or in
 * part. Reading takes no lock and allocates nothing; changing takes the lock of the struct's
 * writers.
 *
 * <p>Arithmetic wraps around.
 *
 * <p>All methods throw {@link IndexOutOfBoundsException} if there is no such struct, and {@link
 * dev.ipc.RegionClosedException} once the array is closed.
 */
public final class LongColumn {
  private final StructField field;

  LongColumn(StructTable table, String path) {
    this.field = StructField.of(table, path, Scalar.LONG);
  }

  /**
   * Reads the component.
   *
   * @param index of the struct
   * @return its value
   */
  public long get(long index) {
    return field.get(index);
  }

  /**
   * Replaces the component.
   *
   * @param index of the struct
   * @param value the new value
   */
  public void set(long index, long value) {
    getAndSet(index, value);
  }

  /**
   * Replaces the component.
   *
   * @param index of the struct
   * @param value the new value
   * @return the value before
   */
  public long getAndSet(long index, long value) {
    long bits = value;
    return field.change(index, now -> bits);
  }

  /**
   * Replaces the component if it is what the caller thinks.
   *
   * @param index of the struct
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, long expected, long next) {
    return field.compareAndSet(index, expected, next);
  }

  /**
   * Adds.
   *
   * @param index of the struct
   * @param delta what to add
   * @return the value before
   */
  public long getAndAdd(long index, long delta) {
    return field.change(index, now -> now + delta);
  }

  /**
   * Adds.
   *
   * @param index of the struct
   * @param delta what to add
   * @return the value after
   */
  public long addAndGet(long index, long delta) {
    return getAndAdd(index, delta) + delta;
  }

  /**
   * Applies a function.
   *
   * @param index of the struct
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public long updateAndGet(long index, LongUnaryOperator update) {
    while (true) {
      long now = field.get(index);
      long next = update.applyAsLong(now);
      if (field.compareAndSet(index, now, next)) {
        return next;
      }
    }
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
