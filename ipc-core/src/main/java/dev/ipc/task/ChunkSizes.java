package dev.ipc.task;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How many items go into the next job of a call, and how many may be on their way. By measured run
 * time, unless the user gave a size: a chunk takes about a millisecond, so that the way to a worker
 * and back does not count, and chunks are small at the end, so that all workers are done at about
 * the same time.
 */
final class ChunkSizes {
  static final int MAX_ITEMS = 4_096;

  /** A chunk has at most so many times the items of the largest one that was measured. */
  static final int GROWTH = 8;

  /** So many chunks are on their way for each worker. */
  static final int CHUNKS_AHEAD = 4;

  /** So many items are on their way for each worker, unless chunks of a given size need more. */
  static final int MAX_ITEMS_AHEAD = 32_768;

  private static final double CHUNK_NANOS = 1_000_000;

  /** Chunks of less do not become smaller at the end. */
  private static final double LEAST_CHUNK_NANOS = 100_000;

  private final int workers;
  private final int given;
  private double nanosPerItem; // 0: not known; guarded by this
  private int largest; // guarded by this
  private volatile int size;
  private volatile int least = Integer.MAX_VALUE; // chunks do not become smaller at the end
  private volatile long ahead;

  ChunkSizes(int workers, OptionalInt given) {
    this.workers = workers;
    this.given = given.orElse(0);
    this.size = given.orElse(1);
    this.ahead = (long) workers * CHUNKS_AHEAD * size;
  }

  /** So many items took so long. A longer time is believed sooner than a shorter one. */
  synchronized void took(int items, long nanos) {
    if (items == 0) {
      return;
    }
    double measured = Math.max(1.0, (double) nanos / items);
    if (nanosPerItem == 0) {
      nanosPerItem = measured;
    } else {
      double weight = measured > nanosPerItem ? 0.5 : 0.25;
      nanosPerItem += weight * (measured - nanosPerItem);
    }
    largest = Math.max(largest, items);
    if (given == 0) {
      double byTime = Math.max(1, CHUNK_NANOS / nanosPerItem);
      size = (int) Math.min(Math.min(byTime, (double) GROWTH * largest), MAX_ITEMS);
      least = (int) (LEAST_CHUNK_NANOS / nanosPerItem);
    }
    double byTime = Math.min(MAX_ITEMS_AHEAD, CHUNKS_AHEAD * CHUNK_NANOS / nanosPerItem);
    ahead = workers * Math.max((long) CHUNKS_AHEAD * size, (long) byTime);
  }

  /**
   * The size of the next chunk.
   *
   * @param left how many items are left, if that is known
   * @return a positive number; there may be fewer left
   */
  int next(OptionalLong left) {
    if (left.isEmpty()) {
      return size;
    }
    long share = left.getAsLong() / (2L * workers) + 1;
    return (int) Math.min(size, Math.max(share, least));
  }

  /** How many items may be on their way at once. */
  long ahead() {
    return ahead;
  }
}
