package dev.ipc.journal;

import dev.ipc.IpcException;
import dev.ipc.RegionFormatException;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedEvent;
import dev.ipc.sync.SharedLock;
import dev.ipc.sync.SharedSemaphore;
import dev.ipc.value.SharedLong;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the processes that use a journal share beside its files: a domain in the journal's folder,
 * with the lock of those who append, the places of named tailers and who has them. Who is alive is
 * known as in every domain, so a lock or a tailer that a dead process had is free at once.
 */
final class Books implements AutoCloseable {
  static final String FOLDER = "state";

  private static final String PLACE = "place.";
  private static final String USE = "use.";

  /** A dead holder's permit comes back while one waits for it; the kernel lets go of it before. */
  private static final Duration FOR_THE_DEAD = Duration.ofMillis(100);

  private final Path journal;
  private final Shm shm;
  private final SharedLock appending;
  private final SharedEvent appended;
  private final SharedLong rollMinutes;
  private final SharedLong blockBytes;

  private Books(Path journal, Shm shm, JournalOptions options) {
    this.journal = journal;
    this.shm = shm;
    // Who takes the lock over mends the files himself: he sees that Chronicle's own lock is held.
    this.appending = shm.openOrCreate("append", SharedLock.plain(death -> {}));
    this.appended = shm.openOrCreate("appended", SharedEvent.unset());
    long minutes = options.roll().length().toMinutes();
    this.rollMinutes = shm.openOrCreate("roll-minutes", SharedLong.initially(minutes));
    this.blockBytes = shm.openOrCreate("block-bytes", SharedLong.initially(options.blockBytes()));
  }

  /** Opens those of a journal, and makes them if the journal is new. */
  static Books open(Path journal, JournalOptions options) {
    try {
      if (!exists(journal)) {
        refuseForeign(journal);
        Files.createDirectories(journal);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the journal: folder=" + journal + ", " + e, e);
    }
    Shm shm = Shm.at(journal.resolve(FOLDER));
    try {
      return new Books(journal, shm, options);
    } catch (Throwable t) {
      shm.close();
      throw t;
    }
  }

  static boolean exists(Path journal) {
    return Files.isDirectory(journal.resolve(FOLDER));
  }

  private static void refuseForeign(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new RegionFormatException("cannot open the journal: not a folder: " + folder);
    }
    if (Files.exists(folder.resolve(CycleFile.METADATA)) || !CycleFile.in(folder).isEmpty()) {
      throw new RegionFormatException(
          "cannot open the journal: the queue in "
              + folder
              + " was made by Chronicle Queue itself, and has no folder "
              + FOLDER
              + "; give a journal a folder of its own");
    }
  }

  /** Held by who appends, and by who changes which files there are. */
  SharedLock appending() {
    return appending;
  }

  /** Set when something is appended. */
  SharedEvent appended() {
    return appended;
  }

  /** What the journal was created with. */
  JournalOptions kept(JournalOptions options) {
    Duration length = Duration.ofMinutes(rollMinutes.get());
    Roll roll =
        Stream.of(Roll.values())
            .filter(each -> each.length().equals(length))
            .findFirst()
            .orElseThrow(() ->
                new RegionFormatException(
                    "cannot open the journal: no roll of "
                        + length
                        + ", as it says in "
                        + shm.folder()));
    return options.roll(roll).blockBytes(blockBytes.get());
  }

  /** The index of the last item that a tailer has finished; made if it is a new tailer. */
  SharedLong place(String name) {
    return shm.openOrCreate(PLACE + name, SharedLong.initially(Reader.NOTHING));
  }

  boolean hasTailer(String name) {
    return tailerNames().contains(name);
  }

  /**
   * Takes a tailer for this process.
   *
   * @param timeout how long to wait for it, or null to wait only for the dead
   * @return what to release, or null if a living process has it
   */
  @Nullable SharedSemaphore use(String name, @Nullable Duration timeout)
      throws InterruptedException {
    SharedSemaphore use = shm.openOrCreate(USE + name, SharedSemaphore.owned(1));
    return use.tryAcquire(timeout == null ? FOR_THE_DEAD : timeout) ? use : null;
  }

  void deleteTailer(String name) {
    shm.delete(PLACE + name);
    // step: journal.forget
    shm.delete(USE + name);
  }

  /** All named tailers, by name. */
  List<TailerState> tailers() {
    return tailerNames().stream().map(this::state).toList();
  }

  private List<String> tailerNames() {
    try (Stream<String> names = shm.names()) {
      return names
          .filter(name -> name.startsWith(PLACE))
          .map(name -> name.substring(PLACE.length()))
          .sorted()
          .toList();
    }
  }

  private TailerState state(String name) {
    long done = placeOf(name);
    return new TailerState(
        name, done == Reader.NOTHING ? OptionalLong.empty() : OptionalLong.of(done), isInUse(name));
  }

  private long placeOf(String name) {
    return shm.open(PLACE + name, SharedLong.KIND).get();
  }

  /** The places of all named tailers. */
  List<Long> places() {
    return tailerNames().stream().map(this::placeOf).toList();
  }

  private boolean isInUse(String name) {
    try {
      SharedSemaphore use = use(name, null);
      if (use == null) {
        return true;
      }
      use.release();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IpcException("interrupted while looking who has tailer " + name, e);
    }
  }

  @Override
  public void close() {
    shm.close();
  }

  @Override
  public String toString() {
    return "Books[" + journal + "]";
  }
}
