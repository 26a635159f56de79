package dev.ipc.journal;

import dev.ipc.RegionFormatException;
import dev.ipc.codec.Codec;
import dev.ipc.codec.Input;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place in a journal, from which items are read. Chronicle Queue's tailer finds the first, a
 * {@link Run} those that follow it; where the run has ended, the tailer is brought to its end. One
 * thread at a time.
 *
 * @param <E> the type of the items
 */
final class Reader<E> implements AutoCloseable {
  /** What a reader is behind that is at the first item. */
  static final long NOTHING = -1;

  private static final Logger LOG = LoggerFactory.getLogger("dev.ipc");

  private final Store store;
  private final Codec<E> codec;
  private final ExcerptTailer tailer;
  private final Run run = new Run();
  private final Input input = new Input();

  Reader(Store store, Codec<E> codec) {
    this.store = store;
    this.codec = codec;
    this.tailer = store.tailer();
  }

  /** The index of the next item, whether it is there or not. */
  long index() {
    return run.isOver() ? tailer.index() : run.index();
  }

  /**
   * Looks whether the next item is there.
   *
   * @throws RegionFormatException if the file is damaged
   */
  boolean hasNext() {
    try {
      return run.hasNext() || findNext();
    } catch (InternalError e) {
      throw store.lostMemory(index(), e);
    }
  }

  private boolean findNext() {
    if (run.isAhead()) {
      goBehind(run.index() - 1);
    }
    try (DocumentContext item = document()) {
      if (!item.isPresent()) {
        return false;
      }
      run.begin(item);
    }
    if (!run.hasNext()) {
      throw damaged("it is not where it should be");
    }
    return true;
  }

  private DocumentContext document() {
    try {
      return tailer.readingDocument();
    } catch (RuntimeException e) {
      RegionFormatException damaged = damaged(e.toString());
      damaged.initCause(e);
      throw damaged;
    }
  }

  /** Copies the next item, if it is whole and easy to find; if not, {@link #next} will see. */
  void prepare() {
    try {
      if (run.hasNext()) {
        run.copyNext();
      }
    } catch (InternalError e) {
      LOG.debug("the next item was not copied ahead", e); // it is thrown again to who wants it
    }
  }

  /** Whether {@link #next} gets what {@link #prepare} has copied, and needs no memory of files. */
  boolean isPrepared() {
    return run.isCopied();
  }

  /**
   * Reads the next item, which is there; one that cannot be read stays the next.
   *
   * @throws RegionFormatException if it is damaged
   * @throws dev.ipc.codec.CodecException if its bytes cannot be decoded
   */
  E next() {
    try {
      if (!run.isCopied() && !run.copyNext()) {
        throw damaged("its checksum is wrong");
      }
      Envelope envelope = run.copy();
      E item = codec.decode(input.wrap(envelope.message(), 0, envelope.length()));
      if (input.remaining() > 0) {
        throw damaged("it goes on behind its object; use the codec of who appended");
      }
      run.pass();
      return item;
    } catch (InternalError e) {
      throw store.lostMemory(index(), e);
    }
  }

  /** When the item that was read last was appended. */
  long millis() {
    return run.copy().millis();
  }

  private RegionFormatException damaged(String why) {
    long index = index();
    return new RegionFormatException(
        "cannot read the item at index "
            + Long.toHexString(index)
            + " of the journal: file="
            + store.fileOf(index)
            + ", "
            + why
            + "; skip() passes over it, ./ipc journal verify says what can be read");
  }

  /**
   * Goes behind an item; to the first there is if the item is not there any more.
   *
   * @param index of the item, or {@link #NOTHING}
   */
  void goBehind(long index) {
    run.close();
    if (index == NOTHING) {
      tailer.toStart();
      return;
    }
    if (tailer.moveToIndex(index)) {
      try (DocumentContext item = document()) {
        if (item.isPresent()) {
          return; // closing it goes behind it
        }
      }
    }
    goTo(index + 1);
  }

  /** Goes behind the last item, and says which it is. */
  long goToEnd() {
    long last = store.lastIndex().orElse(NOTHING);
    goBehind(last);
    return last;
  }

  /** Goes to where an item is or will be. */
  void goTo(long index) {
    run.close();
    if (!tailer.moveToIndex(index)) {
      long first = store.firstIndex().orElse(0);
      if (index < first) {
        tailer.toStart();
      } else if (index > store.lastIndex().orElse(0)) {
        tailer.toEnd();
      }
    }
  }

  /** Goes to an item, and says whether it is there; if not, this is where it was. */
  boolean tryGoTo(long index) {
    long before = index();
    run.close();
    boolean isThere = tailer.moveToIndex(index);
    if (!isThere) {
      goTo(before);
    }
    return isThere;
  }

  /** Goes to the first item that was appended then or later, and says behind which that is. */
  long goToTime(long millis) {
    run.close();
    long index = new Search(store, tailer).firstSince(millis);
    if (index < 0) {
      return goToEnd();
    }
    goTo(index);
    return index - 1;
  }

  /**
   * Goes behind the next item without reading it, and says behind which that is. Where Chronicle
   * Queue cannot find what follows, the rest of its file is passed over, too.
   *
   * @return the index, or {@link #NOTHING} if there is no next
   */
  long skip() {
    long index = Math.max(index(), store.firstIndex().orElse(0));
    long last = store.lastIndex().orElse(NOTHING);
    if (last < 0 || index > last) {
      return NOTHING;
    }
    run.close();
    long next = index + 1;
    try {
      if (!tailer.moveToIndex(next) && store.cycleOf(index) != store.cycleOf(last)) {
        next = startOfCycleAfter(index);
      }
    } catch (RuntimeException e) {
      next = startOfCycleAfter(index);
    }
    goTo(next);
    return next - 1;
  }

  private long startOfCycleAfter(long index) {
    Long cycle = store.cycles().higher((long) store.cycleOf(index));
    return cycle == null ? index + 1 : store.firstIndexOf(cycle);
  }

  @Override
  public void close() {
    run.close();
    tailer.close();
  }
}
