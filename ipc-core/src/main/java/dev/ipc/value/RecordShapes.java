package dev.ipc.value;

import dev.ipc.records.RecordType;
import dev.ipc.records.RecordType.Component;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lays record classes out, or says which component cannot be and what to do. */
final class RecordShapes {
  private final Deque<Class<?>> inside = new ArrayDeque<>();

  private RecordShapes() {}

  /**
   * Lays a record class out.
   *
   * @param type the class
   * @return where its components are
   * @throws IllegalArgumentException if a component cannot be shared so
   */
  static StructShape of(Class<?> type) {
    try {
      return new RecordShapes().shape(type, type.getSimpleName());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "record too long: " + type.getTypeName() + " takes over 2 GiB; shorten its arrays", e);
    }
  }

  private StructShape shape(Class<?> type, String path) {
    var components = RecordType.of(type).components();
    if (components.isEmpty()) {
      throw refused(path, "a record without components", "give it at least one, or leave it out");
    }
    if (inside.contains(type)) {
      throw refused(path, "a record that contains itself", "share its parts one by one");
    }
    inside.push(type);
    Map<String, FieldType> types = new LinkedHashMap<>();
    for (Component component : components) {
      types.put(component.name(), type(component, path + "." + component.name()));
    }
    inside.pop();
    return StructShape.of(type.getSimpleName(), types);
  }

  private FieldType type(Component component, String path) {
    Class<?> type = component.type();
    if (type.isRecord()) {
      return shape(type, path);
    }
    if (type == String.class) {
      MaxBytes bound = component.annotation(MaxBytes.class);
      if (bound == null) {
        throw refused(path, "String", "bound it: @MaxBytes(32) String");
      }
      return new FieldType.Text(atLeastOne(bound.value(), path, "@MaxBytes"));
    }
    if (type.isArray() && type.componentType().isPrimitive()) {
      Length length = component.annotation(Length.class);
      if (length == null) {
        String name = type.getSimpleName();
        throw refused(path, name, "say how long it is: @Length(8) " + name);
      }
      return new FieldType.Array(
          FieldType.Scalar.of(type.componentType()).orElseThrow(),
          atLeastOne(length.value(), path, "@Length"));
    }
    return FieldType.Scalar.of(type)
        .orElseThrow(() ->
            refused(
                path,
                component.genericType().getTypeName(),
                "use primitives, records of them, arrays of primitives with @Length, and String"
                    + " with @MaxBytes"));
  }

  private static int atLeastOne(int number, String path, String annotation) {
    if (number < 1) {
      throw refused(path, annotation + "(" + number + ")", "make it at least 1");
    }
    return number;
  }

  private static IllegalArgumentException refused(String path, String what, String instead) {
    return new IllegalArgumentException(
        "cannot share a record with such a component: component="
            + path
            + ", type="
            + what
            + "; "
            + instead);
  }
}
