package dev.ipc.examples;

import dev.ipc.process.JvmProcess;
import dev.ipc.shm.Shm;
import dev.ipc.value.SharedDoubleArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Workers fill the slices of one shared array in place: element i becomes half of i. The parent
 * sums it; no element was copied from one process to another.
 */
public final class SharedArrays {
  private static final int WORKERS = 4;

  private SharedArrays() {}

  private static void fill(SharedDoubleArray slice, long first) {
    for (long i = 0; i < slice.length(); i++) {
      slice.set(i, (first + i) * 0.5);
    }
  }

  static void main(String... args) throws InterruptedException {
    long length = args.length == 0 ? 10_000_000 : Long.parseLong(args[0]);
    try (Shm shm = Shm.temporary()) {
      SharedDoubleArray array = shm.create(SharedDoubleArray.ofLength(length));
      List<JvmProcess> workers = new ArrayList<>();
      for (int worker = 0; worker < WORKERS; worker++) {
        long from = length * worker / WORKERS;
        SharedDoubleArray slice = array.slice(from, length * (worker + 1) / WORKERS);
        workers.add(JvmProcess.start(() -> fill(slice, from)));
      }
      for (JvmProcess worker : workers) {
        worker.join();
      }
      double sum = array.stream().sum();
      double expected = 0.5 * length * (length - 1) / 2;
      IO.println(WORKERS + " processes filled " + length + " elements in place");
      IO.println("The sum is " + sum + ", expected " + expected);
    }
  }
}
