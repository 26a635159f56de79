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
import java.util.ArrayList;
import java.util.List;

/** Composes one handle per record class that puts its components where they belong. */
final class RecordWriters {
  private static final MethodHandle PRESENT =
      RecordReaders.method("present", methodType(Object.class, String.class, Object.class), true);

  private final List<MethodHandle> puts = new ArrayList<>();

  private RecordWriters() {}

  /**
   * Composes a writer.
   *
   * @param type the record class
   * @param shape how it is laid out
   * @return from a {@link ByteBuffer} and the record to nothing
   */
  static MethodHandle writer(RecordType<?> type, StructShape shape) {
    RecordWriters writers = new RecordWriters();
    MethodHandle self = MethodHandles.identity(type.type());
    writers.collect(type, shape, 0, present(shape.name(), self), shape.name());
    MethodHandle all = writers.puts.getLast();
    for (MethodHandle put : writers.puts.reversed().subList(1, writers.puts.size())) {
      all = MethodHandles.foldArguments(all, put);
    }
    return all;
  }

  /** Collects what puts the components of a record that is reached from the outermost one. */
  private void collect(
      RecordType<?> type, StructShape shape, int base, MethodHandle reached, String path) {
    for (int i = 0; i < shape.fields().size(); i++) {
      StructShape.Field field = shape.fields().get(i);
      Component component = type.components().get(i);
      String inner = path + "." + field.name();
      int offset = base + field.offset();
      MethodHandle value = MethodHandles.filterReturnValue(reached, component.accessor());
      if (!component.type().isPrimitive()) {
        value = present(inner, value);
      }
      if (field.type() instanceof StructShape nested) {
        collect(RecordType.of(component.type()), nested, offset, value, inner);
      } else {
        puts.add(put(field.type(), offset, inner, value));
      }
    }
  }

  /** From the buffer and the outermost record to nothing. */
  private static MethodHandle put(FieldType type, int offset, String path, MethodHandle value) {
    Class<?> carrier = value.type().returnType();
    MethodHandle put =
        switch (type) {
          case Scalar scalar -> MethodHandles.insertArguments(scalar(scalar), 1, offset);
          case Text text -> helper("putText", String.class, offset, text, path);
          case Array array -> helper("putArray", Object.class, offset, array, path);
          case StructShape nested -> throw new AssertionError("put by its parts: " + nested);
        };
    return MethodHandles.filterArguments(
        put.asType(methodType(void.class, ByteBuffer.class, carrier)), 1, value);
  }

  private static MethodHandle helper(
      String name, Class<?> value, int offset, FieldType type, String path) {
    MethodType signature =
        methodType(void.class, ByteBuffer.class, int.class, type.getClass(), String.class, value);
    return MethodHandles.insertArguments(
        RecordReaders.method(name, signature, true), 1, offset, type, path);
  }

  private static MethodHandle scalar(Scalar scalar) {
    MethodType signature = methodType(ByteBuffer.class, int.class, scalar.carrier());
    return switch (scalar) {
      case BOOLEAN ->
          RecordReaders.method(
              "putBoolean", signature.insertParameterTypes(0, ByteBuffer.class), true);
      case BYTE -> RecordReaders.method("put", signature, false);
      default -> RecordReaders.method("put" + RecordReaders.capitalized(scalar), signature, false);
    };
  }

  private static MethodHandle present(String path, MethodHandle value) {
    Class<?> type = value.type().returnType();
    MethodHandle check = MethodHandles.insertArguments(PRESENT, 0, path);
    return MethodHandles.filterReturnValue(value, check.asType(methodType(type, type)));
  }
}
