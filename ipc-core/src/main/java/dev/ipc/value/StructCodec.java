package dev.ipc.value;

import static java.lang.invoke.MethodType.methodType;

import dev.ipc.records.RecordType;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns the records of one class into the bytes of a struct, and back. A record is encoded before
 * anything shared is touched, so one that does not fit is refused whole; it is decoded from bytes
 * that are known to be of one piece, so its constructor never sees a mix.
 *
 * @param <R> the record class
 */
final class StructCodec<R extends Record> {
  private static final ClassValue<StructCodec<?>> CODECS =
      new ClassValue<>() {
        @Override
        protected StructCodec<?> computeValue(Class<?> type) {
          return new StructCodec<>(type.asSubclass(Record.class));
        }
      };

  private final Class<R> type;
  private final StructShape shape;
  private final String schema;

  /** From the bytes to the record, as objects. */
  private final MethodHandle reader;

  /** Into the bytes, the record as an object. */
  private final MethodHandle writer;

  private StructCodec(Class<R> type) {
    this.type = type;
    this.shape = RecordShapes.of(type);
    this.schema = shape.text();
    RecordType<R> record = RecordType.of(type);
    this.reader =
        RecordReaders.reader(record, shape, 0).asType(methodType(Object.class, ByteBuffer.class));
    this.writer =
        RecordWriters.writer(record, shape)
            .asType(methodType(void.class, ByteBuffer.class, Object.class));
  }

  /**
   * The codec of a record class.
   *
   * @throws IllegalArgumentException if a component cannot be shared
   */
  @SuppressWarnings("unchecked") // computed from this very class
  static <R extends Record> StructCodec<R> of(Class<R> type) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException(
          "not a record: " + type.getTypeName() + "; declare it as a record");
    }
    return (StructCodec<R>) CODECS.get(type);
  }

  Class<R> type() {
    return type;
  }

  StructShape shape() {
    return shape;
  }

  /** The text that stands in files. */
  String schema() {
    return schema;
  }

  /** Makes the record; throws what its constructor does. */
  R decode(byte[] bytes) {
    try {
      return type.cast((Object) reader.invokeExact(buffer(bytes)));
    } catch (Throwable t) {
      throw RecordType.unchecked(t);
    }
  }

  /**
   * Encodes a record.
   *
   * @throws IllegalArgumentException if a part of it is null or does not fit
   */
  byte[] encode(R record) {
    byte[] bytes = new byte[shape.bytes()];
    try {
      writer.invokeExact(buffer(bytes), (Object) record);
    } catch (Throwable t) {
      throw RecordType.unchecked(t);
    }
    return bytes;
  }

  static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }
}
