package dev.ipc.shm.kill;

import dev.ipc.Repair;
import dev.ipc.shm.Shm;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.Child;
import dev.ipc.value.SharedLong;

/** Locks, counts and unlocks until it is told to stop, or killed. */
final class CountingChild {
  private CountingChild() {}

  /** What the section guards: a count, kept twice, and who is inside. */
  record Guarded(SharedLong count, SharedLong copy, SharedLong inside) {
    static Guarded in(Shm shm) {
      return new Guarded(
          shm.openOrCreate("count", SharedLong.initially(0)),
          shm.openOrCreate("copy", SharedLong.initially(0)),
          shm.openOrCreate("inside", SharedLong.initially(0)));
    }

    /** A death between the two counts is undone. */
    Repair repair() {
      SharedLong from = copy;
      SharedLong to = count;
      SharedLong witness = inside;
      return death -> {
        to.setPlain(from.getPlain());
        witness.setPlain(0);
      };
    }

    void step(long user) {
      check(inside.getPlain() == 0, "entered twice");
      inside.setPlain(user);
      count.setPlain(count.getPlain() + 1);
      check(inside.getPlain() == user, "somebody came in");
      copy.setPlain(count.getPlain());
      inside.setPlain(0);
    }

    private static void check(boolean condition, String what) {
      if (!condition) {
        throw new AssertionError("section " + what);
      }
    }
  }

  static SharedLock lock(Shm shm, Guarded guarded) {
    return shm.openOrCreate("lock", SharedLock.plain(guarded.repair()));
  }

  /**
   * Counts.
   *
   * @param arguments the domain, and the name of this process's own tally
   */
  public static void main(String[] arguments) {
    Child.dieWithParent();
    Shm shm = Shm.named(arguments[0]);
    Guarded guarded = Guarded.in(shm);
    SharedLock lock = lock(shm, guarded);
    SharedLong tally = shm.create(arguments[1], SharedLong.initially(0));
    SharedLong stop = shm.openOrCreate("stop", SharedLong.initially(0));
    long user = ProcessHandle.current().pid();
    Child.say("counting");
    while (stop.get() == 0) {
      lock.lock();
      try {
        guarded.step(user);
      } finally {
        lock.unlock();
      }
      tally.incrementAndGet();
    }
    Child.say("stopped");
  }
}
