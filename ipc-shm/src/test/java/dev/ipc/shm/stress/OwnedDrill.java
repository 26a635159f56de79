package dev.ipc.shm.stress;

import static dev.ipc.shm.stress.Drill.check;

import dev.ipc.sync.SharedSemaphore;
import dev.ipc.testkit.Eventually;
import java.util.List;

/** Permits that come back from the dead: never more are held, and in the end all are there. */
final class OwnedDrill implements Drill {
  private static final int PERMITS = 3;

  private final SharedSemaphore semaphore;
  private final Crowd holders;

  OwnedDrill(Place place) {
    this.semaphore = place.shm().openOrCreate("owned", SharedSemaphore.owned(PERMITS));
    this.holders = new Crowd(place, Drills.OWNED.threads(), PERMITS);
  }

  @Override
  public void turn(Worker me) throws InterruptedException {
    int count = 1 + me.random().nextInt(PERMITS);
    boolean acquired =
        switch (me.random().nextInt(3)) {
          case 0 -> semaphore.tryAcquire(count);
          case 1 -> semaphore.tryAcquire(count, me.moment());
          default -> {
            count = 1;
            semaphore.acquire();
            yield true;
          }
        };
    if (acquired) {
      holders.enter(me, count);
      me.dawdle();
      holders.leave(me);
      semaphore.release(count);
    }
  }

  @Override
  public boolean holds(int process) {
    return holders.holds(process);
  }

  @Override
  public void judge(List<Line> lines, int kills) throws InterruptedException {
    check(semaphore.tryAcquire(PERMITS, Eventually.PATIENCE), "permits are missing", semaphore);
    check(!semaphore.tryAcquire(), "more permits than there were", semaphore);
    semaphore.release(PERMITS);
    check(semaphore.availablePermits() == PERMITS, "permits made up", semaphore);
  }
}
