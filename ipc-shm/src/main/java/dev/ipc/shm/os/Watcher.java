package dev.ipc.shm.os;

import dev.ipc.shm.os.Sleepers.Word;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that watches the words on which virtual threads sleep. It is started for the first
 * sleeper and ends when there was none for {@link #IDLE_NANOS}.
 *
 * <p>Ending: the thread first leaves {@code thread}, then looks for sleepers once more. A sleeper
 * first enters, then looks whether there is a thread. So one of the two sees the other.
 */
final class Watcher implements Runnable {
  static final String THREAD_NAME = "ipc-virtual-sleepers";

  private static final long IDLE_NANOS = 2_000_000_000L;

  private final Sleepers sleepers;
  private final Supplier<Watch> watchFactory;
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  private volatile @Nullable Watch watch;

  /**
   * Creates a watcher whose thread is not started yet.
   *
   * @param sleepers whom to wake
   * @param watchFactory called once, by the thread, since it may link native code
   */
  Watcher(Sleepers sleepers, Supplier<Watch> watchFactory) {
    this.sleepers = sleepers;
    this.watchFactory = watchFactory;
  }

  /** Makes sure that a sleeper is noticed which has just entered. */
  void attend() {
    if (thread.get() == null) {
      start();
    }
    Watch current = watch;
    if (current != null) {
      current.ring();
    } // else the thread is about to make its first look
  }

  private void start() {
    Thread created =
        Thread.ofPlatform()
            .daemon()
            .name(THREAD_NAME)
            .inheritInheritableThreadLocals(false)
            .unstarted(this);
    created.setContextClassLoader(null);
    if (thread.compareAndSet(null, created)) {
      try {
        created.start();
      } catch (VirtualMachineError e) {
        // No memory for a thread, or no stack. The next sleeper tries again; this one has its
        // bound.
        thread.set(null);
      }
    }
  }

  @Override
  public void run() {
    try {
      Watch current = watch;
      if (current == null) {
        current = watchFactory.get();
        watch = current;
      }
      long lastBusy = System.nanoTime();
      while (true) {
        long now = System.nanoTime();
        if (turn(current)) {
          lastBusy = now;
        }
        if (System.nanoTime() - lastBusy >= IDLE_NANOS && retire()) {
          return;
        }
      }
    } finally {
      // After an error too, so that the next sleeper starts another thread.
      thread.compareAndSet(Thread.currentThread(), null);
    }
  }

  /** Looks and sleeps once; true if there was somebody to watch for. */
  private boolean turn(Watch current) {
    try {
      current.arm();
      List<Word> words = sleepers.look();
      current.await(words, IDLE_NANOS);
      return !words.isEmpty();
    } catch (InternalError e) {
      // Of a truncated file; the JVM may report it somewhat later than the read that met it.
      LockSupport.parkNanos(this, Watch.POLL_NANOS);
      return true;
    } finally {
      Thread.interrupted(); // an interrupted thread could not sleep, and nobody has reason to
    }
  }

  private boolean retire() {
    thread.set(null);
    return sleepers.isEmpty() || !thread.compareAndSet(null, Thread.currentThread());
  }
}
