package dev.ipc.value;

import static java.lang.invoke.MethodType.methodType;

import dev.ipc.records.RecordType;
import dev.ipc.records.RecordType.Component;
import dev.ipc.value.FieldType.Array;
import dev.ipc.value.FieldType.Scalar;
import dev.ipc.value.FieldType.Text;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Composes one handle per record class that reads its components and calls its constructor. */
final class RecordReaders {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private RecordReaders() {}

  /**
   * Composes a reader.
   *
   * @param type the record class
   * @param shape how it is laid out
   * @param base where it begins
   * @return from a {@link ByteBuffer} to the record
   */
  static MethodHandle reader(RecordType<?> type, StructShape shape, int base) {
    MethodHandle made = type.constructor();
    int count = shape.fields().size();
    MethodHandle[] parts = new MethodHandle[count];
    for (int i = 0; i < count; i++) {
      StructShape.Field field = shape.fields().get(i);
      Component component = type.components().get(i);
      parts[i] = part(component, field.type(), base + field.offset());
    }
    MethodHandle fromMany = MethodHandles.filterArguments(made, 0, parts);
    MethodType fromOne = methodType(type.type(), ByteBuffer.class);
    return MethodHandles.permuteArguments(fromMany, fromOne, new int[count]);
  }

  private static MethodHandle part(Component component, FieldType type, int offset) {
    MethodHandle part =
        switch (type) {
          case Scalar scalar -> MethodHandles.insertArguments(scalar(scalar), 1, offset);
          case Text text -> helper("getText", String.class, offset, text);
          case Array array -> helper("getArray", Object.class, offset, array);
          case StructShape nested -> reader(RecordType.of(component.type()), nested, offset);
        };
    return part.asType(methodType(component.type(), ByteBuffer.class));
  }

  private static MethodHandle helper(String name, Class<?> result, int offset, FieldType type) {
    MethodType signature = methodType(result, ByteBuffer.class, int.class, type.getClass());
    return MethodHandles.insertArguments(method(name, signature, true), 1, offset, type);
  }

  private static MethodHandle scalar(Scalar scalar) {
    MethodType signature = methodType(scalar.carrier(), int.class);
    return switch (scalar) {
      case BOOLEAN ->
          method("getBoolean", signature.insertParameterTypes(0, ByteBuffer.class), true);
      case BYTE -> method("get", signature, false);
      default -> method("get" + capitalized(scalar), signature, false);
    };
  }

  /** The end of the name by which a buffer knows a primitive. */
  static String capitalized(Scalar scalar) {
    String name = scalar.text();
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /** A method of a buffer, or of the helpers here. */
  static MethodHandle method(String name, MethodType signature, boolean ours) {
    try {
      return ours
          ? LOOKUP.findStatic(StructBytes.class, name, signature)
          : LOOKUP.findVirtual(ByteBuffer.class, name, signature);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no such method: " + name + signature, e);
    }
  }
}
