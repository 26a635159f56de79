package dev.ipc.bench;

import dev.ipc.bench.ProcessContender.Manner;
import dev.ipc.process.JvmOptions;
import dev.ipc.process.PoolOptions;
import java.time.Duration;

/** A process that starts others, and is measured with them. It talks as {@link Worker} does. */
final class ProcessWorker {
  private static final int WORKERS = 2;

  private ProcessWorker() {}

  public static void main(String[] args) throws Exception {
    Manner manner = Manner.valueOf(args[0]);
    Job job = Job.valueOf(args[1]);
    Duration warmUp = Duration.ofMillis(Long.parseLong(args[2]));
    if (manner == Manner.CACHED || manner == Manner.SPARE) {
      ChildStart.awaitCache();
    }
    try (Work work = work(manner, job)) {
      long start = System.nanoTime();
      Worker.measure(work, start, start + warmUp.toNanos());
      Worker.talk(work, job);
    }
  }

  private static Work work(Manner manner, Job job) throws InterruptedException {
    JvmOptions jvm = JvmOptions.DEFAULTS.flags(manner.flags());
    PoolOptions pool = PoolOptions.DEFAULTS.workers(WORKERS).jvm(jvm);
    return switch (job) {
      case CHILD_READY -> new ChildStart(jvm);
      case WORKER_DEATH -> new WorkerDeath(pool, manner == Manner.SPARE ? 1 : 0);
      case POOL_FIRST_RESULT -> new FirstResult(pool);
      case POOL_MAP -> new PoolTasks.Mapping(pool, false);
      case POOL_MAP_SINGLY -> new PoolTasks.Mapping(pool, true);
      case POOL_SUBMIT -> new PoolTasks.Submitting(pool);
      case POOL_APPLY -> new PoolTasks.Applying(pool);
      case WORKER_MEMORY -> new WorkerMemory(pool);
      default -> throw new IllegalArgumentException("not a job with processes: " + job);
    };
  }
}
