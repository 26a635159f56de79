package dev.ipc.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;

/**
 * An item as it is written, little-endian.
 *
 * <pre>
 * 0   int   checksum, CRC-32C of the message
 * 4   long  when it was appended, in milliseconds since 1970
 * 12  bytes message, as the codec made it
 * </pre>
 *
 * <p>One thread at a time.
 */
final class Envelope {
  private static final int TIME_OFFSET = 4;
  private static final int MESSAGE_OFFSET = 12;
  private static final int KEPT_BYTES = 1 << 20;

  private final CRC32C sum = new CRC32C();
  private byte[] message = new byte[256];
  private int length;
  private long millis;

  static void write(Bytes<?> target, byte[] message, int checksum, long millis) {
    target.writeInt(checksum);
    target.writeLong(millis);
    target.write(message);
  }

  static int checksum(byte[] message) {
    CRC32C sum = new CRC32C();
    sum.update(message, 0, message.length);
    return (int) sum.getValue();
  }

  /** Whether these bytes of a file are an item as it was written. */
  static boolean isWhole(ByteBuffer item) {
    if (item.remaining() < MESSAGE_OFFSET) {
      return false;
    }
    CRC32C sum = new CRC32C();
    sum.update(item.slice(MESSAGE_OFFSET, item.remaining() - MESSAGE_OFFSET));
    return item.order(ByteOrder.LITTLE_ENDIAN).getInt(0) == (int) sum.getValue();
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
   * @return whether it is as it was written
   */
  boolean read(Bytes<?> source) {
    long remaining = source.readRemaining() - MESSAGE_OFFSET;
    if (remaining < 0) {
      return false;
    }
    int checksum = source.readInt();
    millis = source.readLong();
    length = (int) remaining;
    if (message.length < length || message.length > KEPT_BYTES) {
      message = new byte[Math.max(length, 256)];
    }
    source.read(message, 0, length);
    sum.reset();
    sum.update(message, 0, length);
    return checksum == (int) sum.getValue();
  }

  /** The copy; its first {@link #length()} bytes count. */
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
