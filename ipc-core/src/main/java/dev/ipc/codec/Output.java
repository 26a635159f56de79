package dev.ipc.codec;

import dev.ipc.memory.Bytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a message is written: bytes that grow as needed and are used again for the next message.
 *
 * <pre>{@code
 * Output out = new Output();          // one per thread
 * codec.encode(order, out);
 * out.copyTo(segment, offset);        // out.size() bytes
 * out.clear();                        // for the next message
 * }</pre>
 *
 * <p>Numbers are little-endian. An output is used by one thread at a time.
 */
public final class Output {
  private static final int INITIAL_BYTES = 256;

  /** What the JVM allows for an array. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private static final int MAX_VARINT_BYTES = 5;
  private static final int MAX_VARLONG_BYTES = 10;

  private byte[] bytes;
  private int size;
  private @Nullable Latin1 latin1;
  private @Nullable Encoder encoder;

  /** Creates an empty output. */
  public Output() {
    this(INITIAL_BYTES);
  }

  /**
   * Creates an empty output.
   *
   * @param initialBytes how much to write before it has to grow
   */
  public Output(int initialBytes) {
    this.bytes = new byte[Math.max(initialBytes, 16)];
  }

  /** Forgets what was written. */
  public void clear() {
    size = 0;
  }

  /**
   * How much was written.
   *
   * @return bytes
   */
  public int size() {
    return size;
  }

  /**
   * Forgets what was written last.
   *
   * @param size how many bytes to keep
   * @throws IllegalArgumentException if fewer were written
   */
  public void truncate(int size) {
    if (size < 0 || size > this.size) {
      throw new IllegalArgumentException(
          "cannot keep so many bytes: size="
              + size
              + ", written="
              + this.size
              + "; pass what size() said");
    }
    this.size = size;
  }

  /**
   * What was written.
   *
   * @return a copy
   */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /**
   * What was written, without a copy: of use until something else is done with this output.
   *
   * @return a buffer to read from
   */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(bytes, 0, size).asReadOnlyBuffer();
  }

  /**
   * Copies what was written.
   *
   * @param segment to where
   * @param offset of the first byte there
   */
  public void copyTo(MemorySegment segment, long offset) {
    copyTo(segment, offset, 0, size);
  }

  /**
   * Copies a part of what was written.
   *
   * @param segment to where
   * @param offset of the first byte there
   * @param from the first byte here
   * @param length how many
   * @throws IndexOutOfBoundsException if so many were not written
   */
  public void copyTo(MemorySegment segment, long offset, int from, int length) {
    Objects.checkFromIndexSize(from, length, size);
    MemorySegment.copy(bytes, from, segment, ValueLayout.JAVA_BYTE, offset, length);
  }

  /**
   * Writes a byte.
   *
   * @param value its lowest eight bits count
   */
  public void writeByte(int value) {
    if (size == bytes.length) {
      grow(1);
    }
    bytes[size++] = (byte) value;
  }

  /**
   * Writes a boolean in one byte.
   *
   * @param value what to write
   */
  public void writeBoolean(boolean value) {
    writeByte(value ? 1 : 0);
  }

  /**
   * Writes two bytes.
   *
   * @param value its lowest sixteen bits count
   */
  public void writeShort(int value) {
    ensure(Short.BYTES);
    Bytes.setShort(bytes, size, (short) value);
    size += Short.BYTES;
  }

  /**
   * Writes four bytes.
   *
   * @param value what to write
   */
  public void writeInt(int value) {
    ensure(Integer.BYTES);
    Bytes.setInt(bytes, size, value);
    size += Integer.BYTES;
  }

  /**
   * Replaces what {@link #writeInt} wrote, such as a length that was not known yet.
   *
   * @param position what {@link #size} was before it was written
   * @param value what it is to be
   */
  public void setInt(int position, int value) {
    Objects.checkFromIndexSize(position, Integer.BYTES, size);
    Bytes.setInt(bytes, position, value);
  }

  /**
   * Writes eight bytes.
   *
   * @param value what to write
   */
  public void writeLong(long value) {
    ensure(Long.BYTES);
    Bytes.setLong(bytes, size, value);
    size += Long.BYTES;
  }

  /**
   * Writes four bytes.
   *
   * @param value what to write
   */
  public void writeFloat(float value) {
    writeInt(Float.floatToRawIntBits(value));
  }

  /**
   * Writes eight bytes.
   *
   * @param value what to write
   */
  public void writeDouble(double value) {
    writeLong(Double.doubleToRawLongBits(value));
  }

  /**
   * Writes a number that is seldom negative: 1 byte below 128, 2 below 16,384, at most 5.
   *
   * @param value what to write
   */
  public void writeVarInt(int value) {
    ensure(MAX_VARINT_BYTES);
    int rest = value;
    int at = size;
    while ((rest & ~0x7F) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    size = at;
  }

  /**
   * Writes a number that is seldom negative: 1 byte below 128, 2 below 16,384, at most 10.
   *
   * @param value what to write
   */
  public void writeVarLong(long value) {
    ensure(MAX_VARLONG_BYTES);
    long rest = value;
    int at = size;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    size = at;
  }

  /**
   * Writes a number of either sign that is often near 0: 1 byte from -64 to 63, at most 5.
   *
   * @param value what to write
   */
  public void writeSignedVarInt(int value) {
    writeVarInt((value << 1) ^ (value >> 31));
  }

  /**
   * Writes a number of either sign that is often near 0: 1 byte from -64 to 63, at most 10.
   *
   * @param value what to write
   */
  public void writeSignedVarLong(long value) {
    writeVarLong((value << 1) ^ (value >> 63));
  }

  /**
   * Writes bytes, without their number.
   *
   * @param source where they are
   * @param offset of the first
   * @param length how many
   */
  public void writeBytes(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    ensure(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  /**
   * Writes bytes, without their number.
   *
   * @param source all of it
   */
  public void writeBytes(byte[] source) {
    writeBytes(source, 0, source.length);
  }

  /**
   * Writes the content of a segment, without its length.
   *
   * @param source all of it
   */
  void writeSegment(MemorySegment source) {
    int length = Math.toIntExact(source.byteSize());
    ensure(length);
    MemorySegment.copy(source, 0, MemorySegment.ofArray(bytes), size, length);
    size += length;
  }

  /**
   * Writes a text with its length: a byte per character if all are Latin-1, else two.
   *
   * @param value any string, also one with lone surrogates
   */
  public void writeString(String value) {
    int length = value.length();
    writeVarLong((long) length << 1);
    ensure(length);
    if (writeLatin1(value, length)) {
      size += length;
      return;
    }
    size -= varLongBytes((long) length << 1);
    writeVarLong(((long) length << 1) | 1);
    ensure(Math.multiplyFull(length, Character.BYTES));
    for (int i = 0; i < length; i++) {
      Bytes.setShort(bytes, size + i * Character.BYTES, (short) value.charAt(i));
    }
    size += length * Character.BYTES;
  }

  private boolean writeLatin1(String value, int length) {
    if (length > Latin1.WORTHWHILE_LENGTH) {
      Latin1 encoder = latin1;
      if (encoder == null) {
        encoder = new Latin1();
        latin1 = encoder;
      }
      return encoder.encode(value, bytes, size);
    }
    int all = 0;
    for (int i = 0; i < length; i++) {
      char character = value.charAt(i);
      all |= character;
      bytes[size + i] = (byte) character;
    }
    return all <= 0xFF;
  }

  private static int varLongBytes(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      grow(more);
    }
  }

  private void ensure(long more) {
    if (bytes.length - size < more) {
      grow(more);
    }
  }

  private void grow(long more) {
    long needed = size + more;
    if (needed > MAX_BYTES) {
      throw new CodecException(
          "message is too long: bytes="
              + needed
              + ", possible="
              + MAX_BYTES
              + "; send it in parts, or put it into a shared array");
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_BYTES, Math.max(needed, size * 2L)));
  }

  /** The state of a message on its way into this output; another one for a message within it. */
  Encoder begin(ObjectCodec<?> codec) {
    Encoder free = encoder;
    encoder = null;
    if (free == null) {
      free = new Encoder(this);
    }
    free.begin(codec);
    return free;
  }

  void end(Encoder used) {
    encoder = used;
  }
}
