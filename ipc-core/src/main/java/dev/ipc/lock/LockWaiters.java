package dev.ipc.lock;

import static dev.ipc.lock.LockLayout.HELD_MILLIS_OFFSET;
import static dev.ipc.lock.LockLayout.HELD_OWNER_OFFSET;
import static dev.ipc.lock.LockLayout.WAITING_OFFSET;

import dev.ipc.memory.Block;
import dev.ipc.wait.Bell;
import dev.ipc.wait.Parker;

/** Where threads sleep that wait for a lock, and since when they wait for its owner. */
final class LockWaiters {
  private final Block block;
  private final Bell bell;

  LockWaiters(Block block, Parker parker) {
    this.block = block;
    this.bell = new Bell(block, WAITING_OFFSET, parker);
  }

  /** What they sleep on. */
  Bell bell() {
    return bell;
  }

  /** The calling thread is about to sleep; the owner it waits for is noted if it is the first. */
  void announce(long owner) {
    if (!bell.isSet() || block.getLong(HELD_OWNER_OFFSET) != owner) {
      block.setLongOpaque(HELD_MILLIS_OFFSET, System.currentTimeMillis());
      block.setLongRelease(HELD_OWNER_OFFSET, owner);
    }
    bell.announce();
  }

  /** For who has the lock and did not find it free: others may sleep still, and not for it. */
  void expectMore() {
    block.setLongOpaque(HELD_OWNER_OFFSET, LockWord.FREE);
    bell.set();
  }
}
