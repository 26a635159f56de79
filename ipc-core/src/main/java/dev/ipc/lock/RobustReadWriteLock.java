package dev.ipc.lock;

import dev.ipc.Death;
import dev.ipc.Repair;
import dev.ipc.bind.Home;
import dev.ipc.bind.Resident;
import dev.ipc.owner.OwnerId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Many readers or one writer, threads of any processes; survives the death of each of them.
 *
 * <h2>Overview</h2>
 *
 * <p>Readers count themselves in the line of their process, so those of different processes do not
 * slow each other down; writers share a {@link RobustLock}. A reader counts itself, then looks at
 * the writer's word; a writer takes the word, then looks at the lines. Both do so by sequentially
 * consistent instructions, so at least one sees the other (Dekker): the reader takes its count back
 * and waits, the writer waits for the count. So writers come first: from the moment at which one
 * has the word nobody new gets in, and a line that the writer found empty once need not be looked
 * at again. A mark says how many lines were ever used. It is raised before a line's first use,
 * hence before the reader looks at the word, and a writer that sees neither comes before that look.
 *
 * <p>The subtraction of the last count of a line is the release that the writer's look at it
 * acquires (pair "lines"), giving back the word the release that the reader's look at it acquires
 * (pair "lock"). Readers that wait sleep on one {@link dev.ipc.wait.Bell}, the writer on another.
 * Nobody sleeps longer than {@link RobustLock#BOUND_NANOS}.
 *
 * <p>Only a thread's first acquisition is counted; the depth of each is in its JVM. So a thread
 * that reads may read again though a writer waits, and one that writes may read, and go on reading.
 *
 * <p>The dead: a writer that waits for a line looks after a bound whether its process is alive, and
 * clears it by CAS if not. The next process in a slot puts itself in the place of the dead one. The
 * word of a dead writer is taken over by the next writer, and, if none comes, by a reader after a
 * bound, which gives it back at once. It is dirty then. The repair runs when nobody reads any more,
 * so the lock below has none: those read meanwhile whose handle has no repair, and a writer may
 * have died while it waited for readers, who are reading still. A reader whose handle has a repair
 * acts as a writer to have it run, before it reads.
 *
 * <p>A thread that runs out of stack when it gives back what {@code locked} took leaves its count
 * to the region's once-a-second {@link #tend}; for the word see {@link RobustLock}.
 */
public final class RobustReadWriteLock implements Resident {
  private final Home home;
  private final RobustLock lock;
  private final ReaderLines lines;
  private final WriteSide writing;
  private final ReadSide reading;

  /**
   * Binds a lock to its memory, and to its home as a resident.
   *
   * @param home its memory is a {@link ReadWriteLayout}, found to have no flaw
   * @param repair what makes the guarded data consistent after a death, if anything does
   */
  public RobustReadWriteLock(Home home, @Nullable Repair repair) {
    this.home = home;
    this.lock =
        new RobustLock(
            home.block(), home, true, null, repair != null ? "runs when nobody reads" : "none");
    this.lines = new ReaderLines(home);
    ReadHolds reads = ReadHolds.of(home);
    this.writing = new WriteSide(home, lock, lines, reads, repair);
    this.reading = new ReadSide(home, lock, lines, reads, writing, repair != null);
    home.attach(this);
  }

  /**
   * The side of readers.
   *
   * @return always the same
   */
  public ReadWriteSide reading() {
    return reading;
  }

  /**
   * The side of writers.
   *
   * @return always the same
   */
  public ReadWriteSide writing() {
    return writing;
  }

  /**
   * The death of a writer that nobody repaired yet. Meaningful to who reads or writes.
   *
   * @return who died, or empty if the data is consistent
   */
  public Optional<Death> unrepaired() {
    return lock.unrepaired();
  }

  /**
   * Declares the guarded data consistent.
   *
   * @throws IllegalMonitorStateException if this thread does not write
   */
  public void markConsistent() {
    lock.markConsistent();
  }

  /**
   * The process that writes, or waits until nobody reads any more.
   *
   * @return who it is
   */
  public Optional<OwnerId> writer() {
    long word = lock.word();
    return word == LockWord.FREE
        ? Optional.empty()
        : Optional.of(OwnerId.ofBits(LockWord.ownerBits(word)));
  }

  /**
   * The processes that read, with how many of their threads, at this moment. One that comes to read
   * while somebody writes may be seen too, for an instant.
   *
   * @return the counts, by slot
   */
  public List<Ledger.Entry> readers() {
    return lines.entries();
  }

  /**
   * Whether some thread may be waiting, at this moment. It may also be one that has given up or
   * died since.
   *
   * @return true if somebody came to wait
   */
  public boolean hasWaiters() {
    return lock.hasWaiters() || (lock.word() != LockWord.FREE && writing.hasWaiters());
  }

  /**
   * Describes who has the lock, for display.
   *
   * @return a phrase
   */
  public String holders() {
    List<Ledger.Entry> readers = lines.entries();
    boolean written = lock.word() != LockWord.FREE;
    if (readers.isEmpty()) {
      return written ? "written by " + lock.holder() : "free";
    }
    String read =
        readers.stream()
            .map(entry -> name(entry.owner()) + " with " + threads(entry.count()))
            .collect(Collectors.joining(", ", "read by ", ""));
    return written ? read + "; writer " + lock.holder() : read;
  }

  private String name(OwnerId owner) {
    var pid = home.liveness().pid(owner);
    return pid.isPresent() ? "pid " + pid.getAsLong() : "member " + owner;
  }

  private static String threads(int count) {
    return count == 1 ? "1 thread" : count + " threads";
  }

  @Override
  public Optional<String> held() {
    int count = lines.own();
    return count > 0
        ? Optional.of("read by " + threads(count) + " of this process")
        : writing.held();
  }

  @Override
  public void wakeAll() {
    writing.wakeAll();
  }

  @Override
  public void tend() {
    lock.tend();
    reading.tend();
  }
}
