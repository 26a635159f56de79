package dev.ipc.examples;

import dev.ipc.process.JvmProcess;
import dev.ipc.shm.Shm;
import dev.ipc.value.Counter;
import dev.ipc.value.SharedCounters;
import java.util.ArrayList;
import java.util.List;

/**
 * A small service with named counters inside. Its workers, each a process, count what they handle;
 * the parent prints the totals. The counters are in shared memory, so any other process may look
 * while the workers run: {@code ./ipc ls} tells how many there are, {@code ./ipc top} shows them
 * live.
 */
public final class EmbeddedCounters {
  private static final int WORKERS = 3;

  private EmbeddedCounters() {}

  private static void work(int number, int requests, SharedCounters counters) {
    Counter handled = counters.counter("requests{route=\"/" + number + "\"}");
    Counter bytes = counters.counter("bytes");
    Counter errors = counters.counter("errors");
    try (Counter mine = counters.allocate("busy worker " + number)) {
      for (int request = 1; request <= requests; request++) {
        handled.increment();
        mine.increment();
        bytes.add(100);
        if (request % 10 == 0) {
          errors.increment();
        }
      }
    }
  }

  static void main(String... args) throws InterruptedException {
    int requests = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
    try (Shm shm = Shm.temporary()) {
      SharedCounters counters = shm.create("service", SharedCounters.ofCapacity(100));
      List<JvmProcess> workers = new ArrayList<>();
      for (int i = 1; i <= WORKERS; i++) {
        int number = i;
        workers.add(JvmProcess.start(() -> work(number, requests, counters)));
      }
      for (JvmProcess worker : workers) {
        worker.join();
      }
      counters.stream()
          .map(counter -> counter.label() + ": " + counter.get())
          .sorted()
          .forEach(IO::println);
    }
  }
}
