package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.Fn;
import dev.ipc.Shared;
import dev.ipc.bind.Luggage;
import dev.ipc.codec.Output;
import dev.ipc.pipe.Connection;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.pool.Letter;
import dev.ipc.pool.PoolBoard;
import dev.ipc.pool.Values;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedEvent;
import dev.ipc.sync.SharedLatch;
import dev.ipc.sync.SharedLock;
import dev.ipc.sync.SharedSemaphore;
import dev.ipc.value.SharedBoolean;
import dev.ipc.value.SharedDouble;
import dev.ipc.value.SharedDoubleArray;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedIntArray;
import dev.ipc.value.SharedLong;
import dev.ipc.value.SharedText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What an AOT cache is made of: what most children do, done by one that is recorded. */
final class AotWork {
  private static final long PIPE_BYTES = 1 << 16;
  private static final int TEXT_BYTES = 64;
  private static final int LENGTH = 8;

  private AotWork() {}

  /**
   * Tasks travel as records of what the user gave.
   *
   * @param inner what the user gave
   */
  private record Wrapped(Fn<Object, Object> inner) implements Fn<Object, Object> {
    @Override
    public Object apply(Object item) throws Exception {
      return inner.apply(item);
    }
  }

  /**
   * Uses shared objects, then works at a pool, with which this JVM ends.
   *
   * @param shm of the parent, whose objects are opened by who is recorded
   */
  static Action of(Shm shm) {
    List<Shared> some =
        List.of(
            shm.create(SharedLong.initially(0)),
            shm.create(SharedDouble.initially(0)),
            shm.create(SharedBoolean.initially(false)),
            shm.create(SharedText.ofBytes(TEXT_BYTES)),
            shm.create(SharedIntArray.ofLength(LENGTH)),
            shm.create(SharedDoubleArray.ofLength(LENGTH)),
            shm.create(SharedEvent.unset()),
            shm.create(SharedLatch.ofCount(1)));
    SharedInt value = shm.create(SharedInt.initially(0));
    SharedLock lock = shm.create(SharedLock.plain());
    SharedSemaphore permits = shm.create(SharedSemaphore.counting(0));
    SharedQueue<Object> queue = shm.create(SharedQueue.ofObjects());
    Action action =
        () -> {
          lock.locked(() -> value.set(1));
          permits.release();
          queue.put(some.size());
        };
    return () -> {
      useObjects(action, lock, permits, queue);
      try (Shm own = Shm.temporary()) {
        workAtPool(own);
      }
    };
  }

  /** Passes a function with objects on, waits for another thread. */
  private static void useObjects(
      Action action, SharedLock lock, SharedSemaphore permits, SharedQueue<Object> queue)
      throws Exception {
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
    Fn<Object, Object> function = new Wrapped(item -> List.of(item));
    List<Object> items = List.of(1, 2L, 3.0, "four");
    Output encoded = new Output();
    Values.write(items, encoded);
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
            encoded.toByteArray()));
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
