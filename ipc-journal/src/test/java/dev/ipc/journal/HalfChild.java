package dev.ipc.journal;

import dev.ipc.testkit.Child;
import java.nio.file.Path;
import java.util.Objects;

/** Ends in the middle of an append, with both locks held, when it is told to. */
final class HalfChild {
  private HalfChild() {}

  public static void main(String[] args) throws Exception {
    Child.dieWithParent();
    try (var journal = JournalQueue.open(Path.of(args[0]), Long.class)) {
      journal.append(1L);
      journal.appending().lock();
      try (var item = journal.store().begin()) {
        Objects.requireNonNull(item.wire()).bytes().writeLong(77);
        Child.say("half");
        Child.nextLine();
      }
    }
  }
}
