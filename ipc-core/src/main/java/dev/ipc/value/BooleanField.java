package dev.ipc.value;

/**
 * One component of a struct, of type {@code boolean}; made by {@link SharedStruct#booleanField}.
 *
 * <p>Each method is atomic for itself and against all that changes the struct, whole or in part.
 * Reading takes no lock and allocates nothing; changing takes the lock of the struct's writers.
 *
 * <p>All methods throw {@link dev.ipc.RegionClosedException} once the struct is closed.
 */
public final class BooleanField {
  private final BooleanColumn column;

  BooleanField(StructTable table, String path) {
    this.column = new BooleanColumn(table, path);
  }

  /**
   * Reads the component.
   *
   * @return its value
   */
  public boolean get() {
    return column.get(0);
  }

  /**
   * Replaces the component.
   *
   * @param value the new value
   */
  public void set(boolean value) {
    column.set(0, value);
  }

  /**
   * Replaces the component.
   *
   * @param value the new value
   * @return the value before
   */
  public boolean getAndSet(boolean value) {
    return column.getAndSet(0, value);
  }

  /**
   * Replaces the component if it is what the caller thinks.
   *
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was replaced
   */
  public boolean compareAndSet(boolean expected, boolean next) {
    return column.compareAndSet(0, expected, next);
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
