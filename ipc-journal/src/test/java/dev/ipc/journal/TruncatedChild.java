package dev.ipc.journal;

import dev.ipc.IpcException;
import dev.ipc.testkit.Child;
import java.nio.file.Path;
import java.time.Duration;

/** Reads a journal whose file is truncated meanwhile. */
final class TruncatedChild {
  private TruncatedChild() {}

  public static void main(String[] args) throws Exception {
    Child.dieWithParent();
    try (var journal = JournalQueue.open(Path.of(args[0]), Long.class);
        var tailer = journal.replay()) {
      tailer.lease().done();
      Child.say("ready");
      Child.nextLine();
      try {
        Child.say("read " + tailer.forEach(item -> {}, Duration.ZERO));
      } catch (IpcException e) {
        Child.say(e.getClass().getSimpleName() + " " + e.getMessage());
      }
      Runtime.getRuntime().halt(0);
    }
  }
}
