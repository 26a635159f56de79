package dev.ipc.process;

import dev.ipc.shm.os.Events;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The children of this JVM that live. One thread keeps the JVM from ending while there are some
 * that it has to wait for; when it does end, the others are terminated.
 */
final class Children {
  private static final long HOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Condition CHANGED = LOCK.newCondition();
  private static final Set<Running> ALIVE = new LinkedHashSet<>();
  private static @Nullable Thread keeper;
  private static boolean hooked;

  private Children() {}

  static void add(Running child) {
    LOCK.lock();
    try {
      ALIVE.add(child);
      if (!child.isDaemon() && keeper == null) {
        keeper = Thread.ofPlatform().name("ipc-children").start(Children::keepJvm);
      }
      if (!hooked) {
        hooked = true;
        Runtime.getRuntime().addShutdownHook(new Thread(Children::terminate, "ipc-terminate"));
      }
    } catch (IllegalStateException e) {
      Events.info("started while the JVM is ending, so it ends at once: " + child);
    } finally {
      LOCK.unlock();
    }
  }

  static void remove(Running child) {
    LOCK.lock();
    try {
      ALIVE.remove(child);
      CHANGED.signalAll();
    } finally {
      LOCK.unlock();
    }
  }

  /** Not a daemon thread. */
  private static void keepJvm() {
    LOCK.lock();
    try {
      while (ALIVE.stream().anyMatch(child -> !child.isDaemon())) {
        CHANGED.awaitUninterruptibly();
      }
      keeper = null;
    } finally {
      LOCK.unlock();
    }
  }

  /** Nobody is left when this JVM is gone, unless a child takes its time. */
  private static void terminate() {
    List<Running> children;
    LOCK.lock();
    try {
      children = List.copyOf(ALIVE);
    } finally {
      LOCK.unlock();
    }
    children.forEach(child -> child.terminate());
    long end = System.nanoTime() + HOOK_NANOS;
    try {
      for (Running child : children) {
        child.end().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      // It ends soon, because its parent has.
    }
  }

  static List<JvmProcess> alive() {
    LOCK.lock();
    try {
      return ALIVE.stream()
          .filter(child -> child.isAlive() && !child.isHidden())
          .map(Running::handle)
          .toList();
    } finally {
      LOCK.unlock();
    }
  }

  /** The first of some that has ended, in their order; or empty when the time is over. */
  static Optional<JvmProcess> awaitAny(Collection<JvmProcess> some, Duration timeout)
      throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(timeout);
    LOCK.lockInterruptibly();
    try {
      while (true) {
        Optional<JvmProcess> first =
            some.stream().filter(process -> process.ending().isPresent()).findFirst();
        if (first.isPresent() || nanos <= 0) {
          return first;
        }
        nanos = CHANGED.awaitNanos(nanos);
      }
    } finally {
      LOCK.unlock();
    }
  }
}
