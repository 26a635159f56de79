package dev.ipc.codec;

import dev.ipc.IpcException;
import dev.ipc.records.RecordType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the values of a record class are written: the class, and its components one after the other,
 * primitive ones without a tag.
 *
 * <h2>Overview</h2>
 *
 * <p>Reading is one method handle, of a decoder to a record: the canonical constructor, each of
 * whose arguments is replaced by a read from the decoder. So no component is boxed and no array of
 * arguments is made. Writing is a loop over the components, which knows which of them fails.
 */
final class RecordForm extends NamedForm {
  /** Method handles have at most 255 arguments; and long records gain little by them. */
  private static final int MAX_COMPOSED = 100;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  /** How the components of each primitive type are read. */
  private static final Map<Class<?>, MethodHandle> PRIMITIVES =
      Map.of(
          boolean.class, reader("readBoolean", boolean.class),
          byte.class, reader("readByte", byte.class),
          short.class, reader("readShort", short.class),
          char.class, reader("readChar", char.class),
          int.class, reader("readSignedVarInt", int.class),
          long.class, reader("readSignedVarLong", long.class),
          float.class, reader("readFloat", float.class),
          double.class, reader("readDouble", double.class));

  private static final MethodHandle ANY = find("read", Decoder.class, Object.class);

  /** Writes one component. */
  private interface Slot {
    void write(Encoder to, Object record) throws Throwable;
  }

  private final Slot[] slots;
  private final String[] names;
  private final MethodHandle reader;

  RecordForm(Class<?> type) {
    this(RecordType.of(type));
  }

  private RecordForm(RecordType<?> record) {
    super(record.type(), Tags.RECORD, shape(record));
    List<RecordType.Component> components = record.components();
    this.slots = components.stream().map(RecordForm::slot).toArray(Slot[]::new);
    this.names = components.stream().map(RecordType.Component::name).toArray(String[]::new);
    this.reader = components.size() <= MAX_COMPOSED ? composed(record) : spread(record);
  }

  private static String shape(RecordType<?> record) {
    return record.components().stream()
        .map(component -> component.type().getTypeName() + " " + component.name())
        .collect(Collectors.joining(", ", record.type().getTypeName() + "(", ")"));
  }

  static void register() {
    Forms.reader(Tags.RECORD, from -> from.readClass(RecordForm.class).read(from));
    Forms.reader(Tags.RECORD_NAMED, from -> from.readNamedClass(RecordForm.class).read(from));
    Forms.reader(Tags.RECORD_AGAIN, from -> from.readClassAgain(RecordForm.class).read(from));
  }

  @Override
  public void write(Encoder to, Object value) {
    to.writeClass(this);
    int i = 0;
    try {
      for (; i < slots.length; i++) {
        slots[i].write(to, value);
      }
    } catch (Unencodable e) {
      throw e.at(value, "." + names[i]);
    } catch (IpcException e) {
      throw e;
    } catch (RuntimeException e) {
      throw Unencodable.because("its accessor failed: " + e, e).at(value, "." + names[i]);
    } catch (Throwable e) {
      throw RecordType.unchecked(e);
    }
  }

  private Object read(Decoder from) {
    try {
      return (Object) reader.invokeExact(from);
    } catch (IpcException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CodecException(
          "cannot decode message: "
              + type().getTypeName()
              + " refuses what was read for it: "
              + e
              + "; send what its constructor accepts",
          e);
    } catch (Throwable e) {
      throw RecordType.unchecked(e);
    }
  }

  private static MethodHandle composed(RecordType<?> record) {
    MethodHandle[] readers =
        record.components().stream()
            .map(component -> readerOf(component.type()))
            .toArray(MethodHandle[]::new);
    MethodHandle filtered = MethodHandles.filterArguments(record.constructor(), 0, readers);
    MethodType one = MethodType.methodType(record.type(), Decoder.class);
    MethodHandle whole =
        readers.length == 0
            ? MethodHandles.dropArguments(filtered, 0, Decoder.class)
            : MethodHandles.permuteArguments(filtered, one, new int[readers.length]);
    return whole.asType(MethodType.methodType(Object.class, Decoder.class));
  }

  private static MethodHandle spread(RecordType<?> record) {
    MethodHandle[] readers =
        record.components().stream()
            .map(component -> readerOf(component.type()))
            .map(reader -> reader.asType(MethodType.methodType(Object.class, Decoder.class)))
            .toArray(MethodHandle[]::new);
    MethodHandle create =
        find(
            "create",
            MethodType.methodType(
                Object.class, RecordType.class, MethodHandle[].class, Decoder.class));
    return MethodHandles.insertArguments(create, 0, record, readers);
  }

  @SuppressWarnings("unused") // by its handle
  private static Object create(RecordType<?> record, MethodHandle[] readers, Decoder from)
      throws Throwable {
    Object[] values = new Object[readers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (Object) readers[i].invokeExact(from);
    }
    return record.create(values);
  }

  private static MethodHandle readerOf(Class<?> type) {
    MethodHandle primitive = PRIMITIVES.get(type);
    return primitive != null ? primitive : ANY.asType(MethodType.methodType(type, Decoder.class));
  }

  /** From a decoder to what a method of its input reads. */
  private static MethodHandle reader(String method, Class<?> type) {
    try {
      MethodHandle input = LOOKUP.findGetter(Decoder.class, "in", Input.class);
      return MethodHandles.filterArguments(find(method, Input.class, type), 0, input);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Decoder has no input", e);
    }
  }

  private static MethodHandle find(String method, Class<?> of, Class<?> result) {
    try {
      return LOOKUP.findVirtual(of, method, MethodType.methodType(result));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(of + " has no " + method, e);
    }
  }

  private static MethodHandle find(String method, MethodType type) {
    try {
      return LOOKUP.findStatic(RecordForm.class, method, type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("no " + method, e);
    }
  }

  private static Slot slot(RecordType.Component component) {
    Class<?> type = component.type();
    MethodHandle get =
        component
            .accessor()
            .asType(MethodType.methodType(type.isPrimitive() ? type : Object.class, Object.class));
    if (!type.isPrimitive()) {
      return (to, record) -> to.write((Object) get.invokeExact(record));
    }
    return switch (type.getName()) {
      case "boolean" -> (to, record) -> to.out.writeBoolean((boolean) get.invokeExact(record));
      case "byte" -> (to, record) -> to.out.writeByte((byte) get.invokeExact(record));
      case "short" -> (to, record) -> to.out.writeShort((short) get.invokeExact(record));
      case "char" -> (to, record) -> to.out.writeShort((char) get.invokeExact(record));
      case "int" -> (to, record) -> to.out.writeSignedVarInt((int) get.invokeExact(record));
      case "long" -> (to, record) -> to.out.writeSignedVarLong((long) get.invokeExact(record));
      case "float" -> (to, record) -> to.out.writeFloat((float) get.invokeExact(record));
      default -> (to, record) -> to.out.writeDouble((double) get.invokeExact(record));
    };
  }
}
