package dev.ipc.shm.support;

import dev.ipc.testkit.Eventually;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work in a thread of its own, whose outcome the test asks for.
 *
 * @param <T> what it gives
 */
public final class Background<T> {
  /** Work that may fail in any way, without a result. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
  }

  private final FutureTask<T> task;
  private final Thread thread;

  private Background(Callable<T> work) {
    this.task = new FutureTask<>(work);
    this.thread = Thread.ofPlatform().daemon().name("background").start(task);
  }

  /**
   * Starts work that has a result.
   *
   * @param work what to do
   * @param <T> what it gives
   * @return the work, running
   */
  public static <T> Background<T> of(Callable<T> work) {
    return new Background<>(work);
  }

  /**
   * Starts work.
   *
   * @param work what to do
   * @return the work, running
   */
  public static Background<Void> start(Work work) {
    return new Background<>(() -> {
      work.run();
      return null;
    });
  }

  /**
   * Its thread.
   *
   * @return the thread
   */
  public Thread thread() {
    return thread;
  }

  /**
   * Whether it has ended.
   *
   * @return true if the outcome is there
   */
  public boolean isDone() {
    return task.isDone();
  }

  /** Waits until the thread sleeps on a word of shared memory. */
  public void awaitParked() {
    Eventually.until(
        "the thread sleeps on shared memory",
        () -> {
          if (task.isDone()) {
            throw new AssertionError("it ended instead: " + task);
          }
          return Arrays.stream(thread.getStackTrace())
              .anyMatch(frame ->
                  frame.getMethodName().equals("park")
                      && frame.getClassName().startsWith("dev.ipc."));
        });
  }

  /**
   * Waits for the end.
   *
   * @return the result
   * @throws AssertionError if it fails, or does not end
   */
  public T result() {
    try {
      return outcome();
    } catch (ExecutionException e) {
      throw new AssertionError("the work failed", e.getCause());
    }
  }

  /**
   * Waits for the end.
   *
   * @return what it failed with
   * @throws AssertionError if it does not fail, or does not end
   */
  public Throwable failure() {
    try {
      throw new AssertionError("the work did not fail; result=" + outcome());
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  private T outcome() throws ExecutionException {
    try {
      T result = task.get(Eventually.PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      thread.join();
      return result;
    } catch (TimeoutException e) {
      AssertionError failure = new AssertionError("the work does not end");
      failure.setStackTrace(thread.getStackTrace());
      throw failure;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for the work", e);
    }
  }
}
