package dev.ipc.bench;

import dev.ipc.process.OnDeath;
import dev.ipc.process.PoolOptions;
import dev.ipc.process.ProcessPool;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedSemaphore;
import java.time.Duration;

/** Kills the one worker of a pool, and has the next task done by who takes its place. */
final class WorkerDeath implements Work {
  /** From the end of its initializer, a spare needs less to be ready, and to have rehearsed. */
  private static final Duration UNTIL_READY = Duration.ofMillis(250);

  private final Shm shm = Shm.temporary();
  private final SharedSemaphore initialized = shm.create(SharedSemaphore.counting(0));
  private final int spares;
  private final ProcessPool pool;
  private long pid;
  private long nanos;

  WorkerDeath(PoolOptions options, int spares) throws InterruptedException {
    SharedSemaphore of = initialized;
    this.spares = spares;
    this.pool =
        ProcessPool.of(
            options
                .workers(1)
                .spares(spares)
                .onDeath(OnDeath.RETRY_TASK)
                .initializer(() -> of.release()));
    this.pid = pool.apply(PoolTasks::pid);
    initialized.acquire();
  }

  @Override
  public int operations() {
    return 1;
  }

  @Override
  public void batch() throws InterruptedException {
    if (spares > 0) {
      initialized.acquire();
      Thread.sleep(UNTIL_READY);
    }
    long start = System.nanoTime();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    pid = pool.apply(PoolTasks::pid);
    nanos += System.nanoTime() - start;
    if (spares == 0) {
      initialized.acquire();
    }
  }

  @Override
  public long told(long all) {
    long told = nanos;
    nanos = 0;
    return told;
  }

  @Override
  public void close() {
    pool.close();
    shm.close();
  }
}
