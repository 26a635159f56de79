package dev.ipc.examples;

import dev.ipc.journal.JournalQueue;
import dev.ipc.process.JvmProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;

/**
 * Two processes append orders to a journal, which is a folder on the disk. A third books them, and
 * is killed in the middle. Who opens its tailer next goes on with the order it had not finished.
 */
public final class Journal {
  private Journal() {}

  private static final int EACH = 5;

  private static void sell(String folder, String what) throws InterruptedException {
    try (var orders = JournalQueue.open(Path.of(folder), String.class)) {
      for (int i = 1; i <= EACH; i++) {
        orders.append(what + " " + i);
      }
    }
  }

  private static void book(String folder, int dies) throws Exception {
    try (var orders = JournalQueue.open(Path.of(folder), String.class);
        var booking = orders.tailer("booking", Duration.ofSeconds(10))) {
      for (int i = 1; i <= 2 * EACH; i++) {
        try (var lease = booking.lease()) {
          if (i == dies) {
            Runtime.getRuntime().halt(1); // as if killed, with an order that is not finished
          }
          lease.done();
        }
      }
    }
  }

  static void main() throws InterruptedException, IOException {
    Path folder = Files.createTempDirectory("orders");
    String name = folder.toString(); // a Path cannot travel to another process
    JvmProcess tea = JvmProcess.start(() -> sell(name, "tea"));
    JvmProcess coffee = JvmProcess.start(() -> sell(name, "coffee"));
    tea.join();
    coffee.join();
    JvmProcess.start(() -> book(name, 4)).join();
    try (var orders = JournalQueue.open(folder, String.class);
        var booking = orders.tailer("booking");
        var replay = orders.replay()) {
      IO.println("The journal has " + orders.size() + " orders");
      IO.println("Left to book: " + booking.forEach(order -> {}, Duration.ZERO));
      IO.println("Read again: " + replay.forEach(order -> {}, Duration.ZERO));
    }
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
