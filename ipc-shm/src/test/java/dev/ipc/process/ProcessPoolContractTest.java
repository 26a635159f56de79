package dev.ipc.process;

import dev.ipc.task.TaskPool;
import dev.ipc.testkit.TaskPoolContract;

/** What every pool keeps, with workers in JVMs of their own. */
final class ProcessPoolContractTest extends TaskPoolContract {
  @Override
  protected TaskPool create(int workers) {
    return ProcessPool.of(workers);
  }
}
