package dev.ipc.value;

import java.util.function.IntUnaryOperator;

/**
 * One component of a struct, of type {@code int}, {@code short}, {@code byte} or {@code char}; made
 * by {@link SharedStruct#intField}.
 *
 * <p>Each method is atomic for itself and against all that changes the struct, whole or in part.
 * Reading takes no lock and allocates nothing; changing takes the lock of the struct's writers.
 *
 * <p>A value that does not fit a {@code short}, {@code byte} or {@code char} is refused. Arithmetic
 * on an {@code int} wraps around.
 *
 * <p>All methods throw {@link dev.ipc.RegionClosedException} once the struct is closed.
 */
public final class IntField {
  private final IntColumn column;

  IntField(StructTable table, String path) {
    this.column = new IntColumn(table, path);
  }

  /**
   * Reads the component.
   *
   * @return its value
   */
  public int get() {
    return column.get(0);
  }

  /**
   * Replaces the component.
   *
   * @param value the new value
   * @throws IllegalArgumentException if it does not fit the component; nothing was changed then
   */
  public void set(int value) {
    column.set(0, value);
  }

  /**
   * Replaces the component.
   *
   * @param value the new value
   * @return the value before
   * @throws IllegalArgumentException if it does not fit the component; nothing was changed then
   */
  public int getAndSet(int value) {
    return column.getAndSet(0, value);
  }

  /**
   * Replaces the component if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   * @throws IllegalArgumentException if either does not fit the component; nothing was changed then
   */
  public boolean compareAndSet(int expected, int next) {
    return column.compareAndSet(0, expected, next);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value before
   * @throws IllegalArgumentException if the sum does not fit the component; nothing was changed
   *     then
   */
  public int getAndAdd(int delta) {
    return column.getAndAdd(0, delta);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value after
   * @throws IllegalArgumentException if the sum does not fit the component; nothing was changed
   *     then
   */
  public int addAndGet(int delta) {
    return column.addAndGet(0, delta);
  }

  /**
   * Applies a function.
   *
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   * @throws IllegalArgumentException if the next value does not fit the component; nothing was
   *     changed then
   */
  public int updateAndGet(IntUnaryOperator update) {
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
