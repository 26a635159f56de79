package dev.ipc.journal;

import dev.ipc.IpcException;
import dev.ipc.sync.SharedSemaphore;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tailers of a journal that are open in this process.
 *
 * @param <E> the type of the items
 */
final class Tailers<E> {
  private final JournalQueue<E> journal;
  private final Books books;
  private final Store store;
  private final Set<JournalTailer<E>> open = ConcurrentHashMap.newKeySet();

  Tailers(JournalQueue<E> journal, Books books, Store store) {
    this.journal = journal;
    this.books = books;
    this.store = store;
  }

  /**
   * Opens a named tailer.
   *
   * @param timeout how long to wait for who has it, or null to wait only for the dead
   * @return the tailer, or empty if a living process has it
   */
  Optional<JournalTailer<E>> open(String name, @Nullable Duration timeout)
      throws InterruptedException {
    if (!name.matches("[A-Za-z0-9._-]{1,100}")) {
      throw new IllegalArgumentException(
          "not a name for a tailer: '"
              + name
              + "'; use 1 to 100 letters, digits, '.', '_' and '-'");
    }
    SharedSemaphore use = books.use(name, timeout);
    if (use == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          remembered(new JournalTailer<>(journal, store, name, books.place(name), use)));
    } catch (Throwable t) {
      use.release();
      throw t;
    }
  }

  /** Opens a tailer without a name. */
  JournalTailer<E> replay() {
    return remembered(new JournalTailer<>(journal, store));
  }

  private JournalTailer<E> remembered(JournalTailer<E> tailer) {
    open.add(tailer);
    if (journal.isClosed()) {
      tailer.close();
      journal.checkOpen();
    }
    return tailer;
  }

  /** Forgets a named tailer and its place; false if there is none. */
  boolean delete(String name) throws InterruptedException {
    if (!books.hasTailer(name)) {
      return false;
    }
    try (JournalTailer<E> _ = open(name, null).orElseThrow(() -> inUse(name))) {
      books.deleteTailer(name);
    }
    return true;
  }

  IpcException inUse(String name) {
    return new IpcException(
        "cannot open tailer '"
            + name
            + "' of "
            + journal
            + ": it is in use; close it there, or wait with tailer(name, timeout)");
  }

  void closed(JournalTailer<E> tailer) {
    open.remove(tailer);
  }

  void closeAll() {
    open.forEach(JournalTailer::close);
  }

  int count() {
    return open.size();
  }
}
