package dev.ipc.examples;

import dev.ipc.task.TaskPool;

/**
 * The loops of the lesson {@code compute-bound}, by 1 and by 10 threads of this process: nothing
 * but the kind of the pool is different, and no process has to start. In Java threads compute at
 * the same time.
 */
public final class Threads {
  private Threads() {}

  static void main(String... args) throws Exception {
    int steps = new Options(ComputeBound.STEPS, args).number("--steps");
    try (var one = TaskPool.threads(1);
        var ten = TaskPool.threads(10)) {
      var alone = ComputeBound.tenLoops(one, steps);
      IO.println("1 thread: " + alone.result() + ", " + alone.time());
      var together = ComputeBound.tenLoops(ten, steps);
      IO.println("10 threads: " + together.result() + ", " + together.time());
      int processors = Runtime.getRuntime().availableProcessors();
      String speedUp = together.speedUpOver(alone);
      IO.println(speedUp + " times as fast, with processors: " + processors);
    }
  }
}
