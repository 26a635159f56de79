package dev.ipc.value;

import java.util.function.LongUnaryOperator;

/**
 * One component of a struct, of type {@code long}; made by {@link SharedStruct#longField}.
 *
 * <p>Each method is atomic for itself and against all that changes the struct, whole or in part.
 * Reading takes no lock and allocates nothing; changing takes the lock of the struct's writers.
 *
 * <p>Arithmetic wraps around.
 *
 * <p>All methods throw {@link dev.ipc.RegionClosedException} once the struct is closed.
 */
public final class LongField {
  private final LongColumn column;

  LongField(StructTable table, String path) {
    this.column = new LongColumn(table, path);
  }

  /**
   * Reads the component.
   *
   * @return its value
   */
  public long get() {
    return column.get(0);
  }

  /**
   * Replaces the component.
   *
   * @param value the new value
   */
  public void set(long value) {
    column.set(0, value);
  }

  /**
   * Replaces the component.
   *
   * @param value the new value
   * @return the value before
   */
  public long getAndSet(long value) {
    return column.getAndSet(0, value);
  }

  /**
   * Replaces the component if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(long expected, long next) {
    return column.compareAndSet(0, expected, next);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value before
   */
  public long getAndAdd(long delta) {
    return column.getAndAdd(0, delta);
  }

  /**
   * Adds.
   *
   * @param delta what to add
   * @return the value after
   */
  public long addAndGet(long delta) {
    return column.addAndGet(0, delta);
  }

  /**
   * Applies a function.
   *
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public long updateAndGet(LongUnaryOperator update) {
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
