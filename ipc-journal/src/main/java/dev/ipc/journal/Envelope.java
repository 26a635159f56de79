package dev.ipc.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;

/**
 * An item as it is in a file, little-endian.
 *
 * <pre>
 * 0   int   checksum, CRC-32C of the message
 * 4   long  when it was appended, in milliseconds since 1970
 * 12  bytes message, as the codec made it
 * </pre>
 *
 * <p>An object of this class is a copy of one, to be read by one thread at a time.
 */
final class Envelope {
  static final int CHECKSUM_OFFSET = 0;
  static final int TIME_OFFSET = 4;
  static final int MESSAGE_OFFSET = 12;

  private static final int LEAST_BYTES = 256;
  private static final int KEPT_BYTES = 1 << 20;

  private final CRC32C sum = new CRC32C();
  private byte[] message = new byte[LEAST_BYTES];
  private int length;
  private long millis;

  /** Whether these bytes of a file are an item as it was written. */
  static boolean isWhole(ByteBuffer item) {
    if (item.remaining() < MESSAGE_OFFSET) {
      return false;
    }
    CRC32C sum = new CRC32C();
    sum.update(item.slice(MESSAGE_OFFSET, item.remaining() - MESSAGE_OFFSET));
    return item.order(ByteOrder.LITTLE_ENDIAN).getInt(CHECKSUM_OFFSET) == (int) sum.getValue();
  }

  /** When the item here was appended, or 0 if it is too short to tell. */
  static long millis(Bytes<?> source) {
    return source.readRemaining() < MESSAGE_OFFSET
        ? 0
        : source.readLong(source.readPosition() + TIME_OFFSET);
  }

  /**
   * Copies an item.
   *
   * @param position where it is
   * @param bytes how many it has
   * @return whether it is as it was written
   */
  boolean read(BytesStore<?, ?> source, long position, int bytes) {
    length = bytes - MESSAGE_OFFSET;
    if (length < 0) {
      return false;
    }
    if (message.length < length || message.length > KEPT_BYTES) {
      message = new byte[Math.max(length, LEAST_BYTES)];
    }
    millis = source.readLong(position + TIME_OFFSET);
    source.read(position + MESSAGE_OFFSET, message, 0, length);
    sum.reset();
    sum.update(message, 0, length);
    return source.readInt(position + CHECKSUM_OFFSET) == (int) sum.getValue();
  }

  /** The message; its first {@link #length()} bytes count. */
  byte[] message() {
    return message;
  }

  int length() {
    return length;
  }

  long millis() {
    return millis;
  }
}
