package dev.ipc.bench;

import dev.ipc.queue.SharedQueue;
import dev.ipc.queue.SharedRing;
import dev.ipc.shm.Shm;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** A shared queue of bytes, whose messages are copied in and out, as by the peers. */
final class SharedWire implements Wire {
  private static final Duration LONG = Duration.ofHours(1);

  private final Shm shm;
  private final SharedRing ring;
  private final byte[] received;
  private Sink sink = message -> {};
  private final Consumer<MemorySegment> handler;

  SharedWire(Path memory, String name, int bytes) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.ring = shm.openOrCreate(name, SharedQueue.ofBytes()).bytes();
    this.received = new byte[bytes];
    this.handler =
        message -> {
          MemorySegment.copy(message, ValueLayout.JAVA_BYTE, 0, received, 0, received.length);
          sink.accept(received);
        };
  }

  @Override
  public void send(byte[] message) throws InterruptedException {
    ring.put(message, 0, message.length);
  }

  @Override
  public void receive(int most, Sink to) throws InterruptedException {
    sink = to;
    ring.poll(handler, most, LONG);
  }

  @Override
  public void close() {
    shm.close();
  }
}
