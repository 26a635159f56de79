package dev.ipc.lock;

import static dev.ipc.lock.LockLayout.DEATH_MILLIS_OFFSET;
import static dev.ipc.lock.LockLayout.DEATH_OWNER_OFFSET;
import static dev.ipc.lock.LockLayout.DEATH_PID_OFFSET;
import static dev.ipc.lock.LockLayout.DEPTH_OFFSET;
import static dev.ipc.lock.LockLayout.RECOVERIES_OFFSET;
import static dev.ipc.lock.LockLayout.WORD_OFFSET;
import static dev.ipc.lock.LockWord.DIRTY;
import static dev.ipc.lock.LockWord.FREE;

import dev.ipc.Death;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.owner.Suspicion;
import java.time.Instant;

/**
 * Takes a lock over from an owner whose process is dead, by CAS(dead, mine and dirty), which only
 * one can win, and writes down who that was.
 */
final class DeadOwner {
  private final Block block;
  private final Home home;
  private final int self;
  private final LockWaiters waiters;
  private final Suspicion suspicion;

  DeadOwner(Block block, Home home, LockWaiters waiters) {
    this.block = block;
    this.home = home;
    this.self = home.self().bits();
    this.waiters = waiters;
    this.suspicion = new Suspicion(home.liveness(), RobustLock.BOUND_NANOS);
  }

  /** Takes the lock if its owner is found dead; asked about once per bound and JVM. */
  boolean take(long me) {
    long word = block.getLongVolatile(WORD_OFFSET);
    int owner = LockWord.ownerBits(word);
    if (LockWord.owner(word) == FREE || owner == self) {
      return false;
    }
    if (!isDead(LockWord.owner(word))) {
      return false;
    }
    long pid = pid(owner);
    // step: lock.recover
    if (!block.compareAndSetLong(WORD_OFFSET, word, me | DIRTY)) {
      return false;
    }
    // step: lock.recover.taken
    writeDown(LockWord.owner(word), pid);
    return true;
  }

  /** Whether an owner is found dead; asked about once per bound and JVM. */
  boolean isDead(long owner) {
    Stack.reserve();
    int process = LockWord.ownerBits(owner);
    return process != self && suspicion.confirmsDeath(owner, process, home.parker().nanoTime());
  }

  /** Makes the lock dirty that the calling thread has, for one that died in its section before. */
  void inherit(long owner, long me) {
    block.setLongRelease(WORD_OFFSET, me | DIRTY);
    writeDown(owner, pid(LockWord.ownerBits(owner)));
  }

  private long pid(int owner) {
    return home.liveness().pid(OwnerId.ofBits(owner)).orElse(0);
  }

  private void writeDown(long owner, long pid) {
    waiters.expectMore();
    block.setInt(DEPTH_OFFSET, 0);
    block.setLong(DEATH_OWNER_OFFSET, owner);
    block.setLong(DEATH_PID_OFFSET, pid);
    block.setLong(DEATH_MILLIS_OFFSET, System.currentTimeMillis());
    block.setLong(RECOVERIES_OFFSET, block.getLong(RECOVERIES_OFFSET) + 1);
    // step: lock.recover.told
  }

  /** Tells that the lock was taken over, and what becomes of what it guards. */
  void report(String repair) {
    home.report(
        "lock "
            + home.label()
            + " taken over from a dead owner: pid="
            + block.getLong(DEATH_PID_OFFSET)
            + ", member="
            + OwnerId.ofBits(LockWord.ownerBits(block.getLong(DEATH_OWNER_OFFSET)))
            + ", repair="
            + repair);
  }

  /** Whose death made the lock dirty. */
  Death last() {
    return new Death(
        block.getLong(DEATH_PID_OFFSET), Instant.ofEpochMilli(block.getLong(DEATH_MILLIS_OFFSET)));
  }
}
