package dev.ipc.shm.stress;

import static dev.ipc.shm.stress.Drill.check;

import dev.ipc.sync.SharedReadWriteLock;
import dev.ipc.testkit.Eventually;
import dev.ipc.value.SharedLong;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** Two numbers that writers step and readers compare: readers together, a writer alone. */
final class ReadWriteDrill implements Drill {
  private static final int STARTED = 2;
  private static final int DONE = 3;
  private static final int TOGETHER = 4;
  private static final int READER = 1;
  private static final int WRITER = 1_000;

  private final SharedLong first;
  private final SharedLong second;
  private final SharedReadWriteLock lock;
  private final Crowd inside;

  ReadWriteDrill(Place place) {
    this.first = place.number("rw.first");
    this.second = place.number("rw.second");
    this.lock =
        place
            .shm()
            .openOrCreate("rw", SharedReadWriteLock.reentrant(LockDrill.undo(first, second)));
    this.inside = new Crowd(place, Drills.READ_WRITE.threads(), WRITER);
  }

  @Override
  public void turn(Worker me) throws Exception {
    if (me.oneIn(4)) {
      if (take(me, lock.writeLock())) {
        write(me);
      }
    } else if (take(me, lock.readLock())) {
      try {
        read(me);
      } finally {
        lock.readLock().unlock();
      }
    }
  }

  private static boolean take(Worker me, Lock lock) throws InterruptedException {
    return switch (me.random().nextInt(3)) {
      case 0 -> lock.tryLock();
      case 1 -> lock.tryLock(me.moment().toNanos(), TimeUnit.NANOSECONDS);
      default -> {
        lock.lock();
        yield true;
      }
    };
  }

  private void read(Worker me) {
    if (inside.enter(me, READER) > READER) {
      me.line().add(TOGETHER, 1);
    }
    long before = first.getPlain();
    check(second.getPlain() == before, "half a step", before, second.getPlain());
    me.dawdle();
    if (me.oneIn(4)) {
      Drill.locked(lock.readLock(), me::dawdle);
    }
    check(
        first.getPlain() == before && second.getPlain() == before,
        "written while it was read",
        before,
        first.getPlain(),
        second.getPlain());
    inside.leave(me);
  }

  /** Gives the lock back, at times by way of reading. */
  private void write(Worker me) {
    try {
      me.line().add(STARTED, 1);
      inside.enter(me, WRITER);
      long before = first.getPlain();
      check(second.getPlain() == before, "half a step", before, second.getPlain());
      first.setPlain(before + 1);
      me.dawdle();
      check(first.getPlain() == before + 1, "somebody came in", before, first.getPlain());
      second.setPlain(before + 1);
      inside.leave(me);
      me.line().add(DONE, 1);
      if (me.oneIn(4)) {
        lock.readLock().lock();
      }
    } finally {
      lock.writeLock().unlock();
    }
    if (lock.readLock().isHeldByCurrentThread()) {
      try {
        read(me);
      } finally {
        lock.readLock().unlock();
      }
    }
  }

  @Override
  public boolean holds(int process) {
    return inside.holds(process);
  }

  @Override
  public void judge(List<Line> lines, int kills) throws InterruptedException {
    check(lock.writeLock().tryLock(Eventually.PATIENCE), "lock not free at the end", lock);
    try {
      check(first.get() == second.get(), "half a step", first.get(), second.get());
      Drill.checkBetween(
          Line.sum(lines, DONE), first.get(), Line.sum(lines, STARTED), "sections counted");
      check(Line.sum(lines, TOGETHER) > 0, "no two readers were ever inside together");
    } finally {
      lock.writeLock().unlock();
    }
  }
}
