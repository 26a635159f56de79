package dev.ipc.journal;

import dev.ipc.IpcException;
import dev.ipc.RegionBrokenException;
import dev.ipc.codec.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.table.AbstractTSQueueLock;
import net.openhft.chronicle.wire.DocumentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Overview. Chronicle Queue serializes those who append by a lock of its own, a word with a process
 * id in metadata.cq4t. Who finds it taken waits ten seconds, and then looks whether there is a
 * process of that id. Here, whoever gets to that word has the journal's own lock already, which a
 * death frees at once, and therefore is alone: if the word is not free, its holder is dead, and what
 * he did is half done. So the word is freed (mend), and Chronicle goes on as it does after a death:
 *
 *   he had begun an item              its place is written over
 *   he had finished it, and not       it is found where the next would go, and counted
 *   written down where the next goes
 *   he had made the file of a new     the file has no header yet; others would wait for one, and
 *   cycle, and not begun it           nothing can be in it: it is put aside, and made again
 */

/** The files of a journal, in the hands of Chronicle Queue. */
final class Store implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.ipc");

  /** Read by Chronicle when its classes load; what the application says holds. */
  private static final Map<String, String> QUIET =
      Map.of(
          "chronicle.analytics.disable", "true",
          "chronicle.announcer.disable", "true",
          "chronicle.disk.monitor.disable", "true",
          "disable.perf.info", "true");

  static {
    QUIET.forEach((key, value) -> System.getProperties().putIfAbsent(key, value));
    System.setProperty("chronicle.analytics.disable", "true"); // nothing is ever sent anywhere
  }

  private static final String CHRONICLE_LOCK = "chronicle.write.lock";

  /** For a header that somebody else is writing; he does so in no time, or is dead. */
  private static final long TIMEOUT_MILLIS = 1_000;

  private static final int ROOM_FOR_HEADERS = 1 << 12;

  /** So many bytes are appended before one looks again how much space is left. */
  private static final long LOOK_AGAIN_BYTES = 1 << 20;

  private static final long LEAST_SPACE_BYTES = 16L << 20;

  private final Path folder;
  private final Roll roll;
  private final Clock clock;
  private final RollCycle rollCycle;
  private final SingleChronicleQueue queue;
  private final LongValue chronicleLock;
  private final ExcerptAppender appender;
  private final FileStore disk;
  private final Draft draft = new Draft();
  private long untilLook;

  /** Stands while an item is appended, so that the item is in the file of its own time. */
  private static final class Clock implements TimeProvider {
    private static final long GOES_ON = -1;

    private final TimeProvider source;
    private long stopped = GOES_ON;

    Clock(TimeProvider source) {
      this.source = source;
    }

    long stop() {
      stopped = source.currentTimeMillis();
      return stopped;
    }

    void goOn() {
      stopped = GOES_ON;
    }

    @Override
    public long currentTimeMillis() {
      long millis = stopped;
      return millis == GOES_ON ? source.currentTimeMillis() : millis;
    }
  }

  private Store(Path folder, JournalOptions options, TimeProvider clock) throws IOException {
    this.folder = folder;
    this.disk = Files.getFileStore(folder);
    this.roll = options.roll();
    this.clock = new Clock(clock);
    this.rollCycle = roll.cycle();
    this.queue =
        SingleChronicleQueueBuilder.binary(folder)
            .rollCycle(rollCycle)
            .blockSize(options.blockBytes())
            .timeoutMS(TIMEOUT_MILLIS)
            .timeProvider(this.clock)
            .build();
    try {
      chronicleLock =
          queue.metaStore().acquireValueFor(CHRONICLE_LOCK, AbstractTSQueueLock.UNLOCKED);
      chronicleLock.setVolatileValue(AbstractTSQueueLock.UNLOCKED);
      appender = queue.createAppender();
      appender.singleThreadedCheckDisabled(true);
    } catch (Throwable t) {
      queue.close();
      throw t;
    }
  }

  /** Has most of Chronicle's classes loaded, which takes a while the first time. */
  static void load() {
    Jvm.init();
    SingleChronicleQueueBuilder.addAliases();
  }

  /** Opens the files; to be called by who has the lock. */
  static Store open(Path folder, JournalOptions options, TimeProvider clock) {
    try {
      CycleFile.checkAll(folder);
      return new Store(folder, options, clock);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the journal: folder=" + folder + ", " + e, e);
    } catch (IpcException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IpcException("cannot open the journal: folder=" + folder + ", " + e, e);
    }
  }

  /** The largest message, in bytes. */
  long maxBytes() {
    return queue.overlapSize() - ROOM_FOR_HEADERS;
  }

  /** Appends a message; to be called by who has the lock. */
  long append(Output message) {
    // step: journal.append
    mend();
    untilLook -= message.size();
    if (untilLook < 0) {
      checkSpace(message.size());
    }
    try {
      appender.writeBytes(draft.of(message, clock.stop()));
      return appender.lastIndexAppended();
    } catch (InternalError e) {
      throw lostMemory(firstIndexOf(currentCycle()), e);
    } finally {
      clock.goOn();
    }
  }

  /** What to throw when the JVM ran into a mapping without a file behind it. */
  RegionBrokenException lostMemory(long index, InternalError e) {
    return new RegionBrokenException(
        "cannot use the journal: file="
            + fileOf(index)
            + " lost its memory: it was truncated, or the disk is full; close the journal",
        e);
  }

  /** For tests: an item that is begun, until the context is closed. */
  DocumentContext begin() {
    return appender.writingDocument();
  }

  /** For tests: what a writer leaves that dies. */
  void pretendThatAWriterDied() {
    chronicleLock.setVolatileValue(1);
  }

  /** A hole of a mapped file that cannot be filled is no exception but a fault. */
  private void checkSpace(int bytes) {
    try {
      long space = disk.getUsableSpace();
      if (space < LEAST_SPACE_BYTES + bytes) {
        throw new IpcException(
            "cannot append to the journal: folder="
                + folder
                + ", free="
                + space
                + " bytes; at least "
                + LEAST_SPACE_BYTES
                + " must stay free");
      }
      untilLook = LOOK_AGAIN_BYTES;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts right what a process left half done that died while it had the lock. */
  private void mend() {
    if (chronicleLock.getVolatileValue() == AbstractTSQueueLock.UNLOCKED) {
      return;
    }
    LOG.warn("journal {} mended: a process died while it appended", folder);
    try {
      // step: journal.mend
      CycleFile.putAsideWhatWasNotBegun(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // step: journal.mended
    chronicleLock.setVolatileValue(AbstractTSQueueLock.UNLOCKED);
    queue.refreshDirectoryListing();
  }

  ExcerptTailer tailer() {
    ExcerptTailer tailer = queue.createTailer();
    tailer.singleThreadedCheckDisabled(true);
    return tailer;
  }

  /** The index of the first item of a cycle. */
  long firstIndexOf(long cycle) {
    return rollCycle.toIndex((int) cycle, 0);
  }

  int cycleOf(long index) {
    return rollCycle.toCycle(index);
  }

  Path fileOf(long index) {
    return folder.resolve(roll.fileName(cycleOf(index)));
  }

  OptionalLong firstIndex() {
    long index = queue.firstIndex();
    return index == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(index);
  }

  OptionalLong lastIndex() {
    long index = queue.lastIndex();
    return index < 0 ? OptionalLong.empty() : OptionalLong.of(index);
  }

  long size() {
    return queue.entryCount();
  }

  long sizeBytes() {
    try {
      long bytes = 0;
      for (Path file : CycleFile.in(folder)) {
        bytes += CycleFile.usedBytes(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cycles of which there is a file, the first first. */
  NavigableSet<Long> cycles() {
    queue.refreshDirectoryListing();
    int last = queue.lastCycle();
    return last < 0 ? new TreeSet<>() : queue.listCyclesBetween(queue.firstCycle(), last);
  }

  /** The cycle that is appended to now. */
  int currentCycle() {
    return queue.cycle();
  }

  Instant now() {
    return Instant.ofEpochMilli(clock.currentTimeMillis());
  }

  /**
   * Deletes files; to be called by who has the lock. The last one stays in any case.
   *
   * @param time what ended before goes
   * @param neededCycle this one and later ones stay
   * @return how many
   */
  int deleteBefore(Instant time, long neededCycle) {
    int deleted = 0;
    NavigableSet<Long> cycles = cycles();
    for (long cycle : cycles) {
      Instant end = roll.start((int) cycle + 1);
      if (cycle >= neededCycle || end.isAfter(time) || cycle == cycles.last()) {
        break;
      }
      try {
        // step: journal.trim
        Files.deleteIfExists(folder.resolve(roll.fileName((int) cycle)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      deleted++;
    }
    if (deleted > 0) {
      // step: journal.trimmed
      queue.refreshDirectoryListing();
    }
    return deleted;
  }

  /** Has the kernel write all that was appended to the disk. */
  void sync() {
    try {
      for (Path file : CycleFile.in(folder)) {
        CycleFile.force(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    appender.close();
    queue.close();
    draft.close();
  }
}
