package dev.ipc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Waits for several objects, each in a virtual thread; the first that is ready ends it for all. */
final class FirstReady {
  static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private FirstReady() {}

  static <W extends Waitable> List<W> await(Collection<? extends W> objects, Duration timeout)
      throws InterruptedException {
    List<W> all = List.copyOf(objects);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("nothing to wait for; give at least one object");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before waiting for any of objects=" + all.size());
    }
    List<W> ready = all.stream().filter(Waitable::isReady).toList();
    if (!ready.isEmpty() || !timeout.isPositive()) {
      return ready;
    }
    if (all.size() == 1) {
      return all.getFirst().awaitReady(timeout) ? all : List.of();
    }
    return awaitEach(all, timeout);
  }

  private static <W extends Waitable> List<W> awaitEach(List<W> all, Duration timeout)
      throws InterruptedException {
    List<Future<Boolean>> waits = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<Boolean> ended = new ExecutorCompletionService<>(threads);
      try {
        all.forEach(object -> waits.add(ended.submit(() -> object.awaitReady(timeout))));
        boolean ready = false;
        for (int left = waits.size(); left > 0 && !ready; left--) {
          ready = resultOf(ended.take());
        }
      } finally {
        threads.shutdownNow(); // and leaving the block waits for them
      }
    }
    return readyOf(all, waits);
  }

  /** Those whose wait saw them ready; and those that are, though their wait was ended before. */
  private static <W extends Waitable> List<W> readyOf(List<W> all, List<Future<Boolean>> waits)
      throws InterruptedException {
    List<W> ready = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      boolean whole = waits.get(i).state() == Future.State.SUCCESS;
      if (whole ? waits.get(i).resultNow() : all.get(i).isReady()) {
        ready.add(all.get(i));
      }
    }
    return List.copyOf(ready);
  }

  private static boolean resultOf(Future<Boolean> wait) throws InterruptedException {
    try {
      return wait.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> throw new IllegalStateException("a wait failed", e);
      }
    }
  }
}
