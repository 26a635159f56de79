package dev.ipc.examples;

import dev.ipc.pipe.Connection;
import dev.ipc.pipe.PipeEndedException;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.process.JvmProcess;
import dev.ipc.shm.Shm;
import java.util.List;

/**
 * Two processes talk over a duplex pipe: the parent sends texts, the child answers each with how
 * long it is. When the parent closes its end, the child sees that and says so; when the child
 * closes its end, or dies, the parent sees that.
 */
public final class PipeTalk {
  private PipeTalk() {}

  /** A text and how long it is. */
  record Answer(String text, int length) {}

  private static void answer(Connection<Object> parent) throws InterruptedException {
    try (parent) {
      while (parent.receive() instanceof String text && !text.isEmpty()) {
        parent.send(new Answer(text, text.length()));
      }
      parent.send(List.of("that", "was", "all"));
    }
  }

  private static void count(Connection<Object> parent) throws InterruptedException {
    int[] count = {0};
    parent.forEachUntilEnd(object -> count[0]++);
    IO.println("The child received " + count[0] + " objects, then the end");
  }

  static void main() throws InterruptedException {
    try (Shm shm = Shm.temporary()) {
      SharedPipe<Object> pipe = shm.create(SharedPipe.duplex());
      Connection<Object> child = pipe.first();
      Connection<Object> end = pipe.second();
      JvmProcess answering = JvmProcess.start(() -> answer(end));
      for (String text : List.of("tea", "coffee", "")) {
        child.send(text);
        IO.println("The child says " + child.receive());
      }
      try {
        child.receive();
      } catch (PipeEndedException e) {
        IO.println("The child has closed its end");
      }
      answering.join();

      SharedPipe<Object> another = shm.create(SharedPipe.duplex());
      Connection<Object> far = another.second();
      JvmProcess counting = JvmProcess.start(() -> count(far));
      try (Connection<Object> near = another.first()) {
        for (int i = 0; i < 1_000; i++) {
          near.send(i);
        }
      }
      counting.join();
    }
  }
}
