package dev.ipc.sync;

import static dev.ipc.sync.SharedSemaphoreLayout.AVAILABLE_OFFSET;
import static dev.ipc.sync.SharedSemaphoreLayout.BELL_OFFSET;
import static dev.ipc.sync.SharedSemaphoreLayout.MOST_OFFSET;

import dev.ipc.bind.Home;
import dev.ipc.lock.RobustLock;
import dev.ipc.memory.Block;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Spin;

/**
 * Permits with nobody's name on them: one int, changed by CAS, so that a death leaves it whole.
 *
 * <p>A release is the CAS that the next successful one acquires (pair "permits"). A thread that
 * slept sets the bell again when it has its permits, because others may sleep still.
 */
final class AnonymousPermits implements Permits {
  private final Home home;
  private final Block block;
  private final Parker parker;
  private final Bell bell;

  AnonymousPermits(Home home) {
    this.home = home;
    this.block = home.block();
    this.parker = home.parker();
    this.bell = new Bell(block, BELL_OFFSET, parker);
    home.attach(() -> bell.wake(Integer.MAX_VALUE));
  }

  @Override
  public boolean tryAcquire(int count) {
    int free;
    do {
      free = block.getIntVolatile(AVAILABLE_OFFSET);
      if (free < count) {
        return false;
      }
      // step: semaphore.acquire
    } while (!block.compareAndSetInt(AVAILABLE_OFFSET, free, free - count));
    return true;
  }

  @Override
  public boolean acquire(int count, Deadline deadline) throws InterruptedException {
    if (deadline.remainingNanos(parker, RobustLock.BOUND_NANOS) <= 0) {
      return false;
    }
    if (Spin.until(parker, () -> tryAcquire(count))) {
      return true;
    }
    home.turnstile().enter();
    try {
      while (true) {
        bell.announce();
        if (tryAcquire(count)) {
          return true;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for " + home.label());
        }
        long nanos = deadline.remainingNanos(parker, RobustLock.BOUND_NANOS);
        if (nanos <= 0) {
          return false;
        }
        bell.sleep(nanos);
        home.turnstile().check();
      }
    } finally {
      home.turnstile().exit();
    }
  }

  @Override
  public void release(int count) {
    int most = block.getInt(MOST_OFFSET);
    int free;
    do {
      free = block.getIntVolatile(AVAILABLE_OFFSET);
      if (count > most - free) {
        throw new IllegalStateException(
            "released too often: "
                + home.label()
                + ": count="
                + count
                + ", free before="
                + free
                + ", at most="
                + most
                + "; release as many as were acquired");
      }
      // step: semaphore.release
    } while (!block.compareAndSetInt(AVAILABLE_OFFSET, free, free + count));
    // step: semaphore.released
    bell.ringFenced(count);
  }

  @Override
  public int drain() {
    return block.getAndSetInt(AVAILABLE_OFFSET, 0);
  }

  @Override
  public int available() {
    return block.getIntVolatile(AVAILABLE_OFFSET);
  }

  @Override
  public String holders() {
    return bell.isSet() ? ", awaited" : "";
  }
}
