package dev.ipc.bench;

import java.io.File;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import org.agrona.IoUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** A ring buffer of Agrona in a mapped file; both sides spin. Zeros are an empty ring. */
final class AgronaWire implements Wire {
  private static final int BYTES = (1 << 20) + RingBufferDescriptor.TRAILER_LENGTH;
  private static final int TYPE = 1;

  private final MappedByteBuffer mapped;
  private final RingBuffer ring;
  private final byte[] received;
  private final UnsafeBuffer source = new UnsafeBuffer(new byte[0]);
  private Sink sink = message -> {};
  private final MessageHandler handler;

  AgronaWire(Path memory, String name, int bytes, Function<AtomicBuffer, RingBuffer> kind)
      throws IOException {
    File file = memory.resolve(name).toFile();
    try (FileChannel channel =
        FileChannel.open(
            file.toPath(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      this.mapped = channel.map(MapMode.READ_WRITE, 0, BYTES);
    }
    this.ring = kind.apply(new UnsafeBuffer(mapped, 0, BYTES));
    this.received = new byte[bytes];
    this.handler =
        (type, buffer, index, length) -> {
          buffer.getBytes(index, received, 0, length);
          sink.accept(received);
        };
  }

  @Override
  public void send(byte[] message) {
    if (source.capacity() == 0) {
      source.wrap(message);
    }
    while (!ring.write(TYPE, source, 0, message.length)) {
      Wire.pause();
    }
  }

  @Override
  public void receive(int most, Sink to) {
    sink = to;
    if (ring.read(handler, most) == 0) {
      Wire.pause();
    }
  }

  @Override
  public void close() {
    IoUtil.unmap(mapped);
  }
}
