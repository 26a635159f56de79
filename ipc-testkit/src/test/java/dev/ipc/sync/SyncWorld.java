package dev.ipc.sync;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.lock.RobustLock;
import dev.ipc.memory.Block;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;

/**
 * One shared object and the processes that use it, all of them acted by one thread: while one
 * process sleeps, the script does what another does.
 *
 * @param <T> the shared type
 */
public final class SyncWorld<T extends Shared> {
  public static final long PID_BASE = 1000;

  public final ScriptedLiveness liveness = new ScriptedLiveness();
  public final ScriptedParker parker = ScriptedParker.skipping();
  public final Spec<T> spec;
  private final LocalHome first;

  public SyncWorld(Spec<T> spec) {
    this.spec = spec;
    this.first = LocalHome.of(spec, parker, liveness);
  }

  /** A process that joins in a slot. */
  public LocalHome join(int slot) {
    return first.inProcess(liveness.join(slot, PID_BASE + slot));
  }

  /** A process that joins in a slot, and its handle. */
  public T handle(int slot) {
    return join(slot).bind(spec);
  }

  public Block block() {
    return first.block();
  }

  /** The process that has the slot dies. */
  public void kill(LocalHome home) {
    liveness.kill(home.self());
  }

  /** A process that is not used otherwise dies in a section, in which it did something. */
  public void dieInSection(int slot, Runnable done) {
    LocalHome home = join(slot);
    new RobustLock(home.block(), home, false, null).acquire();
    done.run();
    kill(home);
  }

  /** What happens at a later sleep, once. */
  public void onPark(int count, Runnable event) {
    int[] left = {count};
    parker.onPark(park -> {
      if (--left[0] == 0) {
        event.run();
      }
    });
  }
}
