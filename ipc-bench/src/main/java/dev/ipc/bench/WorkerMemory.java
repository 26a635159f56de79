package dev.ipc.bench;

import dev.ipc.process.PoolOptions;
import dev.ipc.process.ProcessPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Looks at how much memory a worker has that has done a task. */
final class WorkerMemory implements Work {
  private static final Duration UNTIL_IDLE = Duration.ofMillis(300);
  private static final String RESIDENT = "VmRSS:";

  private final ProcessPool pool;
  private long bytes;

  WorkerMemory(PoolOptions options) {
    this.pool = ProcessPool.of(options);
  }

  @Override
  public int operations() {
    return 1;
  }

  @Override
  public void batch() throws IOException, InterruptedException {
    long pid = pool.apply(PoolTasks::pid);
    Thread.sleep(UNTIL_IDLE);
    bytes = resident(pid);
  }

  private static long resident(long pid) throws IOException {
    // VmRSS:     12345 kB
    for (String line : Files.readAllLines(Path.of("/proc", "" + pid, "status"))) {
      if (line.startsWith(RESIDENT)) {
        return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("process " + pid + " has no line " + RESIDENT);
  }

  @Override
  public long told(long all) {
    return bytes;
  }

  @Override
  public void close() {
    pool.close();
  }
}
