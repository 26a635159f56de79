package dev.ipc.bench;

import dev.ipc.bench.Exercise.Effort;
import dev.ipc.bench.Team.Share;
import dev.ipc.bench.Worker.Tool;
import java.util.List;

/** The rows of queues and pipes. */
final class QueueRows {
  private QueueRows() {}

  static List<Row> all(Workshop workshop, Settings settings) {
    Contender ipc = java("ipc", Tool.IPC, settings);
    Contender one = java("Agrona OneToOneRingBuffer", Tool.AGRONA_ONE, settings);
    Contender many = java("Agrona ManyToOneRingBuffer", Tool.AGRONA_MANY, settings);
    Contender aeron = java("Aeron IPC", Tool.AERON, settings);
    Contender chronicle = java("Chronicle Queue", Tool.CHRONICLE, settings);
    Contender python = new PythonContender("Queue", workshop);
    Contender pythonPipe = new PythonContender("Pipe", workshop);
    return List.of(
        new Row(
            "queue-32-1to1",
            "M/s",
            Target.ratioAtLeast(1.0),
            new Effort(Job.QUEUE_32, 2, QueueRows::millionsReceivedPerSecond),
            ipc,
            List.of(aeron, one, many, chronicle, python)),
        new Row(
            "queue-32-2to1",
            "M/s",
            Target.ratioAtLeast(1.4),
            new Effort(Job.QUEUE_TWO, 3, QueueRows::millionsReceivedPerSecond),
            ipc,
            List.of(many, python)),
        new Row(
            "queue-1k-1to1",
            "M/s",
            Target.ratioAtLeast(1.2),
            new Effort(Job.QUEUE_1K, 2, QueueRows::millionsReceivedPerSecond),
            ipc,
            List.of(many, one, aeron, python)),
        new Row(
            "queue-rtt",
            "ns",
            Target.ratioAtMost(1.2),
            new Effort(Job.QUEUE_RTT, 2, QueueRows::nanosThereAndBack),
            ipc,
            List.of(many, one, aeron, chronicle)),
        new Row(
            "queue-rtt-sleeping",
            "ns",
            Target.ratioAtMost(1.15),
            new Effort(Job.QUEUE_RTT, 2, QueueRows::nanosThereAndBack),
            java("ipc, not spinning", Tool.IPC_SLEEPING, settings),
            List.of(new CContender("futex", workshop), python)),
        new Row(
            "queue-objects",
            "M/s",
            Target.oursAtLeast(5, "M/s"),
            new Effort(Job.QUEUE_OBJECTS, 2, QueueRows::millionsReceivedPerSecond),
            ipc,
            List.of(python)),
        new Row(
            "pipe-32",
            "M/s",
            Target.ratioAtLeast(2.0),
            new Effort(Job.PIPE_32, 2, QueueRows::millionsReceivedPerSecond),
            ipc,
            List.of(aeron, one, pythonPipe)),
        new Row(
            "pipe-1k",
            "M/s",
            Target.ratioAtLeast(1.2),
            new Effort(Job.PIPE_1K, 2, QueueRows::millionsReceivedPerSecond),
            ipc,
            List.of(one, aeron, pythonPipe)),
        new Row(
            "pipe-rtt",
            "ns",
            Target.ratioAtMost(1.0),
            new Effort(Job.PIPE_RTT, 2, QueueRows::nanosThereAndBack),
            ipc,
            List.of(one, aeron, pythonPipe)));
  }

  private static Contender java(String name, Tool tool, Settings settings) {
    return new JavaContender(name, tool, settings.warmUp());
  }

  /** Side 1 receives. */
  private static double millionsReceivedPerSecond(List<Share> shares) {
    return shares.get(1).operations() * 1e3 / shares.get(1).nanos();
  }

  private static double nanosThereAndBack(List<Share> shares) {
    return (double) shares.getFirst().nanos() / shares.getFirst().operations();
  }
}
