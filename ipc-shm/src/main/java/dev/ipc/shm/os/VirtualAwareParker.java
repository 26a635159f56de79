package dev.ipc.shm.os;

import dev.ipc.memory.Block;
import dev.ipc.shm.os.Sleepers.Sleeper;
import dev.ipc.wait.AsymmetricFence;
import dev.ipc.wait.Parker;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Lets virtual threads sleep without keeping their carriers from others. A sleep in the kernel or a
 * spin would: with as many waiters as carriers, the thread that they wait for never runs.
 *
 * <p>A virtual thread parks in the JVM, and one platform thread, the {@link Watcher}, watches the
 * words of all of them. Wake-ups of this JVM reach them directly. A wake-up that a virtual thread
 * sends is a call to the kernel, which does not block.
 */
final class VirtualAwareParker implements Parker {
  private final Parker platform;
  private final Sleepers sleepers = new Sleepers();
  private final Watcher watcher;

  /**
   * Creates a parker for threads of both sorts.
   *
   * @param platform how platform threads sleep
   * @param watch how the watcher does; asked for when the first virtual thread sleeps
   */
  VirtualAwareParker(Parker platform, Function<Sleepers, Watch> watch) {
    this.platform = platform;
    this.watcher = new Watcher(sleepers, () -> watch.apply(sleepers));
  }

  @Override
  public long nanoTime() {
    return platform.nanoTime();
  }

  @Override
  public void park(Block block, long offset, int expected, long nanos) {
    if (!Thread.currentThread().isVirtual()) {
      platform.park(block, offset, expected, nanos);
    } else if (nanos > 0) {
      Sleeper sleeper = sleepers.enter(block, offset, expected);
      try {
        sleep(sleeper, nanos);
      } finally {
        sleepers.leave(sleeper);
      }
    }
  }

  private void sleep(Sleeper sleeper, long nanos) {
    if (sleeper.isAwake()) {
      return;
    }
    watcher.attend();
    long deadline = System.nanoTime() + nanos;
    long left = nanos;
    while (left > 0 && !sleeper.isAwake() && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = deadline - System.nanoTime();
    }
  }

  /**
   * Wakes sleepers in the kernel first: that call is a full fence. So either a virtual thread which
   * enters now is seen here, or it sees what the caller stored. Where there is no such call, a
   * virtual thread that slips through is found by the watcher's next look.
   */
  @Override
  public void wake(Block block, long offset, int count) {
    platform.wake(block, offset, count);
    if (!sleepers.isEmpty()) {
      sleepers.wake(block.address(offset), count);
    }
  }

  @Override
  public int spins() {
    return platform.spins();
  }

  @Override
  public AsymmetricFence fence() {
    return platform.fence();
  }
}
