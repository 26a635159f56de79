package dev.ipc.examples;

import dev.ipc.process.ProcessPool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * 8 threads add 5 to a static, which they share: 40. A pool does the same, and each of its
 * processes has a static of its own: that of the parent stays 0.
 */
public final class GlobalVariable {
  private static int total;

  private GlobalVariable() {}

  private static synchronized int add(int number) {
    total += number;
    return total;
  }

  private static String addAndTell(int number) {
    return "Process " + ProcessHandle.current().pid() + " has " + add(number);
  }

  private static void addByThreads() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(Thread.ofPlatform().start(() -> add(5)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  static void main() throws InterruptedException {
    addByThreads();
    IO.println("Threads: the total is " + add(0));

    add(-40);
    try (var pool = ProcessPool.of(2)) {
      pool.map(GlobalVariable::addAndTell, Collections.nCopies(8, 5)).forEach(IO::println);
    }
    IO.println("Processes: the total is " + add(0));
  }
}
