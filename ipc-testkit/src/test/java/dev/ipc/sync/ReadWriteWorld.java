package dev.ipc.sync;

import dev.ipc.Repair;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;

/** One read-write lock and the processes that share it; one thread can act for all of them. */
final class ReadWriteWorld {
  static final long PID_BASE = 1000;

  /** Where the layout has things; written down again, since files outlive the code. */
  static final long WRITER_OFFSET = 0;

  static final long WAITING_OFFSET = 64;
  static final long DRAINING_OFFSET = 68;
  static final long MARK_OFFSET = 72;

  final ScriptedLiveness liveness = new ScriptedLiveness();
  final ScriptedParker parker = ScriptedParker.skipping();
  final LocalHome first = LocalHome.of(SharedReadWriteLock.reentrant(), parker, liveness);
  final Block block = first.block();

  /** A process with the lock. */
  record Participant(LocalHome home, SharedReadWriteLock lock) {
    OwnerId owner() {
      return home.self();
    }

    /** What the calling thread writes into the word when it acts for this process. */
    long word() {
      return Thread.currentThread().threadId() << 32 | owner().bits();
    }
  }

  static long lineOffset(int slot) {
    return 128 + 64L * slot;
  }

  /** A process that joins in a slot, whose last owner is dead then. */
  Participant join(int slot) {
    LocalHome home = first.inProcess(liveness.join(slot, PID_BASE + slot));
    return new Participant(home, home.bind(SharedReadWriteLock.reentrant()));
  }

  Participant join(int slot, Repair repair) {
    LocalHome home = first.inProcess(liveness.join(slot, PID_BASE + slot));
    return new Participant(home, home.bind(SharedReadWriteLock.reentrant(repair)));
  }

  /** Ends a process, which is not used any more then. */
  void kill(Participant process) {
    liveness.kill(process.owner());
  }

  long word() {
    return block.getLongVolatile(WRITER_OFFSET);
  }

  long line(int slot) {
    return block.getLongVolatile(lineOffset(slot));
  }

  /** What happens once, when a thread is about to sleep. */
  void onFirstPark(Runnable event) {
    parker.onPark(park -> {
      parker.onPark(later -> {});
      event.run();
    });
  }
}
