package dev.ipc.value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Single values of mixed types as bytes: the number of the type, then the value in the byte order
 * of the machine. The numbers are in files: they are never used again for something else.
 */
final class Scalars {
  /** What the type needs before the value. */
  static final int TYPE_BYTES = 1;

  /** The longest value: with type and length it is still an array. */
  static final int MAX_BYTES = Integer.MAX_VALUE - 64;

  private static final byte NULL = 0;
  private static final byte BOOLEAN = 1;
  private static final byte BYTE = 2;
  private static final byte SHORT = 3;
  private static final byte INT = 4;
  private static final byte LONG = 5;
  private static final byte FLOAT = 6;
  private static final byte DOUBLE = 7;
  private static final byte CHAR = 8;
  private static final byte TEXT = 9;
  private static final byte BYTES = 10;

  private static final String SUPPORTED =
      "null, Boolean, Byte, Short, Integer, Long, Float, Double, Character, String and byte[]";

  private Scalars() {}

  /**
   * Encodes a value.
   *
   * @throws IllegalArgumentException if its type is not supported, or a text is none
   */
  static byte[] encode(@Nullable Object value) {
    return switch (value) {
      case null -> of(NULL, 0).array();
      case Boolean it -> of(BOOLEAN, Byte.BYTES).put((byte) (it ? 1 : 0)).array();
      case Byte it -> of(BYTE, Byte.BYTES).put(it).array();
      case Short it -> of(SHORT, Short.BYTES).putShort(it).array();
      case Integer it -> of(INT, Integer.BYTES).putInt(it).array();
      case Long it -> of(LONG, Long.BYTES).putLong(it).array();
      case Float it -> of(FLOAT, Float.BYTES).putInt(Float.floatToRawIntBits(it)).array();
      case Double it -> of(DOUBLE, Double.BYTES).putLong(Double.doubleToRawLongBits(it)).array();
      case Character it -> of(CHAR, Character.BYTES).putChar(it).array();
      case String it -> encode(TEXT, Utf8.encode("text", it));
      case byte[] it -> encode(BYTES, it);
      default ->
          throw new IllegalArgumentException(
              "not a value for an element: type="
                  + value.getClass().getName()
                  + "; supported are "
                  + SUPPORTED);
    };
  }

  private static byte[] encode(byte type, byte[] value) {
    if (value.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "value too long for an element: bytes=" + value.length + ", at most=" + MAX_BYTES);
    }
    return of(type, value.length).put(value).array();
  }

  private static ByteBuffer of(byte type, int bytes) {
    return ordered(new byte[TYPE_BYTES + bytes]).put(type);
  }

  private static ByteBuffer ordered(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  /** Whether some bytes have a type, and as many more as it needs. */
  static boolean isSound(byte[] bytes) {
    return bytes.length >= TYPE_BYTES
        && switch (bytes[0]) {
          case NULL -> bytes.length == TYPE_BYTES;
          case BOOLEAN, BYTE -> bytes.length == TYPE_BYTES + Byte.BYTES;
          case SHORT, CHAR -> bytes.length == TYPE_BYTES + Short.BYTES;
          case INT, FLOAT -> bytes.length == TYPE_BYTES + Integer.BYTES;
          case LONG, DOUBLE -> bytes.length == TYPE_BYTES + Long.BYTES;
          case TEXT, BYTES -> true;
          default -> false;
        };
  }

  /** Decodes what {@link #isSound}. */
  static @Nullable Object decode(byte[] bytes) {
    ByteBuffer value = ordered(bytes).position(TYPE_BYTES);
    return switch (bytes[0]) {
      case NULL -> null;
      case BOOLEAN -> value.get() != 0;
      case BYTE -> value.get();
      case SHORT -> value.getShort();
      case INT -> value.getInt();
      case LONG -> value.getLong();
      case FLOAT -> Float.intBitsToFloat(value.getInt());
      case DOUBLE -> Double.longBitsToDouble(value.getLong());
      case CHAR -> value.getChar();
      case TEXT -> new String(bytes, TYPE_BYTES, bytes.length - TYPE_BYTES, StandardCharsets.UTF_8);
      default -> Arrays.copyOfRange(bytes, TYPE_BYTES, bytes.length);
    };
  }
}
