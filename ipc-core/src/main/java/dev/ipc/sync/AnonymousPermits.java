package dev.ipc.sync;

import static dev.ipc.sync.SharedSemaphoreLayout.AVAILABLE_OFFSET;
import static dev.ipc.sync.SharedSemaphoreLayout.BELL_OFFSET;
import static dev.ipc.sync.SharedSemaphoreLayout.MOST_OFFSET;

import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Deadline;

/**
 * Permits with nobody's name on them: one int, changed by CAS, so that a death leaves it whole.
 *
 * <p>A release is the CAS that the next successful one acquires (pair "permits"). A thread that
 * slept sets the bell again when it has its permits, because others may sleep still.
 */
final class AnonymousPermits implements Permits {
  private final Home home;
  private final Block block;
  private final Bell bell;

  AnonymousPermits(Home home) {
    this.home = home;
    this.block = home.block();
    this.bell = new Bell(block, BELL_OFFSET, home.parker());
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
    return bell.await(home.turnstile(), deadline, home.label(), () -> tryAcquire(count));
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
