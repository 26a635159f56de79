package dev.ipc.value;

import dev.ipc.memory.Block;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a component of a shared record is in memory; laid out as a C compiler would. */
sealed interface FieldType permits FieldType.Scalar, FieldType.Array, FieldType.Text, StructShape {
  /** How many bytes it takes. */
  int bytes();

  /** What its offset is a multiple of. */
  int alignment();

  /** How the schema names it. */
  String text();

  /** A primitive. */
  enum Scalar implements FieldType {
    BYTE(byte.class, Byte.BYTES),
    BOOLEAN(boolean.class, Byte.BYTES),
    SHORT(short.class, Short.BYTES),
    CHAR(char.class, Character.BYTES),
    INT(int.class, Integer.BYTES),
    FLOAT(float.class, Float.BYTES),
    LONG(long.class, Long.BYTES),
    DOUBLE(double.class, Double.BYTES);

    private final Class<?> carrier;
    private final int bytes;
    private final String text;

    Scalar(Class<?> carrier, int bytes) {
      this.carrier = carrier;
      this.bytes = bytes;
      this.text = name().toLowerCase(Locale.ROOT);
    }

    static Optional<Scalar> of(Class<?> carrier) {
      return Arrays.stream(values()).filter(scalar -> scalar.carrier == carrier).findFirst();
    }

    static Optional<Scalar> of(String text) {
      return Arrays.stream(values()).filter(scalar -> scalar.text.equals(text)).findFirst();
    }

    Class<?> carrier() {
      return carrier;
    }

    @Override
    public int bytes() {
      return bytes;
    }

    @Override
    public int alignment() {
      return bytes;
    }

    @Override
    public String text() {
      return text;
    }

    /** Reads one as bits: a number by its value, a floating one by its representation. */
    long load(Block block, long offset) {
      return switch (this) {
        case BYTE -> block.getByte(offset);
        case BOOLEAN -> block.getByte(offset) != 0 ? 1 : 0;
        case SHORT -> block.getShort(offset);
        case CHAR -> (char) block.getShort(offset);
        case INT, FLOAT -> block.getInt(offset);
        case LONG, DOUBLE -> block.getLong(offset);
      };
    }

    /** Writes one that is given by its bits. */
    void store(Block block, long offset, long bits) {
      switch (this) {
        case BYTE, BOOLEAN -> block.setByte(offset, (byte) bits);
        case SHORT, CHAR -> block.setShort(offset, (short) bits);
        case INT, FLOAT -> block.setInt(offset, (int) bits);
        case LONG, DOUBLE -> block.setLong(offset, bits);
      }
    }
  }

  /**
   * As many primitives, one after the other.
   *
   * @param element what they are
   * @param length how many
   */
  record Array(Scalar element, int length) implements FieldType {
    @Override
    public int bytes() {
      return Math.multiplyExact(length, element.bytes());
    }

    @Override
    public int alignment() {
      return element.alignment();
    }

    @Override
    public String text() {
      return element.text() + "[" + length + "]";
    }
  }

  /**
   * Its length in bytes as an int, then UTF-8, then zeros.
   *
   * @param maxBytes how long the text may be
   */
  record Text(int maxBytes) implements FieldType {
    /** Where the characters begin. */
    static final int START = Integer.BYTES;

    @Override
    public int bytes() {
      return StructShape.roundUp(Math.addExact(START, maxBytes), alignment());
    }

    @Override
    public int alignment() {
      return Integer.BYTES;
    }

    @Override
    public String text() {
      return "text(" + maxBytes + ")";
    }
  }
}
