package dev.ipc.examples;

import dev.ipc.process.JvmProcess;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/** Two processes each make a large array of random numbers, which stays where it was made. */
public final class RandomLists {
  private RandomLists() {}

  private static void makeRandom(int length) {
    double[] numbers = new SplittableRandom().doubles(length).toArray();
    IO.println("Process " + ProcessHandle.current().pid() + " made " + numbers.length + " numbers");
  }

  static void main(String... args) throws Exception {
    int length = new Options(Map.of("--length", 10_000_000), args).number("--length");
    Callable<List<Integer>> work =
        () -> {
          var first = JvmProcess.start(() -> makeRandom(length));
          var second = JvmProcess.start(() -> makeRandom(length));
          first.join();
          second.join();
          return List.of(first.exitCode().getAsInt(), second.exitCode().getAsInt());
        };
    var done = Timed.of(work);
    IO.println("Exit codes " + done.result() + ", " + done.time());
  }
}
