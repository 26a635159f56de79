package dev.ipc.bench;

import dev.ipc.pipe.Connection;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.shm.Shm;
import java.nio.file.Path;

/** An end of a shared pipe. */
final class PipeWire implements Wire {
  private final Shm shm;
  private final Connection<String> end;
  private final byte[] received;

  PipeWire(Path memory, boolean first, int bytes) {
    this.shm = Shm.at(memory.resolve("domain"));
    SharedPipe<String> pipe = shm.openOrCreate("pipe", SharedPipe.duplex(String.class));
    this.end = first ? pipe.first() : pipe.second();
    this.received = new byte[bytes];
  }

  @Override
  public void send(byte[] message) throws InterruptedException {
    end.sendBytes(message);
  }

  @Override
  public void receive(int most, Sink sink) throws InterruptedException {
    end.receiveBytesInto(received, 0);
    sink.accept(received);
  }

  @Override
  public void close() {
    shm.close();
  }
}
