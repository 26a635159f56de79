package dev.ipc.task;

import dev.ipc.testkit.TaskPoolContract;

/** A pool of threads of this JVM keeps what every pool keeps. */
final class ThreadPoolTest extends TaskPoolContract {
  @Override
  protected TaskPool create(int workers) {
    return TaskPool.threads(workers);
  }
}
