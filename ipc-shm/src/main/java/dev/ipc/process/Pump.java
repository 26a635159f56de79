package dev.ipc.process;

import dev.ipc.process.Output.Line;
import dev.ipc.process.Output.Tail;
import dev.ipc.shm.os.Events;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Reads what a child prints and tells it line by line, by two daemon threads, which end when nobody
 * has the outputs open any more.
 */
final class Pump implements Tail {
  /** In which the child writes: all text passes, whatever the language of the machine. */
  static final Charset CHARSET = StandardCharsets.UTF_8;

  /** Processes that the child started may have its outputs open still. */
  private static final long REST_MILLIS = 1_000;

  private final String name;
  private final Consumer<Line> consumer;
  private final ReentrantLock telling = new ReentrantLock();
  private final ArrayDeque<String> lastErrors = new ArrayDeque<>();
  private final CountDownLatch open = new CountDownLatch(2);

  private Pump(String name, Consumer<Line> consumer) {
    this.name = name;
    this.consumer = consumer;
  }

  static Pump start(Process process, String name, Consumer<Line> consumer) {
    Pump pump = new Pump(name, consumer);
    pump.follow(process.getInputStream(), false);
    pump.follow(process.getErrorStream(), true);
    return pump;
  }

  private void follow(InputStream stream, boolean error) {
    Thread.ofPlatform()
        .daemon()
        .name((error ? "ipc-errors-" : "ipc-output-") + name)
        .start(() -> {
          try (var reader = new BufferedReader(new InputStreamReader(stream, CHARSET))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
              tell(new Line(name, error, line));
            }
          } catch (IOException e) {
            // The end of the child closes its streams while they are read.
          } finally {
            open.countDown();
          }
        });
  }

  private void tell(Line line) {
    telling.lock();
    try {
      if (line.error()) {
        if (lastErrors.size() == LINES) {
          lastErrors.removeFirst();
        }
        lastErrors.add(line.text());
      }
      consumer.accept(line);
    } catch (RuntimeException e) {
      Events.error("a consumer of output failed: line=" + line, e);
    } finally {
      telling.unlock();
    }
  }

  @Override
  public List<String> lines() {
    try {
      open.await(REST_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    telling.lock();
    try {
      return List.copyOf(lastErrors);
    } finally {
      telling.unlock();
    }
  }
}
