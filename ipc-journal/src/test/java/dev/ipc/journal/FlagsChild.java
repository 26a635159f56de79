package dev.ipc.journal;

import dev.ipc.IpcException;
import dev.ipc.testkit.Child;
import java.nio.file.Path;

/** Opens a journal, and tells how that went. */
final class FlagsChild {
  private FlagsChild() {}

  public static void main(String[] args) throws Exception {
    Child.dieWithParent();
    try (var journal = JournalQueue.open(Path.of(args[0]), String.class)) {
      journal.append("tea");
      try (var tailer = journal.tailer("a")) {
        Child.say("read " + tailer.lease().item());
      }
    } catch (IpcException e) {
      Child.say("refused " + e.getMessage());
      Child.say("begun " + System.getProperty("chronicle.analytics.disable"));
    }
  }
}
