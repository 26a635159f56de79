package dev.ipc.process;

import dev.ipc.bind.Luggage;
import dev.ipc.task.Job;

/** A job, or those of its items that are still to be run, on their way to a worker. */
final class Assignment {
  final Job job;

  /** Of the job, in its pool. */
  final long number;

  final SentFunction function;
  final Luggage luggage;

  /** All items of the job: one as it is, several as a list. */
  private final byte[] items;

  /** The first item that is to be run and did not come yet. */
  private int from;

  private final int first;
  private final int end;

  /** Whether some of its items were begun before, and did not come. */
  private final boolean retried;

  /** Which of the jobs that its worker begins it would be; guarded by the lock of that worker. */
  int turn;

  /** When it was sent, or became the one to be begun next. */
  long sentAt;

  /** When its worker is to be killed, if not {@link #NEVER}. */
  long killAt = NEVER;

  /** When results came of it, if some did. */
  long cameAt;

  /** The item whose time limit is over: it and those behind it are run again; or {@link #NONE}. */
  int again = NONE;

  static final int NONE = -1;
  static final long NEVER = Long.MAX_VALUE;

  private Assignment(
      Job job,
      long number,
      SentFunction function,
      Luggage luggage,
      byte[] items,
      int from,
      int end,
      boolean retried) {
    this.job = job;
    this.number = number;
    this.function = function;
    this.luggage = luggage;
    this.items = items;
    this.from = from;
    this.first = from;
    this.end = end;
    this.retried = retried;
  }

  /** All of a job. */
  static Assignment of(Job job, long number, SentFunction function, Luggage luggage, byte[] items) {
    return new Assignment(job, number, function, luggage, items, 0, job.items().size(), false);
  }

  /** Some of its items, which no worker has begun since it was made. */
  Assignment part(int first, int afterLast) {
    return new Assignment(job, number, function, luggage, items, first, afterLast, retried);
  }

  /** Some of its items once more. */
  Assignment retry(int first, int afterLast) {
    return new Assignment(job, number, function, luggage, items, first, afterLast, true);
  }

  byte[] items() {
    return items;
  }

  int from() {
    return from;
  }

  int first() {
    return first;
  }

  int end() {
    return end;
  }

  boolean isRetried() {
    return retried;
  }

  /** Whether its results are to come one by one, so that it is known which item is at work. */
  boolean isCareful() {
    return retried || job.options().timeLimit().isPresent();
  }

  /** Outcomes came, of all items before this one. */
  void cameUntil(int item) {
    from = item;
    cameAt = System.nanoTime();
  }

  int size() {
    return end - from;
  }

  /** Roughly how much room it takes in a pipe. */
  long bytes() {
    return items.length + 64L;
  }
}
