package dev.ipc.journal;

import dev.ipc.codec.Codec;
import dev.ipc.shm.Shm;
import dev.ipc.testkit.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import net.openhft.chronicle.core.time.TimeProvider;

/** A writer or a reader of {@link JournalTrial}, to be killed at any moment. */
final class TrialChild {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final int BATCH = 64;
  private static final long PAUSE_NANOS = 300_000;
  private static final int SPEED = 60;

  private TrialChild() {}

  /** A clock that runs so fast that a file of a minute takes a second. */
  static TimeProvider fast(long start) {
    return () -> start + SPEED * (System.currentTimeMillis() - start);
  }

  static JournalQueue<Entry> open(Path folder, long start) {
    JournalOptions options =
        JournalOptions.DEFAULTS.roll(Roll.MINUTELY).keepCycles(3).blockBytes(1 << 20);
    return JournalQueue.open(folder, Codec.of(Entry.class), options, fast(start));
  }

  public static void main(String[] args) throws Exception {
    Child.dieWithParent();
    String domain = args[0];
    Path folder = Path.of(args[1]);
    int seat = Integer.parseInt(args[2]);
    int life = Integer.parseInt(args[3]);
    try (Shm shm = Shm.named(domain);
        var journal = open(folder, Long.parseLong(args[4]))) {
      TrialBook book = new TrialBook(shm);
      Child.say("ready");
      if (seat < TrialBook.WRITERS) {
        write(journal, book, seat, life);
      } else {
        read(journal, book, seat - TrialBook.WRITERS);
      }
      Child.say("done");
    }
  }

  private static void write(JournalQueue<Entry> journal, TrialBook book, int writer, int life)
      throws InterruptedException {
    long number = book.acknowledged(writer);
    while (!book.isStopped()) {
      for (int i = 0; i < BATCH; i++) {
        number++;
        journal.append(new Entry(writer, life, number));
        book.acknowledge(writer, number);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void read(JournalQueue<Entry> journal, TrialBook book, int reader)
      throws Exception {
    boolean isFirst = true;
    try (var tailer = journal.tailer("reader-" + reader, Duration.ofSeconds(30))) {
      while (true) {
        // Looked at before: what was appended before it was stopped is there now.
        boolean isStopped = book.isStopped();
        var lease = tailer.lease(LOOK_AGAIN);
        if (lease.isEmpty()) {
          if (isStopped) {
            return;
          }
          continue;
        }
        String fault = book.see(reader, lease.get().item(), isFirst);
        if (!fault.isEmpty()) {
          Child.say("fault " + fault + " at " + lease.get());
          return;
        }
        lease.get().done();
        isFirst = false;
      }
    }
  }
}
