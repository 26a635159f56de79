package dev.ipc.shm.stress;

import static dev.ipc.shm.stress.Drill.check;

import dev.ipc.OwnerDiedException;
import dev.ipc.sync.SharedLatch;
import dev.ipc.testkit.Eventually;
import dev.ipc.value.SharedLong;
import java.util.ArrayList;
import java.util.List;

/**
 * A new latch for each round, which one thread of each process counts down: it opens when all did,
 * or breaks because one of them died.
 */
final class LatchDrill implements Drill {
  private static final int OPENED = 2;
  private static final int BROKEN = 3;
  private static final int ROUND_BITS = 8;
  private static final int TALLIES = 16;

  private final Place place;
  private final SharedLong round;

  /** How many count-downs were begun: {@code round << 8 | number}. */
  private final List<SharedLong> tallies = new ArrayList<>();

  LatchDrill(Place place) {
    this.place = place;
    this.round = place.number("latch.round");
    for (int i = 0; i < TALLIES; i++) {
      tallies.add(place.number("latch.tally-" + i));
    }
  }

  @Override
  public void turn(Worker me) throws InterruptedException {
    long now = round.get();
    SharedLatch latch = place.shm().openOrCreate(name(now), SharedLatch.ofCount(Board.SEATS));
    try {
      if (register(latch)) {
        me.dawdle();
        countBegun(now);
        latch.countDown();
      }
      await(me, latch, now);
    } finally {
      latch.close();
    }
    if (round.compareAndSet(now, now + 1)) {
      // Nobody is late by more than a round, but for those who find that the round is over.
      place.shm().delete(name(now));
    }
  }

  /** Refused if others owe or have counted all there is, for want of one that died. */
  private static boolean register(SharedLatch latch) {
    try {
      latch.register();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private void countBegun(long now) {
    tallies
        .get((int) (now % TALLIES))
        .updateAndGet(tally -> (tally >> ROUND_BITS == now ? tally : now << ROUND_BITS) + 1);
  }

  private void await(Worker me, SharedLatch latch, long now) throws InterruptedException {
    try {
      while (!latch.await(me.moment())) {
        if (me.isOver() || round.get() != now) {
          return;
        }
      }
      me.line().add(OPENED, 1);
      check(latch.count() == 0, "open and not counted down", latch);
      long tally = tallies.get((int) (now % TALLIES)).get();
      check(
          tally >> ROUND_BITS != now || (tally & 0xff) >= Board.SEATS,
          "open too early",
          now,
          tally >> ROUND_BITS,
          tally & 0xff);
    } catch (OwnerDiedException e) {
      me.line().add(BROKEN, 1);
      long pid = e.death().pid();
      Eventually.until(
          "the process is dead that broke a latch: " + e.getMessage(),
          () -> pid == 0 || me.board().isDeadPid(pid));
    }
  }

  private static String name(long round) {
    return "latch-" + round;
  }

  @Override
  public void judge(List<Line> lines, int kills) {
    check(Line.sum(lines, OPENED) > 0, "no latch ever opened", round.get());
    Drill.checkBetween(
        0,
        Line.sum(lines, BROKEN),
        (long) Board.SEATS * kills,
        "threads that found a latch broken");
  }
}
