package dev.ipc.journal;

import static dev.ipc.journal.Envelope.CHECKSUM_OFFSET;
import static dev.ipc.journal.Envelope.MESSAGE_OFFSET;
import static dev.ipc.journal.Envelope.TIME_OFFSET;

import dev.ipc.codec.Output;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;

/**
 * Where an item becomes an {@link Envelope} before it goes into its file in one copy. It is outside
 * the heap, from where that copy is shorter. One thread at a time.
 */
final class Draft implements AutoCloseable {
  private static final int LEAST_BYTES = 1 << 10;
  private static final int KEPT_BYTES = 1 << 20;

  private final CRC32C sum = new CRC32C();
  private ByteBuffer memory;
  private MemorySegment segment;
  private Bytes<?> bytes;

  Draft() {
    memory = allocated(LEAST_BYTES);
    segment = MemorySegment.ofBuffer(memory);
    bytes = bytesOf(memory);
  }

  private static ByteBuffer allocated(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Bytes<?> bytesOf(ByteBuffer memory) {
    Bytes<?> bytes = Bytes.wrapForRead(memory);
    bytes.singleThreadedCheckDisabled(true);
    return bytes;
  }

  /** Puts an item together; what is returned holds until the next. */
  Bytes<?> of(Output message, long millis) {
    int length = MESSAGE_OFFSET + message.size();
    if (memory.capacity() < length || memory.capacity() > KEPT_BYTES) {
      close();
      memory = allocated(Math.max(length, LEAST_BYTES));
      segment = MemorySegment.ofBuffer(memory);
      bytes = bytesOf(memory);
    }
    message.copyTo(segment, MESSAGE_OFFSET);
    sum.reset();
    sum.update(memory.limit(length).position(MESSAGE_OFFSET));
    memory.putInt(CHECKSUM_OFFSET, (int) sum.getValue()).putLong(TIME_OFFSET, millis);
    return bytes.readPositionRemaining(0, length);
  }

  @Override
  public void close() {
    bytes.releaseLast();
  }
}
