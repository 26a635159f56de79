package dev.ipc.journal;

import dev.ipc.shm.Shm;
import dev.ipc.value.SharedLongArray;

/** What the processes of a trial tell each other, in memory that survives them. */
final class TrialBook {
  static final int WRITERS = 2;
  static final int READERS = 2;
  private static final int LIFE_BITS = 20;

  private final SharedLongArray acknowledged;
  private final SharedLongArray seen;
  private final SharedLongArray moves;

  /** Opens the book of a domain, or makes it. */
  TrialBook(Shm shm) {
    this.acknowledged = shm.openOrCreate("acknowledged", SharedLongArray.ofLength(WRITERS));
    this.seen = shm.openOrCreate("seen", SharedLongArray.ofLength((long) READERS * WRITERS));
    this.moves = shm.openOrCreate("moves", SharedLongArray.ofLength(WRITERS + READERS + 1L));
  }

  long acknowledged(int writer) {
    return acknowledged.get(writer);
  }

  void acknowledge(int writer, long number) {
    acknowledged.set(writer, number);
    move(writer);
  }

  /** The last number that a reader has had of a writer. */
  long seen(int reader, int writer) {
    return seen.get((long) reader * WRITERS + writer) >>> LIFE_BITS;
  }

  /**
   * Notes an item, and judges it.
   *
   * @param isFirst whether the reader was just started, so that it may have had the item before
   * @return what is wrong with it, or an empty text
   */
  String see(int reader, Entry entry, boolean isFirst) {
    long at = (long) reader * WRITERS + entry.writer();
    long last = seen.get(at);
    long now = entry.number() << LIFE_BITS | entry.life();
    long step = entry.number() - (last >>> LIFE_BITS);
    boolean isNewLife = entry.life() > (last & ((1 << LIFE_BITS) - 1));
    // A writer that died before it knew that it had appended a number appends it once more.
    boolean isNext = step == 1 || (step == 0 && isNewLife);
    if (!isNext && !(isFirst && now == last)) {
      return entry + " came after " + (last >>> LIFE_BITS) + ", first=" + isFirst;
    }
    seen.set(at, now);
    move(WRITERS + reader);
    return "";
  }

  void move(int seat) {
    moves.set(seat, moves.get(seat) + 1);
  }

  long moves(int seat) {
    return moves.get(seat);
  }

  void stop() {
    moves.set(WRITERS + READERS, 1);
  }

  boolean isStopped() {
    return moves.get(WRITERS + READERS) != 0;
  }
}
