package dev.ipc.process;

import dev.ipc.Action;
import dev.ipc.pipe.Connection;
import dev.ipc.pool.Letter;
import dev.ipc.pool.PoolBoard;
import dev.ipc.pool.WorkerLine;
import dev.ipc.pool.WorkerLoop;

/** What runs in the JVM of a worker. */
final class WorkerMain {
  /** An initializer that does nothing. Here, because a worker loads the class that it is from. */
  static final Action NOTHING = () -> {};

  private WorkerMain() {}

  /**
   * The function of a worker's process.
   *
   * @param board of the pool
   * @param index its line there
   * @param end its end of the pipe
   * @param items how many it does before it ends
   * @param initializer what it does first
   */
  static Action of(
      PoolBoard board, int index, Connection<Letter> end, long items, Action initializer) {
    return () -> run(board.line(index), end, items, initializer);
  }

  private static void run(WorkerLine line, Connection<Letter> end, long items, Action initializer)
      throws InterruptedException {
    Runtime runtime = Runtime.getRuntime();
    line.enter(ProcessHandle.current().pid(), runtime.maxMemory());
    new WorkerLoop(line, end, items, () -> runtime.totalMemory() - runtime.freeMemory())
        .run(initializer);
    runtime.exit(0); // whatever threads the tasks have left
  }
}
