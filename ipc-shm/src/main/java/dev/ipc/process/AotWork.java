package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.Fn;
import dev.ipc.bind.Luggage;
import dev.ipc.pipe.Connection;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.pool.Letter;
import dev.ipc.pool.PoolBoard;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.sync.SharedSemaphore;
import dev.ipc.value.SharedInt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What an AOT cache is made of: what most children do, done by one that is recorded. */
final class AotWork {
  private static final long PIPE_BYTES = 1 << 16;

  private AotWork() {}

  /** Shares objects, then works at a pool, with which this JVM ends. */
  static void perform() throws Exception {
    try (Shm shm = Shm.temporary()) {
      shareObjects(shm);
      workAtPool(shm);
    }
  }

  /** Fetches shared objects, waits for another thread, passes objects on. */
  private static void shareObjects(Shm shm) throws Exception {
    SharedInt value = shm.create(SharedInt.initially(0));
    SharedLock lock = shm.create(SharedLock.plain());
    SharedSemaphore permits = shm.create(SharedSemaphore.counting(0));
    SharedQueue<Object> queue = shm.create(SharedQueue.ofObjects());
    Action action =
        () -> {
          lock.locked(() -> value.set(1));
          permits.release();
          queue.put("ready");
        };
    byte[] call = CallCodec.encode(action, action);
    Thread child = new Thread(() -> runFetched(call), "ipc-training");
    try (var _ = lock.hold()) {
      child.start();
      TimeUnit.MILLISECONDS.sleep(50);
    }
    permits.acquire();
    queue.poll(Duration.ofSeconds(5));
    child.join();
  }

  /** Does a job with several items as a worker does, which ends the JVM afterwards. */
  private static void workAtPool(Shm shm) throws Exception {
    PoolBoard board = shm.create(PoolBoard.of(1, 0));
    SharedPipe<Letter> pipe = shm.create(SharedPipe.duplex(Letter.CODEC, PIPE_BYTES));
    Connection<Letter> end = pipe.first();
    Connection<Letter> other = pipe.second();
    Fn<Object, Object> function = item -> List.of(item);
    List<Object> items = List.of(1, 2L, 3.0, "four");
    Action worker = WorkerMain.of(board, 0, other, items.size(), WorkerMain.NOTHING);
    byte[] call = new Luggage().pack(() -> CallCodec.encode(worker, worker));
    Thread child = new Thread(() -> runFetched(call), "ipc-training");
    child.start();
    end.receiveBytes(); // it is ready
    end.send(
        new JobLetter(
            0,
            1,
            0,
            Letter.OBJECTS.toBytes(function),
            false,
            0,
            items.size(),
            false,
            Letter.OBJECTS.toBytes(items)));
    end.receiveBytes();
    child.join();
  }

  private static void runFetched(byte[] call) {
    try {
      CallCodec.decode(call).perform();
    } catch (Exception e) {
      throw new IllegalStateException("the training failed: " + e, e);
    }
  }
}
