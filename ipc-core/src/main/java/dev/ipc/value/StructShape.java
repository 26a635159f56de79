package dev.ipc.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the components of a record are in memory: each at the next offset that its alignment
 * allows, in the order of declaration; the whole is as long as a multiple of the largest alignment.
 *
 * @param name of the record, without its package
 * @param fields its components
 * @param bytes how long a record is
 * @param alignment what its offset is a multiple of
 */
record StructShape(String name, List<Field> fields, int bytes, int alignment) implements FieldType {

  /**
   * A component.
   *
   * @param name as declared
   * @param type what it is
   * @param offset from the start of the record that has it
   */
  record Field(String name, FieldType type, int offset) {}

  /**
   * A component of a record or of one nested in it, that is not a record itself.
   *
   * @param path the names that lead there, joined by dots
   * @param type what it is
   * @param offset from the start of the outermost record
   */
  record Leaf(String path, FieldType type, int offset) {
    @Override
    public String toString() {
      return type.text() + " " + path;
    }
  }

  /**
   * Lays a record out.
   *
   * @param name of the record
   * @param types of its components by their names, in order
   * @throws ArithmeticException if it is too long
   */
  static StructShape of(String name, Map<String, FieldType> types) {
    List<Field> fields = new ArrayList<>();
    int offset = 0;
    int alignment = 1;
    for (var component : types.entrySet()) {
      FieldType type = component.getValue();
      offset = roundUp(offset, type.alignment());
      fields.add(new Field(component.getKey(), type, offset));
      offset = Math.addExact(offset, type.bytes());
      alignment = Math.max(alignment, type.alignment());
    }
    return new StructShape(name, List.copyOf(fields), roundUp(offset, alignment), alignment);
  }

  static int roundUp(int bytes, int alignment) {
    return Math.addExact(bytes, alignment - 1) / alignment * alignment;
  }

  /** The schema, as it stands in files. */
  @Override
  public String text() {
    return fields.stream()
        .map(field -> field.type().text() + " " + field.name())
        .collect(Collectors.joining("; ", name + "{", "}"));
  }

  /** All that is not a record itself, in the order of memory. */
  List<Leaf> leaves() {
    List<Leaf> leaves = new ArrayList<>();
    addLeaves("", 0, leaves);
    return leaves;
  }

  private void addLeaves(String prefix, int base, List<Leaf> leaves) {
    for (Field field : fields) {
      String path = prefix + field.name();
      int offset = base + field.offset();
      if (field.type() instanceof StructShape nested) {
        nested.addLeaves(path + ".", offset, leaves);
      } else {
        leaves.add(new Leaf(path, field.type(), offset));
      }
    }
  }

  Optional<Leaf> leaf(String path) {
    return leaves().stream().filter(leaf -> leaf.path().equals(path)).findFirst();
  }

  /** This shape beside another, a line per component; those that differ are marked. */
  String beside(String here, StructShape other, String there) {
    List<String> mine = lines();
    List<String> theirs = other.lines();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
      String left = i < mine.size() ? mine.get(i) : "nothing";
      String right = i < theirs.size() ? theirs.get(i) : "nothing";
      text.append(
          left.equals(right)
              ? "\n    " + left
              : "\n  ! " + here + "=" + left + ", " + there + "=" + right);
    }
    return text.toString();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(name);
    addLines("", lines);
    return lines;
  }

  private void addLines(String prefix, List<String> lines) {
    for (Field field : fields) {
      String path = prefix + field.name();
      if (field.type() instanceof StructShape nested) {
        lines.add(nested.name + " " + path);
        nested.addLines(path + ".", lines);
      } else {
        lines.add(field.type().text() + " " + path);
      }
    }
  }
}
