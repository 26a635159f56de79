package dev.ipc.lock;

import dev.ipc.Repair;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;
import dev.ipc.wait.AsymmetricFence;
import dev.ipc.wait.Parker;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One lock's memory and the processes that share it; one thread can act for all of them. Where no
 * sleep lasts, those in even slots take part in asymmetric fences: a wake-up that is missed, since
 * there is no kernel to make the fence, does no harm then.
 */
final class LockWorld {
  static final long PID_BASE = 1000;

  final Block block = LocalHome.memory(LockLayout.BYTES);
  private final Block beside = LocalHome.memory(BiasLayout.BYTES);
  final ScriptedLiveness liveness = new ScriptedLiveness();
  final ScriptedParker parker;
  private final Map<RobustLock, LocalHome> homes = new HashMap<>();

  LockWorld(ScriptedParker parker) {
    this.parker = parker;
  }

  static LockWorld skipping() {
    return new LockWorld(ScriptedParker.skipping());
  }

  static LockWorld blocking() {
    return new LockWorld(ScriptedParker.blocking());
  }

  /** A process that joins in a slot, and its handle on the lock. */
  RobustLock plain(int slot) {
    return join(slot, false, null);
  }

  RobustLock plain(int slot, Repair repair) {
    return join(slot, false, repair);
  }

  RobustLock reentrant(int slot) {
    return join(slot, true, null);
  }

  RobustLock reentrant(int slot, Repair repair) {
    return join(slot, true, repair);
  }

  /** A lock that may be left to a thread; even slots take part in fences. */
  RobustLock biased(int slot, Repair repair) {
    return biased(liveness.join(slot, PID_BASE + slot), slot % 2 == 0, repair);
  }

  /** Another handle of the process that has one, which takes part in fences. */
  RobustLock biasedToo(RobustLock lock, Repair repair) {
    OwnerId owner;
    synchronized (homes) {
      owner = homes.get(lock).self();
    }
    return biased(owner, true, repair);
  }

  private RobustLock biased(OwnerId owner, boolean fences, Repair repair) {
    Parker own = fences ? new FenceSharer(parker) : parker;
    LocalHome home = new LocalHome(block, 0, owner, own, liveness);
    RobustLock lock = new RobustLock(home, new LocalHome(beside, 0, owner, own, liveness), repair);
    home.attach(lock);
    synchronized (homes) {
      homes.put(lock, home);
    }
    return lock;
  }

  private RobustLock join(int slot, boolean reentrant, @Nullable Repair repair) {
    OwnerId owner = liveness.join(slot, PID_BASE + slot);
    Parker own = parker.isSkipping() && slot % 2 == 0 ? new FenceSharer(parker) : parker;
    LocalHome home = new LocalHome(block, 0, owner, own, liveness);
    RobustLock lock = new RobustLock(block, home, reentrant, repair);
    home.attach(lock);
    synchronized (homes) {
      homes.put(lock, home);
    }
    return lock;
  }

  LocalHome home(RobustLock lock) {
    synchronized (homes) {
      LocalHome home = homes.get(lock);
      if (home == null) {
        throw new IllegalArgumentException("not of this world");
      }
      return home;
    }
  }

  /** Ends the process of a handle, which is not used any more then. */
  void kill(RobustLock lock) {
    liveness.kill(home(lock).self());
  }

  /** What the calling thread writes into the word when it acts for this process. */
  long wordOf(RobustLock lock) {
    return LockWord.mine(home(lock).self().bits());
  }

  long word() {
    return LockLayout.word(block);
  }

  boolean hasWaiters() {
    return LockLayout.hasWaiters(block);
  }

  /** The parker of a process that takes part in asymmetric fences. */
  private record FenceSharer(Parker parker, AsymmetricFence fence) implements Parker {
    FenceSharer(Parker parker) {
      this(parker, new AsymmetricFence(() -> true));
      fence.share();
    }

    @Override
    public long nanoTime() {
      return parker.nanoTime();
    }

    @Override
    public void park(Block block, long offset, int expected, long nanos) {
      parker.park(block, offset, expected, nanos);
    }

    @Override
    public void wake(Block block, long offset, int count) {
      parker.wake(block, offset, count);
    }

    @Override
    public int spins() {
      return parker.spins();
    }
  }

  /** What happens once, when a thread is about to sleep. */
  void onFirstPark(Runnable event) {
    parker.onPark(park -> {
      parker.onPark(later -> {});
      event.run();
    });
  }
}
