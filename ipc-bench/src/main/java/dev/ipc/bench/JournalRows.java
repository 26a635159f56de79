package dev.ipc.bench;

import dev.ipc.bench.Exercise.Effort;
import dev.ipc.bench.Team.Share;
import dev.ipc.bench.Worker.Tool;
import java.nio.file.Path;
import java.util.List;

/** The rows of journals: one process appends, or reads what is there. */
final class JournalRows {
  private static final int BYTES = 32;

  private JournalRows() {}

  static List<Row> all(Settings settings) {
    Contender ipc = new JavaContender("ipc", Tool.JOURNAL, settings.warmUp());
    Contender bare = new JavaContender("Chronicle Queue", Tool.CHRONICLE, settings.warmUp());
    return List.of(
        new Row(
            "journal-append",
            "M/s",
            Target.ratioAtLeast(0.85),
            new Effort(Job.JOURNAL_APPEND, 1, JournalRows::millionsPerSecond),
            ipc,
            List.of(bare)),
        new Row(
            "journal-tail",
            "M/s",
            Target.ratioAtLeast(0.85),
            new Effort(Job.JOURNAL_TAIL, 1, JournalRows::millionsPerSecond),
            ipc,
            List.of(bare)));
  }

  static Work work(Tool tool, Job job, Path memory) throws InterruptedException {
    Wire wire =
        tool == Tool.JOURNAL
            ? new JournalWire(memory)
            : new ChronicleWire(memory.resolve("chronicle"), BYTES, true);
    return job == Job.JOURNAL_APPEND ? new Sending(wire, BYTES) : new Rereading(wire, BYTES);
  }

  private static double millionsPerSecond(List<Share> shares) {
    Share only = shares.getFirst();
    return only.operations() * 1e3 / only.nanos();
  }
}
