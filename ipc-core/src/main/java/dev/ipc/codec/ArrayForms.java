package dev.ipc.codec;

import static dev.ipc.codec.Forms.form;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** Arrays: those of numbers as they are in memory, the others element by element. */
final class ArrayForms {
  /** The JVM allows so many dimensions at most. */
  private static final int MAX_DIMENSIONS = 255;

  private ArrayForms() {}

  static void register() {
    form(
        Tags.BYTES,
        byte[].class,
        (to, value) -> {
          to.out.writeVarInt(value.length);
          to.out.writeBytes(value);
        },
        from -> from.in.readBytes(from.in.readCount(1)));
    form(
        Tags.SHORTS,
        short[].class,
        (to, value) -> write(to, value.length, MemorySegment.ofArray(value)),
        from -> {
          short[] array = new short[from.in.readCount(Short.BYTES)];
          from.in.readSegment(MemorySegment.ofArray(array));
          return array;
        });
    form(
        Tags.CHARS,
        char[].class,
        (to, value) -> write(to, value.length, MemorySegment.ofArray(value)),
        from -> {
          char[] array = new char[from.in.readCount(Character.BYTES)];
          from.in.readSegment(MemorySegment.ofArray(array));
          return array;
        });
    form(
        Tags.INTS,
        int[].class,
        (to, value) -> write(to, value.length, MemorySegment.ofArray(value)),
        from -> {
          int[] array = new int[from.in.readCount(Integer.BYTES)];
          from.in.readSegment(MemorySegment.ofArray(array));
          return array;
        });
    form(
        Tags.LONGS,
        long[].class,
        (to, value) -> write(to, value.length, MemorySegment.ofArray(value)),
        from -> {
          long[] array = new long[from.in.readCount(Long.BYTES)];
          from.in.readSegment(MemorySegment.ofArray(array));
          return array;
        });
    form(
        Tags.FLOATS,
        float[].class,
        (to, value) -> write(to, value.length, MemorySegment.ofArray(value)),
        from -> {
          float[] array = new float[from.in.readCount(Float.BYTES)];
          from.in.readSegment(MemorySegment.ofArray(array));
          return array;
        });
    form(
        Tags.DOUBLES,
        double[].class,
        (to, value) -> write(to, value.length, MemorySegment.ofArray(value)),
        from -> {
          double[] array = new double[from.in.readCount(Double.BYTES)];
          from.in.readSegment(MemorySegment.ofArray(array));
          return array;
        });
    form(
        Tags.BOOLEANS,
        boolean[].class,
        (to, value) -> {
          to.out.writeVarInt(value.length);
          for (boolean element : value) {
            to.out.writeBoolean(element);
          }
        },
        from -> {
          boolean[] array = new boolean[from.in.readCount(1)];
          for (int i = 0; i < array.length; i++) {
            array[i] = from.in.readBoolean();
          }
          return array;
        });
    Forms.reader(Tags.OBJECTS, ArrayForms::readObjects);
  }

  private static void write(Encoder to, int length, MemorySegment elements) {
    to.out.writeVarInt(length);
    to.out.writeSegment(elements);
  }

  static void writeObjects(Encoder to, Object array) {
    @Nullable Object[] elements = (@Nullable Object[]) array;
    int dimensions = 0;
    Class<?> leaf = array.getClass();
    while (leaf.isArray()) {
      leaf = leaf.getComponentType();
      dimensions++;
    }
    to.codec().checkElementType(leaf);
    to.out.writeByte(Tags.OBJECTS);
    to.out.writeVarInt(dimensions);
    to.out.writeString(leaf == Object.class ? "" : leaf.getName());
    to.out.writeVarInt(elements.length);
    int i = 0;
    try {
      for (; i < elements.length; i++) {
        to.write(elements[i]);
      }
    } catch (Unencodable e) {
      throw e.at(array, "[" + i + "]");
    }
  }

  private static Object readObjects(Decoder from) {
    int dimensions = from.in.readVarInt();
    if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
      throw from.in.damaged("no array has so many dimensions: " + dimensions);
    }
    String name = from.in.readString();
    Class<?> type =
        name.isEmpty() ? Object.class : from.codec().elementType(name, dimensions, from.in);
    for (int i = 1; i < dimensions; i++) {
      type = type.arrayType();
    }
    @Nullable Object[] array = (@Nullable Object[]) Array.newInstance(type, from.in.readCount(1));
    for (int i = 0; i < array.length; i++) {
      Object element = from.read();
      if (element != null && !type.isInstance(element)) {
        throw from.in.damaged(
            "a " + element.getClass().getTypeName() + " in an array of " + type.getTypeName());
      }
      array[i] = element;
    }
    return array;
  }
}
