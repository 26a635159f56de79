package dev.ipc.value;

import dev.ipc.value.FieldType.Scalar;

/**
 * One component of all structs of an array, of type {@code boolean}; made by {@link
 * SharedStructArray#booleanField}.
 *
 * <p>Each method is atomic for itself and against all that changes the same struct, whole or in
 * part. Reading takes no lock and allocates nothing; changing takes the lock of the struct's
 * writers.
 *
 * <p>All methods throw {@link IndexOutOfBoundsException} if there is no such struct, and {@link
 * dev.ipc.RegionClosedException} once the array is closed.
 */
public final class BooleanColumn {
  private final StructField field;

  BooleanColumn(StructTable table, String path) {
    this.field = StructField.of(table, path, Scalar.BOOLEAN);
  }

  /**
   * Reads the component.
   *
   * @param index of the struct
   * @return its value
   */
  public boolean get(long index) {
    return field.get(index) != 0;
  }

  /**
   * Replaces the component.
   *
   * @param index of the struct
   * @param value the new value
   */
  public void set(long index, boolean value) {
    getAndSet(index, value);
  }

  /**
   * Replaces the component.
   *
   * @param index of the struct
   * @param value the new value
   * @return the value before
   */
  public boolean getAndSet(long index, boolean value) {
    long bits = bits(value);
    return field.change(index, now -> bits) != 0;
  }

  /**
   * Replaces the component if it is what the caller thinks.
   *
   * @param index of the struct
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long index, boolean expected, boolean next) {
    return field.compareAndSet(index, bits(expected), bits(next));
  }

  private static long bits(boolean value) {
    return value ? 1 : 0;
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
