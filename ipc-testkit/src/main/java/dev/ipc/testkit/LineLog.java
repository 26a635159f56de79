package dev.ipc.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** Collects the lines of a stream in a thread of its own, and lets others wait for one. */
final class LineLog {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<String> lines = new ArrayList<>();
  private final InputStream stream;
  private final Thread reader;
  private int read;
  private boolean ended;

  LineLog(InputStream stream, String threadName) {
    this.stream = stream;
    this.reader = new Thread(this::collect, threadName);
    reader.setDaemon(true);
    reader.start();
  }

  private void collect() {
    try (var in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        add(line);
      }
    } catch (IOException e) {
      // The process was destroyed while we read: the end, too.
    } finally {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void add(String line) {
    lock.lock();
    try {
      lines.add(line);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next line that fits, after the one found last; empty if the stream or the time ends. */
  Optional<String> await(Predicate<String> wanted, Duration patience) {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (true) {
        while (read < lines.size()) {
          String line = lines.get(read++);
          if (wanted.test(line)) {
            return Optional.of(line);
          }
        }
        if (ended || nanos <= 0) {
          return Optional.empty();
        }
        nanos = changed.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a child's line", e);
    } finally {
      lock.unlock();
    }
  }

  List<String> lines() {
    lock.lock();
    try {
      return List.copyOf(lines);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the reader, which ends with the last process that has the stream open. */
  void awaitEnd(Duration patience) throws InterruptedException {
    reader.join(patience);
  }
}
