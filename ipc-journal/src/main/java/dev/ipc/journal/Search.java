package dev.ipc.journal;

import java.util.Iterator;
import java.util.Objects;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/** Finds an item by its time, in logarithmic time within a file. Moves the tailer. */
final class Search {
  private static final long NONE = -1;

  private final Store store;
  private final ExcerptTailer tailer;

  Search(Store store, ExcerptTailer tailer) {
    this.store = store;
    this.tailer = tailer;
  }

  /** The index of the first item that was appended then or later, or -1 if there is none. */
  long firstSince(long millis) {
    long found = NONE;
    for (Iterator<Long> cycles = store.cycles().descendingIterator(); cycles.hasNext(); ) {
      long first = store.firstIndexOf(cycles.next());
      long index = firstSince(millis, first);
      if (index != NONE) {
        found = index;
      }
      if (index != first) {
        break; // it begins earlier
      }
    }
    return found;
  }

  /** The same within the file that begins with an item. */
  private long firstSince(long millis, long first) {
    long low = 0;
    long high = tailer.excerptsInCycle(store.cycleOf(first));
    long count = high;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (millisAt(first + middle) < millis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < count ? first + low : NONE;
  }

  private long millisAt(long index) {
    if (!tailer.moveToIndex(index)) {
      return Long.MAX_VALUE;
    }
    try (DocumentContext item = tailer.readingDocument()) {
      return item.isPresent()
          ? Envelope.millis(Objects.requireNonNull(item.wire()).bytes())
          : Long.MAX_VALUE;
    }
  }
}
