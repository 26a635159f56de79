package dev.ipc.bench;

import dev.ipc.bench.Exercise.Effort;
import dev.ipc.bench.ProcessContender.Manner;
import dev.ipc.bench.Team.Share;
import java.util.List;

/** The rows of processes and pools. A process that starts the others does the job. */
final class ProcessRows {
  /** A parent and two workers compile on cores that they share: so much longer than others. */
  private static final int LONG_WARM_UP = 6;

  private ProcessRows() {}

  static List<Row> all(Workshop workshop, Settings settings) {
    Contender ipc =
        new ProcessContender("ipc", Manner.PLAIN, settings.warmUp().multipliedBy(LONG_WARM_UP));
    Contender cached = java("ipc", Manner.CACHED, settings);
    Contender sleeping = java("ipc, not spinning", Manner.SLEEPING, settings);
    Contender python = new PythonContender("Pool", workshop);
    return List.of(
        new Row(
            "child-ready",
            "ms",
            Target.ratioAtMost(1.0),
            new Effort(Job.CHILD_READY, 1, ProcessRows::millisEach),
            cached,
            List.of(
                new PythonContender("Process", workshop),
                java("ipc without an AOT cache", Manner.PLAIN, settings))),
        new Row(
            "spare-takeover",
            "ms",
            Target.oursAtMost(5, "ms"),
            new Effort(Job.WORKER_DEATH, 1, ProcessRows::millisEach),
            java("ipc", Manner.SPARE, settings),
            List.of(java("ipc without a spare", Manner.CACHED, settings))),
        new Row(
            "pool-first-result",
            "ms",
            Target.ratioAtMost(1.1),
            new Effort(Job.POOL_FIRST_RESULT, 1, ProcessRows::millisEach),
            cached,
            List.of(python)),
        new Row(
            "pool-map-chunked",
            "k/s",
            Target.ratioAtLeast(5),
            new Effort(Job.POOL_MAP, 1, ProcessRows::thousandsPerSecond),
            ipc,
            List.of(python)),
        new Row(
            "pool-map-chunk1",
            "k/s",
            Target.ratioAtLeast(30),
            new Effort(Job.POOL_MAP_SINGLY, 1, ProcessRows::thousandsPerSecond),
            ipc,
            List.of(python)),
        new Row(
            "pool-submit",
            "k/s",
            Target.ratioAtLeast(25),
            new Effort(Job.POOL_SUBMIT, 1, ProcessRows::thousandsPerSecond),
            ipc,
            List.of(python)),
        new Row(
            "pool-apply-rtt",
            "us",
            Target.oursAtMost(10, "us"),
            new Effort(Job.POOL_APPLY, 1, ProcessRows::micros),
            ipc,
            List.of(python)),
        new Row(
            "pool-apply-rtt-sleeping",
            "us",
            Target.ratioAtMost(0.25),
            new Effort(Job.POOL_APPLY, 1, ProcessRows::micros),
            sleeping,
            List.of(python)),
        new Row(
            "worker-memory",
            "MB",
            Target.oursAtMost(45, "MB"),
            new Effort(Job.WORKER_MEMORY, 1, ProcessRows::megabytes),
            cached,
            List.of(python, java("ipc without an AOT cache", Manner.PLAIN, settings))));
  }

  private static Contender java(String name, Manner manner, Settings settings) {
    return new ProcessContender(name, manner, settings.warmUp());
  }

  private static double millisEach(List<Share> shares) {
    Share only = shares.getFirst();
    return only.nanos() / 1e6 / only.operations();
  }

  private static double thousandsPerSecond(List<Share> shares) {
    Share only = shares.getFirst();
    return only.operations() * 1e6 / only.nanos();
  }

  /** Of the median, which is told instead of the time of all. */
  private static double micros(List<Share> shares) {
    return shares.getFirst().nanos() / 1e3;
  }

  /** Of bytes, which are told instead of a time. */
  private static double megabytes(List<Share> shares) {
    return shares.getFirst().nanos() / 1e6;
  }
}
