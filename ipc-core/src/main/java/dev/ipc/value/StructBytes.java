package dev.ipc.value;

import dev.ipc.value.FieldType.Array;
import dev.ipc.value.FieldType.Scalar;
import dev.ipc.value.FieldType.Text;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What the bytes of a record say, for those who know its shape and need not know its class. */
final class StructBytes {
  private static final int SHOWN_ELEMENTS = 8;

  private StructBytes() {}

  static boolean getBoolean(ByteBuffer bytes, int offset) {
    return bytes.get(offset) != 0;
  }

  static ByteBuffer putBoolean(ByteBuffer bytes, int offset, boolean value) {
    return bytes.put(offset, value ? (byte) 1 : 0);
  }

  static String getText(ByteBuffer bytes, int offset, Text text) {
    int length = Math.clamp(bytes.getInt(offset), 0, text.maxBytes());
    byte[] copy = new byte[length];
    bytes.get(offset + Text.START, copy);
    return new String(copy, StandardCharsets.UTF_8);
  }

  static void putText(ByteBuffer bytes, int offset, Text text, String path, String value) {
    byte[] encoded = Utf8.encode("text of " + path, value);
    if (encoded.length > text.maxBytes()) {
      throw new IllegalArgumentException(
          "text does not fit "
              + path
              + ": bytes in UTF-8="
              + encoded.length
              + ", at most="
              + text.maxBytes()
              + "; shorten it, or raise @MaxBytes and create the object again");
    }
    bytes.putInt(offset, encoded.length);
    bytes.put(offset + Text.START, encoded);
  }

  /** Refuses a component that is null. */
  static Object present(String path, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(
          "cannot store null: component=" + path + "; give it a value, such as an empty text");
    }
    return value;
  }

  static Object getArray(ByteBuffer bytes, int offset, Array array) {
    Object values = java.lang.reflect.Array.newInstance(array.element().carrier(), array.length());
    if (values instanceof boolean[] booleans) {
      for (int i = 0; i < booleans.length; i++) {
        booleans[i] = getBoolean(bytes, offset + i);
      }
    } else {
      MemorySegment source = MemorySegment.ofBuffer(bytes);
      MemorySegment.copy(source, layout(array), offset, values, 0, array.length());
    }
    return values;
  }

  static void putArray(ByteBuffer bytes, int offset, Array array, String path, Object values) {
    int length = java.lang.reflect.Array.getLength(values);
    if (length != array.length()) {
      throw new IllegalArgumentException(
          "array does not fit "
              + path
              + ": length="
              + length
              + ", always="
              + array.length()
              + "; give it that many elements, or change @Length and create the object again");
    }
    if (values instanceof boolean[] booleans) {
      for (int i = 0; i < length; i++) {
        putBoolean(bytes, offset + i, booleans[i]);
      }
    } else {
      MemorySegment target = MemorySegment.ofBuffer(bytes);
      MemorySegment.copy(values, 0, target, layout(array), offset, length);
    }
  }

  private static ValueLayout layout(Array array) {
    return switch (array.element()) {
      case BYTE, BOOLEAN -> ValueLayout.JAVA_BYTE;
      case SHORT -> ValueLayout.JAVA_SHORT_UNALIGNED;
      case CHAR -> ValueLayout.JAVA_CHAR_UNALIGNED;
      case INT -> ValueLayout.JAVA_INT_UNALIGNED;
      case FLOAT -> ValueLayout.JAVA_FLOAT_UNALIGNED;
      case LONG -> ValueLayout.JAVA_LONG_UNALIGNED;
      case DOUBLE -> ValueLayout.JAVA_DOUBLE_UNALIGNED;
    };
  }

  /** Shows a record as its own {@code toString} would; long arrays are cut short. */
  static String show(ByteBuffer bytes, int offset, FieldType type) {
    return switch (type) {
      case Scalar scalar -> show(bytes, offset, scalar);
      case Text text -> "'" + getText(bytes, offset, text) + "'";
      case Array array -> {
        StringJoiner elements = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < Math.min(array.length(), SHOWN_ELEMENTS); i++) {
          elements.add(show(bytes, offset + i * array.element().bytes(), array.element()));
        }
        yield array.length() > SHOWN_ELEMENTS
            ? elements.add("...").toString()
            : elements.toString();
      }
      case StructShape shape -> {
        StringJoiner fields = new StringJoiner(", ", shape.name() + "[", "]");
        for (StructShape.Field field : shape.fields()) {
          fields.add(field.name() + "=" + show(bytes, offset + field.offset(), field.type()));
        }
        yield fields.toString();
      }
    };
  }

  private static String show(ByteBuffer bytes, int offset, Scalar scalar) {
    return switch (scalar) {
      case BYTE -> String.valueOf(bytes.get(offset));
      case BOOLEAN -> String.valueOf(getBoolean(bytes, offset));
      case SHORT -> String.valueOf(bytes.getShort(offset));
      case CHAR -> String.valueOf(bytes.getChar(offset));
      case INT -> String.valueOf(bytes.getInt(offset));
      case FLOAT -> String.valueOf(bytes.getFloat(offset));
      case LONG -> String.valueOf(bytes.getLong(offset));
      case DOUBLE -> String.valueOf(bytes.getDouble(offset));
    };
  }
}
