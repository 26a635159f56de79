package dev.ipc.examples;

import dev.ipc.process.ProcessPool;
import dev.ipc.task.AsyncResult;
import java.time.Duration;
import java.util.Map;

/**
 * A task that takes 2 seconds: {@code apply} waits for it; with {@code applyAsync} the program can
 * do something else meanwhile.
 */
public final class ApplyVsApplyAsync {
  private ApplyVsApplyAsync() {}

  private static String slow(int millis) throws InterruptedException {
    Thread.sleep(millis);
    return "the result";
  }

  static void main(String... args) throws Exception {
    int millis = new Options(Map.of("--millis", 2_000), args).number("--millis");
    try (var pool = ProcessPool.of(1)) {
      IO.println("apply: waiting");
      IO.println("apply: " + pool.apply(ApplyVsApplyAsync::slow, millis));

      AsyncResult<String> result = pool.applyAsync(ApplyVsApplyAsync::slow, millis);
      while (!result.await(Duration.ofMillis(500))) {
        IO.println("applyAsync: working on something else");
      }
      IO.println("applyAsync: " + result.get());
    }
  }
}
