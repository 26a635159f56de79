package dev.ipc.examples;

import dev.ipc.process.JvmProcess;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A child puts the even numbers below 100 into a queue as one list; the parent takes until empty.
 */
public final class Queues {
  private Queues() {}

  private static void putEven(SharedQueue<Object> queue) throws InterruptedException {
    List<Integer> even = IntStream.range(0, 100).filter(n -> n % 2 == 0).boxed().toList();
    queue.put(even);
  }

  static void main() throws InterruptedException {
    try (Shm shm = Shm.temporary()) {
      SharedQueue<Object> queue = shm.create(SharedQueue.ofObjects());
      JvmProcess child = JvmProcess.start(() -> putEven(queue));
      child.join();
      while (!queue.isEmpty()) {
        IO.println(queue.take());
      }
    }
  }
}
