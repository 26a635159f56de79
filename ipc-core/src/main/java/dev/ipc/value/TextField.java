package dev.ipc.value;

/**
 * One component of a struct, of type {@code String}; made by {@link SharedStruct#textField}.
 *
 * <p>Each method is atomic for itself and against all that changes the struct, whole or in part.
 * Reading takes no lock; changing takes the lock of the struct's writers.
 *
 * <p>All methods throw {@link dev.ipc.RegionClosedException} once the struct is closed.
 */
public final class TextField {
  private final TextColumn column;

  TextField(StructTable table, String path) {
    this.column = new TextColumn(table, path);
  }

  /**
   * Reads the component.
   *
   * @return the text, whole
   */
  public String get() {
    return column.get(0);
  }

  /**
   * Replaces the component.
   *
   * @param text the new text
   * @throws IllegalArgumentException if it is too long, or cannot be written in UTF-8; the text is
   *     as it was then
   */
  public void set(String text) {
    column.set(0, text);
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
