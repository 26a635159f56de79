package dev.ipc.bench;

import dev.ipc.pipe.Connection;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.shm.Shm;
import java.nio.file.Path;

/** An end of a shared pipe. */
final class PipeWire implements Wire {
  private final Shm shm;
  private final Connection<String> end;

  PipeWire(Path memory, boolean first) {
    this.shm = Shm.at(memory.resolve("domain"));
    SharedPipe<String> pipe = shm.openOrCreate("pipe", SharedPipe.duplex(String.class));
    this.end = first ? pipe.first() : pipe.second();
  }

  @Override
  public void send(byte[] message) throws InterruptedException {
    end.sendBytes(message);
  }

  @Override
  public void receive(int most, Sink sink) throws InterruptedException {
    sink.accept(end.receiveBytes());
  }

  @Override
  public void close() {
    shm.close();
  }
}
