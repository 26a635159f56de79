package dev.ipc.shm.stress;

import static dev.ipc.shm.stress.Drill.check;

import dev.ipc.Repair;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.Eventually;
import dev.ipc.value.SharedLong;
import java.util.List;

/** Two numbers, equal outside of the sections of a lock, count the sections. */
final class LockDrill implements Drill {
  private static final int STARTED = 2;
  private static final int DONE = 3;

  private final SharedLong first;
  private final SharedLong second;
  private final SharedLock lock;
  private final Crowd inside;

  LockDrill(Place place) {
    this.first = place.number("lock.first");
    this.second = place.number("lock.second");
    this.lock = place.shm().openOrCreate("lock", SharedLock.reentrant(undo(first, second)));
    this.inside = new Crowd(place, Drills.LOCK.threads(), 1);
  }

  /** A death between the two counts is undone. */
  static Repair undo(SharedLong first, SharedLong second) {
    return death -> first.set(second.get());
  }

  @Override
  public void turn(Worker me) throws Exception {
    switch (me.random().nextInt(6)) {
      case 0 -> {
        if (lock.tryLock()) {
          sectionAndUnlock(me);
        }
      }
      case 1 -> {
        if (lock.tryLock(me.moment())) {
          sectionAndUnlock(me);
        }
      }
      case 2 -> lock.locked(() -> section(me));
      case 3 -> {
        try (var hold = lock.hold()) {
          check(hold.recovered().isEmpty(), "not repaired", hold.recovered());
          section(me);
        }
      }
      case 4 -> lock.locked(() -> Drill.locked(lock, () -> section(me)));
      default -> {
        lock.lock();
        sectionAndUnlock(me);
      }
    }
  }

  private void sectionAndUnlock(Worker me) {
    try {
      section(me);
    } finally {
      lock.unlock();
    }
  }

  private void section(Worker me) {
    me.line().add(STARTED, 1);
    inside.enter(me, 1);
    long before = first.getPlain();
    check(second.getPlain() == before, "half a step", before, second.getPlain());
    first.setPlain(before + 1);
    me.dawdle();
    check(
        first.getPlain() == before + 1 && second.getPlain() == before,
        "somebody came in",
        before,
        first.getPlain(),
        second.getPlain());
    second.setPlain(before + 1);
    inside.leave(me);
    me.line().add(DONE, 1);
  }

  @Override
  public boolean holds(int process) {
    return inside.holds(process);
  }

  @Override
  public void judge(List<Line> lines, int kills) throws InterruptedException {
    check(lock.tryLock(Eventually.PATIENCE), "lock not free at the end", lock);
    try {
      check(first.get() == second.get(), "half a step", first.get(), second.get());
      Drill.checkBetween(
          Line.sum(lines, DONE), first.get(), Line.sum(lines, STARTED), "sections counted");
    } finally {
      lock.unlock();
    }
  }
}
