package dev.ipc.value;

import dev.ipc.bind.Home;
import dev.ipc.bind.Part;
import dev.ipc.lock.LockLayout;
import dev.ipc.lock.RobustLock;

/**
 * The lock of those who write one of two copies and then publish it. A death leaves the published
 * copy as it was, so there is nothing to repair.
 */
final class WriterLock {
  private WriterLock() {}

  static RobustLock in(Home home, long offset) {
    Part part =
        new Part(
            home,
            offset,
            LockLayout.BYTES,
            home.element(),
            () -> {
              throw new IllegalStateException("a writers' lock does not travel");
            });
    RobustLock lock = new RobustLock(part.block(), part, false, death -> {});
    home.attach(lock);
    return lock;
  }
}
