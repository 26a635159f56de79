package dev.ipc.value;

import java.util.function.DoubleUnaryOperator;

/**
 * One component of a struct, of type {@code double} or {@code float}; made by {@link
 * SharedStruct#doubleField}.
 *
 * <p>Each method is atomic for itself and against all that changes the struct, whole or in part.
 * Reading takes no lock and allocates nothing; changing takes the lock of the struct's writers.
 *
 * <p>In a {@code float}, a value is rounded to the nearest one. What {@code compareAndSet} compares
 * is the representation: {@code -0.0} is not {@code 0.0}, and a NaN equals itself.
 *
 * <p>All methods throw {@link dev.ipc.RegionClosedException} once the struct is closed.
 */
public final class DoubleField {
  private final DoubleColumn column;

  DoubleField(StructTable table, String path) {
    this.column = new DoubleColumn(table, path);
  }

  /**
   * Reads the component.
   *
   * @return its value
   */
  public double get() {
    return column.get(0);
  }

  /**
   * Replaces the component.
   *
   * @param value the new value
   */
  public void set(double value) {
    column.set(0, value);
  }

  /**
   * Replaces the component.
   *
   * @param value the new value
   * @return the value before
   */
  public double getAndSet(double value) {
    return column.getAndSet(0, value);
  }

  /**
   * Replaces the component if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(double expected, double next) {
    return column.compareAndSet(0, expected, next);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value before
   */
  public double getAndAdd(double delta) {
    return column.getAndAdd(0, delta);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value after
   */
  public double addAndGet(double delta) {
    return column.addAndGet(0, delta);
  }

  /**
   * Applies a function.
   *
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public double updateAndGet(DoubleUnaryOperator update) {
    return column.updateAndGet(0, update);
  }

  /**
   * Describes the field.
   *
   * @return type and name of the component, and the struct
   */
  @Override
  public String toString() {
    return column.toString();
  }
}
