package dev.ipc.value;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the schema of a file, for those who do not have the record class.
 *
 * <pre>
 * record    = name "{" component ("; " component)* "}"
 * component = type " " name
 * type      = primitive | primitive "[" number "]" | "text(" number ")" | record
 * </pre>
 */
final class SchemaParser {
  /** More than this is no application's record. */
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int position;

  private SchemaParser(String text) {
    this.text = text;
  }

  /**
   * Reads a schema.
   *
   * @param text the whole of it
   * @return its shape, whose text is the same
   * @throws IllegalArgumentException if it is not a schema
   */
  static StructShape parse(String text) {
    SchemaParser parser = new SchemaParser(text);
    try {
      StructShape shape = parser.struct(parser.word(), 0);
      if (parser.position != text.length()) {
        throw parser.error("its end");
      }
      return shape;
    } catch (ArithmeticException e) {
      throw parser.error("a record of at most 2 GiB");
    }
  }

  private StructShape struct(String name, int depth) {
    if (depth == MAX_DEPTH) {
      throw error("at most " + MAX_DEPTH + " records in each other");
    }
    expect("{");
    Map<String, FieldType> types = new LinkedHashMap<>();
    do {
      FieldType type = type(depth);
      expect(" ");
      if (types.put(word(), type) != null) {
        throw error("another name");
      }
    } while (accept("; "));
    expect("}");
    return StructShape.of(name, types);
  }

  private FieldType type(int depth) {
    String word = word();
    var scalar = FieldType.Scalar.of(word);
    if (scalar.isPresent()) {
      if (!accept("[")) {
        return scalar.get();
      }
      int length = number();
      expect("]");
      return new FieldType.Array(scalar.get(), length);
    }
    if (word.equals("text") && accept("(")) {
      int maxBytes = number();
      expect(")");
      return new FieldType.Text(maxBytes);
    }
    return struct(word, depth + 1);
  }

  private String word() {
    int start = position;
    while (position < text.length() && isNamePart(text.codePointAt(position))) {
      position += Character.charCount(text.codePointAt(position));
    }
    if (position == start) {
      throw error("a name");
    }
    return text.substring(start, position);
  }

  /** Nothing that a terminal would obey when the name is shown. */
  private static boolean isNamePart(int character) {
    return Character.isJavaIdentifierPart(character) && !Character.isIdentifierIgnorable(character);
  }

  private int number() {
    String digits = word();
    try {
      int number = Integer.parseInt(digits);
      if (number > 0 && String.valueOf(number).equals(digits)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(error("a number").getMessage(), e);
    }
    throw error("a number from 1");
  }

  private boolean accept(String part) {
    boolean there = text.startsWith(part, position);
    if (there) {
      position += part.length();
    }
    return there;
  }

  private void expect(String part) {
    if (!accept(part)) {
      throw error("'" + part + "'");
    }
  }

  private IllegalArgumentException error(String expected) {
    return new IllegalArgumentException(
        "at " + position + " should be " + expected + ", in '" + text + "'");
  }
}
