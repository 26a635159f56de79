package dev.ipc.bench;

import dev.ipc.codec.Codec;
import dev.ipc.codec.Input;
import dev.ipc.codec.Output;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import java.io.Serial;
import java.nio.file.Path;

/** A shared queue of bytes. */
final class SharedWire implements Wire {
  private final Shm shm;
  private final SharedQueue<byte[]> queue;

  private record Bytes() implements Codec<byte[]> {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public void encode(byte[] value, Output out) {
      out.writeBytes(value);
    }

    @Override
    public byte[] decode(Input in) {
      return in.readBytes(in.remaining());
    }
  }

  SharedWire(Path memory, String name) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.queue = shm.openOrCreate(name, SharedQueue.of(new Bytes()));
  }

  @Override
  public void send(byte[] message) throws InterruptedException {
    queue.put(message);
  }

  @Override
  public void receive(int most, Sink sink) throws InterruptedException {
    sink.accept(queue.take());
  }

  @Override
  public void close() {
    shm.close();
  }
}
