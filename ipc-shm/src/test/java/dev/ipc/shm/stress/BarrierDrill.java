package dev.ipc.shm.stress;

import static dev.ipc.shm.stress.Drill.check;

import dev.ipc.Action;
import dev.ipc.sync.SharedBarrier;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedLong;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One thread of each process passes a barrier again and again. Its action counts the passes, and
 * sees whether all have come. Who finds it broken resets it, under a lock, unless another did.
 */
final class BarrierDrill implements Drill {
  private static final int PASSED = 2;
  private static final int LAST = 3;
  private static final int PASS = 4;

  /** How many were there when the action ran in this process. */
  private static final AtomicInteger FOUND = new AtomicInteger();

  private final SharedLong passes;
  private final SharedBarrier barrier;
  private final SharedLock lock;
  private final Crowd inside;

  BarrierDrill(Place place) {
    SharedLong passes = place.number("barrier.passes");
    Crowd inside = new Crowd(place, Drills.BARRIER.threads(), Board.SEATS);
    Action action =
        () -> {
          FOUND.set(inside.counted());
          passes.incrementAndGet();
        };
    this.passes = passes;
    this.inside = inside;
    this.barrier =
        place.shm().openOrCreate("barrier", SharedBarrier.ofParties(Board.SEATS, action));
    this.lock = place.shm().openOrCreate("barrier.lock", SharedLock.plain());
  }

  @Override
  public void turn(Worker me) throws InterruptedException {
    inside.enter(me, 1);
    try {
      int missing = me.oneIn(50) ? barrier.await(me.moment()) : barrier.await();
      inside.leave(me);
      passed(me, missing);
    } catch (BrokenBarrierException | TimeoutException e) {
      inside.leave(me);
      Drill.locked(
          lock,
          () -> {
            if (!me.isOver() && barrier.isBroken()) {
              barrier.reset();
            }
          });
    }
  }

  /** Until this thread comes again, nobody passes: what it finds belongs to its own pass. */
  private void passed(Worker me, int missing) {
    Line line = me.line();
    if (missing == 0) {
      check(FOUND.get() >= Board.SEATS, "passed before all had come, found", FOUND.get());
      line.add(LAST, 1);
    }
    long pass = passes.get();
    check(pass > line.get(PASS), "passed without a pass", pass, line.get(PASS));
    line.set(PASS, pass);
    line.add(PASSED, 1);
  }

  @Override
  public void letGo() {
    barrier.abort();
  }

  @Override
  public void judge(List<Line> lines, int kills) {
    long whole = Line.sum(lines, LAST);
    long passed = Line.sum(lines, PASSED);
    check(whole > 0, "nobody ever passed", barrier);
    check(passes.get() >= whole, "more passes than actions", whole, passes.get());
    Drill.checkBetween(
        whole * Board.SEATS - kills, passed, (whole + kills) * Board.SEATS, "threads that passed");
  }
}
