package dev.ipc.shm.support;

import dev.ipc.testkit.Eventually;
import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Where the other users of a shared object run, so that one suite serves them all: threads of this
 * JVM or of another, platform or virtual.
 *
 * <pre>{@code
 * Side.Call<Boolean> waiting = side.begin(() -> event.await(Duration.ofMinutes(1)));
 * event.set();
 * assertThat(waiting.result()).isTrue();
 * }</pre>
 *
 * <p>Work travels by serialization, also within this JVM: it may capture shared objects and other
 * values, and never a test.
 */
public interface Side extends AutoCloseable {
  /** What threads the work gets. */
  enum Threads {
    /** Threads of the operating system. */
    PLATFORM,
    /** Threads of the JVM. */
    VIRTUAL
  }

  /** The sides that a suite runs on. */
  enum Where {
    /** Platform threads of this JVM. */
    HERE(Threads.PLATFORM, false),
    /** Virtual threads of this JVM. */
    HERE_VIRTUAL(Threads.VIRTUAL, false),
    /** Platform threads of another JVM. */
    THERE(Threads.PLATFORM, true),
    /** Virtual threads of another JVM, which has one carrier for all of them. */
    THERE_VIRTUAL(Threads.VIRTUAL, true);

    private final Threads threads;
    private final boolean otherJvm;

    Where(Threads threads, boolean otherJvm) {
      this.threads = threads;
      this.otherJvm = otherJvm;
    }

    /**
     * Goes there; starts a JVM if need be.
     *
     * @return the side, to be closed
     */
    public Side open() {
      return otherJvm ? Partner.start(threads) : new Here(threads);
    }
  }

  /**
   * What runs on the side.
   *
   * @param <R> what it gives
   */
  @FunctionalInterface
  interface Work<R extends @Nullable Object> extends Serializable {
    /**
     * Does it.
     *
     * @return its result, which can be serialized
     * @throws Exception if it fails
     */
    R run() throws Exception;
  }

  /** What runs on the side and gives nothing. */
  @FunctionalInterface
  interface Deed extends Serializable {
    /**
     * Does it.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
  }

  /**
   * Work that was begun.
   *
   * @param <R> what it gives
   */
  interface Call<R extends @Nullable Object> {
    /**
     * Whether it has ended.
     *
     * @return true if its outcome is there
     */
    boolean isDone();

    /**
     * Waits for the end, generously.
     *
     * @return the result
     * @throws AssertionError if it failed or does not end
     */
    R result();

    /**
     * Waits for the end, generously.
     *
     * @return what it failed with
     * @throws AssertionError if it did not fail or does not end
     */
    Throwable failure();
  }

  /**
   * Begins work in a thread of its own.
   *
   * @param work what to do
   * @param <R> what it gives
   * @return the work, which runs
   */
  <R extends @Nullable Object> Call<R> begin(Work<R> work);

  /**
   * Begins a deed in a thread of its own.
   *
   * @param deed what to do
   * @return the deed, which runs
   */
  default Call<@Nullable Void> start(Deed deed) {
    return begin(() -> {
      deed.run();
      return null;
    });
  }

  /**
   * Does work, in a thread that ends with it.
   *
   * @param work what to do
   * @param <R> what it gives
   * @return its result
   */
  default <R extends @Nullable Object> R call(Work<R> work) {
    return begin(work).result();
  }

  /**
   * Does a deed, in a thread that ends with it.
   *
   * @param deed what to do
   */
  default void perform(Deed deed) {
    start(deed).result();
  }

  @Override
  void close();

  /**
   * Threads of this JVM.
   *
   * @param threads of which sort
   */
  record Here(Threads threads) implements Side {
    @Override
    public <R extends @Nullable Object> Call<R> begin(Work<R> work) {
      FutureTask<R> task;
      try {
        task = new FutureTask<>(Serial.copy(work)::run);
      } catch (IOException | ClassNotFoundException e) {
        throw new AssertionError("the work cannot travel", e);
      }
      Thread.Builder builder =
          threads == Threads.VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
      builder.name("work").start(task);
      return new Call<>() {
        @Override
        public boolean isDone() {
          return task.isDone();
        }

        @Override
        public R result() {
          Eventually.until("the work ends", task::isDone);
          if (task.state() != FutureTask.State.SUCCESS) {
            throw new AssertionError("the work failed", task.exceptionNow());
          }
          return task.resultNow();
        }

        @Override
        public Throwable failure() {
          Eventually.until("the work ends", task::isDone);
          if (task.state() == FutureTask.State.SUCCESS) {
            throw new AssertionError("the work did not fail; result=" + task.resultNow());
          }
          return task.exceptionNow();
        }
      };
    }

    @Override
    public void close() {
      // Its threads end with their work.
    }
  }
}
