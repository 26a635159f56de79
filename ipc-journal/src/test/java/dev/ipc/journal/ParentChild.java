package dev.ipc.journal;

import dev.ipc.process.JvmProcess;
import java.nio.file.Path;

/** Has no flags, and starts a process that opens a journal. */
final class ParentChild {
  private ParentChild() {}

  private static void open(String folder) throws Exception {
    try (var journal = JournalQueue.open(Path.of(folder), String.class);
        var tailer = journal.tailer("a")) {
      journal.append("tea");
      System.out.println("read " + tailer.lease().item());
    }
  }

  public static void main(String[] args) throws Exception {
    String folder = args[0];
    JvmProcess.start(() -> open(folder)).join();
  }
}
