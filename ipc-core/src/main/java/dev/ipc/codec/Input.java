package dev.ipc.codec;

import dev.ipc.memory.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a message is read from: bytes with an end, beyond which nothing is read.
 *
 * <pre>{@code
 * Input in = new Input();                      // one per thread
 * Order order = codec.decode(in.copyOf(segment, offset, length));
 * }</pre>
 *
 * <p>Shared memory is copied first: so nobody can change a message while it is looked at. All
 * methods throw {@link CodecException} when the message ends before what they read does. An input
 * is used by one thread at a time.
 */
public final class Input {
  private static final int KEPT_BYTES = 1 << 16;

  private byte[] bytes = new byte[0];
  private byte[] own = bytes;
  private int begin;
  private int position;
  private int end;
  private @Nullable Decoder decoder;

  /** Creates an empty input. */
  public Input() {}

  /**
   * Creates an input that reads an array.
   *
   * @param message all of it is the message
   */
  public Input(byte[] message) {
    wrap(message, 0, message.length);
  }

  /**
   * Reads a part of an array from now on.
   *
   * @param array where the message is; it must not be changed meanwhile
   * @param offset of its first byte
   * @param length in bytes
   * @return this
   */
  public Input wrap(byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    this.bytes = array;
    this.begin = offset;
    this.position = offset;
    this.end = offset + length;
    return this;
  }

  /**
   * Reads a copy of a part of a segment from now on.
   *
   * @param segment where the message is
   * @param offset of its first byte
   * @param length in bytes
   * @return this
   */
  public Input copyOf(MemorySegment segment, long offset, int length) {
    byte[] target = own;
    if (target.length < length) {
      target = new byte[Math.max(length, 256)];
      own = target.length <= KEPT_BYTES ? target : own;
    }
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, target, 0, length);
    return wrap(target, 0, length);
  }

  /**
   * How much is left.
   *
   * @return bytes
   */
  public int remaining() {
    return end - position;
  }

  /**
   * Where the next byte is.
   *
   * @return bytes from the beginning of the message
   */
  public int position() {
    return position - begin;
  }

  /**
   * Goes on elsewhere in the message.
   *
   * @param next bytes from the beginning of the message
   * @throws CodecException if the message is not so long
   */
  public void position(int next) {
    if (next < 0 || next > end - begin) {
      throw tooShort(next - (long) position());
    }
    position = begin + next;
  }

  /**
   * Reads a byte.
   *
   * @return from -128 to 127
   */
  public byte readByte() {
    if (position == end) {
      throw tooShort(1);
    }
    return bytes[position++];
  }

  /**
   * Reads a boolean.
   *
   * @return what was written
   */
  public boolean readBoolean() {
    byte value = readByte();
    if (value < 0 || value > 1) {
      throw damaged("neither true nor false: value=" + value);
    }
    return value == 1;
  }

  /**
   * Reads two bytes.
   *
   * @return what was written
   */
  public short readShort() {
    return Bytes.getShort(bytes, take(Short.BYTES));
  }

  /**
   * Reads two bytes.
   *
   * @return what was written by {@link Output#writeShort}
   */
  public char readChar() {
    return (char) readShort();
  }

  /**
   * Reads four bytes.
   *
   * @return what was written
   */
  public int readInt() {
    return Bytes.getInt(bytes, take(Integer.BYTES));
  }

  /**
   * Reads eight bytes.
   *
   * @return what was written
   */
  public long readLong() {
    return Bytes.getLong(bytes, take(Long.BYTES));
  }

  /**
   * Reads four bytes.
   *
   * @return what was written
   */
  public float readFloat() {
    return Float.intBitsToFloat(readInt());
  }

  /**
   * Reads eight bytes.
   *
   * @return what was written
   */
  public double readDouble() {
    return Double.longBitsToDouble(readLong());
  }

  /**
   * Reads a number.
   *
   * @return what {@link Output#writeVarInt} wrote
   */
  public int readVarInt() {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte next = readByte();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("a number is too long");
  }

  /**
   * Reads a number.
   *
   * @return what {@link Output#writeVarLong} wrote
   */
  public long readVarLong() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = readByte();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("a number is too long");
  }

  /**
   * Reads a number.
   *
   * @return what {@link Output#writeSignedVarInt} wrote
   */
  public int readSignedVarInt() {
    int value = readVarInt();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * Reads a number.
   *
   * @return what {@link Output#writeSignedVarLong} wrote
   */
  public long readSignedVarLong() {
    long value = readVarLong();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * Reads bytes.
   *
   * @param length how many
   * @return a copy of them
   */
  public byte[] readBytes(int length) {
    int from = take(length);
    byte[] copy = new byte[length];
    System.arraycopy(bytes, from, copy, 0, length);
    return copy;
  }

  /** Fills a segment. */
  void readSegment(MemorySegment target) {
    int length = Math.toIntExact(target.byteSize());
    MemorySegment.copy(MemorySegment.ofArray(bytes), take(length), target, 0, length);
  }

  /**
   * Reads a text.
   *
   * @return what {@link Output#writeString} wrote
   */
  public String readString() {
    long header = readVarLong();
    long length = header >>> 1;
    if ((header & 1) == 0) {
      int from = take(length);
      return new String(bytes, from, (int) length, StandardCharsets.ISO_8859_1);
    }
    if (length > remaining()) {
      throw tooShort(length);
    }
    int from = take(length * Character.BYTES);
    char[] characters = new char[(int) length];
    for (int i = 0; i < characters.length; i++) {
      characters[i] = (char) Bytes.getShort(bytes, from + i * Character.BYTES);
    }
    return new String(characters);
  }

  /**
   * Reads the number of things that follow, of which each takes at least so many bytes: a number
   * that cannot be true is found before memory is taken for it.
   */
  int readCount(int bytesEach) {
    int count = readVarInt();
    if (count < 0 || count > remaining() / bytesEach) {
      throw damaged(
          "more than the message holds: count="
              + Integer.toUnsignedLong(count)
              + ", left="
              + remaining()
              + " bytes");
    }
    return count;
  }

  /** Passes over bytes; what follows the index that it gives is in {@link #array}. */
  int take(long length) {
    if (length < 0 || length > end - position) {
      throw tooShort(length);
    }
    int from = position;
    position += (int) length;
    return from;
  }

  byte[] array() {
    return bytes;
  }

  private CodecException tooShort(long wanted) {
    return damaged("the message ends too early: wanted=" + wanted + " bytes, left=" + remaining());
  }

  CodecException damaged(String what) {
    return new CodecException(
        "cannot decode message: "
            + what
            + ", at byte="
            + position()
            + " of "
            + (end - begin)
            + "; it is damaged, or its sender uses another codec or version");
  }

  /** The state of a message on its way out of this input; another one for a message within it. */
  Decoder begin(ObjectCodec<?> codec) {
    Decoder free = decoder;
    decoder = null;
    if (free == null) {
      free = new Decoder(this);
    }
    free.begin(codec);
    return free;
  }

  void end(Decoder used) {
    decoder = used;
  }
}
