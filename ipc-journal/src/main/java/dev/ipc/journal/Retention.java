package dev.ipc.journal;

import java.time.DateTimeException;
import java.time.Instant;

/** Which files of a journal are deleted; in the hands of who has the lock. */
final class Retention {
  private final JournalOptions options;
  private final Books books;
  private final Store store;
  private int trimmedCycle;

  Retention(JournalOptions options, Books books, Store store) {
    this.options = options;
    this.books = books;
    this.store = store;
    this.trimmedCycle = store.currentCycle() - 1;
  }

  /** Deletes what the options do not keep, once for each cycle that begins. */
  void trim(int cycle) {
    if (cycle == trimmedCycle) {
      return;
    }
    trimmedCycle = cycle;
    Instant since = keptSince();
    if (since.isAfter(Instant.EPOCH)) {
      deleteBefore(since, false);
    }
  }

  private Instant keptSince() {
    try {
      return store.now().minus(options.keep());
    } catch (DateTimeException | ArithmeticException e) {
      return Instant.MIN;
    }
  }

  /**
   * Deletes files whose last moment is before a time.
   *
   * @param evenIfNeeded whether also those that a named tailer has not finished
   * @return how many
   */
  int deleteBefore(Instant time, boolean evenIfNeeded) {
    return store.deleteBefore(time, evenIfNeeded ? Long.MAX_VALUE : neededCycle());
  }

  /** The first cycle that a named tailer has not finished. */
  private long neededCycle() {
    long needed = Long.MAX_VALUE;
    for (long done : books.places()) {
      needed = Math.min(needed, done == Reader.NOTHING ? 0 : store.cycleOf(done));
    }
    return needed;
  }
}
