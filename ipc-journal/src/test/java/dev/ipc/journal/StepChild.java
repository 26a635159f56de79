package dev.ipc.journal;

import dev.ipc.codec.Codec;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import dev.ipc.testkit.Child;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Opens a journal, and when told to does one thing with it; is killed meanwhile. */
final class StepChild {
  private StepChild() {}

  /** What it can do. */
  enum Deed {
    OPEN,
    APPEND,
    LEASE,
    DONE,
    CLOSE,
    FORGET,
    DELETE,
    DRAIN,
    FEED
  }

  static JournalQueue<Long> open(Path folder, long now) {
    var options = JournalOptions.DEFAULTS.roll(Roll.MINUTELY).blockBytes(1 << 20);
    return JournalQueue.open(folder, Codec.of(Long.class), options, () -> now);
  }

  static SharedQueue<Long> queue(Shm shm) {
    return shm.openOrCreate("queue", SharedQueue.of(Long.class));
  }

  public static void main(String[] args) throws Exception {
    Child.dieWithParent();
    Path folder = Path.of(args[0]);
    try (Shm shm = Shm.at(folder.resolveSibling("queues"));
        var journal = open(folder, Long.parseLong(args[2]))) {
      Child.say("opened");
      Child.nextLine();
      switch (Deed.valueOf(args[1])) {
        case OPEN -> {}
        case APPEND -> journal.append(3L);
        case LEASE -> journal.tailer("reader").lease();
        case DONE -> journal.tailer("reader").lease().done();
        case CLOSE -> journal.tailer("reader").close();
        case FORGET -> journal.deleteTailer("reader");
        case DELETE -> journal.deleteBeforeEvenIfNeeded(Instant.MAX);
        case DRAIN -> journal.drain(queue(shm), Duration.ZERO);
        case FEED -> journal.tailer("reader").feed(queue(shm), Duration.ZERO);
      }
    }
    Child.say("went on");
  }
}
