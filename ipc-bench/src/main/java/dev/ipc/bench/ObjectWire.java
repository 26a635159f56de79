package dev.ipc.bench;

import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import java.nio.file.Path;

/** A shared queue of small objects, which carry what a message says. */
final class ObjectWire implements Wire {
  private final Shm shm;
  private final SharedQueue<Job> queue;
  private final byte[] received = new byte[1];
  private int sent;

  /**
   * A small object.
   *
   * @param number its number
   * @param last whether it is the last of a window
   * @param path some text
   */
  record Job(int number, boolean last, String path) {}

  ObjectWire(Path memory, String name) {
    this.shm = Shm.at(memory.resolve("domain"));
    this.queue = shm.openOrCreate(name, SharedQueue.of(Job.class));
  }

  @Override
  public void send(byte[] message) throws InterruptedException {
    queue.put(new Job(sent++, message[0] == LAST, "/orders"));
  }

  @Override
  public void receive(int most, Sink sink) throws InterruptedException {
    received[0] = queue.take().last() ? LAST : 0;
    sink.accept(received);
  }

  @Override
  public void close() {
    shm.close();
  }
}
