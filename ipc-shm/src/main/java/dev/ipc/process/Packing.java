package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.bind.Luggage;
import dev.ipc.codec.CodecException;
import dev.ipc.codec.Output;
import dev.ipc.pool.Letter;
import dev.ipc.pool.Values;
import dev.ipc.task.Job;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes the jobs of a pool ready to travel: once, in the thread that hands them in. */
final class Packing {
  private final Functions functions = new Functions();
  private final AtomicLong numbers = new AtomicLong();

  /**
   * Looks whether an initializer can travel.
   *
   * @throws IllegalArgumentException if it cannot
   */
  static void check(Action initializer) {
    CallCodec.encode(initializer, initializer);
  }

  /**
   * Encodes a job.
   *
   * @throws IllegalArgumentException if it cannot travel
   */
  Assignment pack(Job job) {
    Luggage luggage = new Luggage();
    boolean packed = false;
    try {
      Assignment assignment = luggage.pack(() -> encode(job, luggage));
      packed = true;
      return assignment;
    } catch (CodecException e) {
      throw new IllegalArgumentException("cannot send task: " + e.getMessage(), e);
    } finally {
      if (!packed) {
        luggage.lost();
      }
    }
  }

  @SuppressWarnings("NullAway") // a codec of any objects has null too
  private Assignment encode(Job job, Luggage luggage) {
    SentFunction function = functions.of(job);
    if (job.isOfMany() && !luggage.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot send task: its function captures the end of a pipe, which can go to one worker"
              + " only, and the items of this call go to several; give it to a single task, or as"
              + " one of the items");
    }
    List<? extends @Nullable Object> items = job.items();
    Output out = new Output();
    if (items.size() == 1) {
      Letter.OBJECTS.encode(items.getFirst(), out);
    } else {
      Values.write(items, out);
    }
    return Assignment.of(job, numbers.incrementAndGet(), function, luggage, out.toByteArray());
  }
}
