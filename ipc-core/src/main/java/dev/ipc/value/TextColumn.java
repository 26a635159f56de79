package dev.ipc.value;

import dev.ipc.value.FieldType.Text;

/**
 * One component of all structs of an array, of type {@code String}; made by {@link
 * SharedStructArray#textField}.
 *
 * <p>Each method is atomic for itself and against all that changes the same struct, whole or in
 * part. Reading takes no lock; changing takes the lock of the struct's writers.
 *
 * <p>All methods throw {@link IndexOutOfBoundsException} if there is no such struct, and {@link
 * dev.ipc.RegionClosedException} once the array is closed.
 */
public final class TextColumn {
  private final StructTable table;
  private final StructShape.Leaf leaf;
  private final Text type;

  TextColumn(StructTable table, String path) {
    this.table = table;
    this.leaf = StructField.leaf(table, path, "text", Text.class::isInstance);
    this.type = (Text) leaf.type();
  }

  /**
   * Reads the component.
   *
   * @param index of the struct
   * @return the text, whole
   */
  public String get(long index) {
    return table.text(index, type, leaf.offset());
  }

  /**
   * Replaces the component.
   *
   * @param index of the struct
   * @param text the new text
   * @throws IllegalArgumentException if it is too long, or cannot be written in UTF-8; the text is
   *     as it was then
   */
  public void set(long index, String text) {
    byte[] bytes = new byte[type.bytes()];
    StructBytes.putText(StructCodec.buffer(bytes), 0, type, toString(), text);
    table.change(index, leaf.offset(), bytes);
  }

  /**
   * Describes the column.
   *
   * @return type and name of the component, and the array
   */
  @Override
  public String toString() {
    return leaf + " of " + table.label();
  }
}
