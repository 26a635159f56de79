package dev.ipc.shm.stress;

import dev.ipc.sync.SharedSemaphore;
import java.util.List;

/** A counting semaphore as a channel of tokens: thread 0 of each process puts, thread 1 takes. */
final class ChannelDrill implements Drill {
  private static final int PUTTING = 2;
  private static final int PUT = 3;
  private static final int TAKING = 4;
  private static final int TAKEN = 5;
  private static final int MAX_TOKENS = 5;
  private static final int ENOUGH = 20;

  private final SharedSemaphore tokens;
  private long lentByTest;

  ChannelDrill(Place place) {
    this.tokens = place.shm().openOrCreate("channel", SharedSemaphore.counting(0));
  }

  @Override
  public void turn(Worker me) throws InterruptedException {
    int count = 1 + me.random().nextInt(MAX_TOKENS);
    if (me.thread() == 0) {
      if (tokens.availablePermits() < ENOUGH) {
        me.line().add(PUTTING, count);
        tokens.release(count);
        me.line().add(PUT, count);
      }
      me.dawdle();
    } else {
      take(me, count);
    }
  }

  private void take(Worker me, int count) throws InterruptedException {
    me.line().add(TAKING, count);
    boolean taken =
        switch (me.random().nextInt(3)) {
          case 0 -> tokens.tryAcquire(count);
          case 1 -> tokens.tryAcquire(count, me.moment());
          default -> {
            tokens.acquire(count);
            yield true;
          }
        };
    if (taken) {
      me.line().add(TAKEN, count);
    } else {
      me.line().add(TAKING, -count);
    }
  }

  @Override
  public void letGo() {
    tokens.release(MAX_TOKENS);
    lentByTest += MAX_TOKENS;
  }

  @Override
  public void judge(List<Line> lines, int kills) {
    long least = Line.sum(lines, PUT) - Line.sum(lines, TAKING);
    long most = Line.sum(lines, PUTTING) - Line.sum(lines, TAKEN);
    Drill.checkBetween(least, tokens.availablePermits() - lentByTest, most, "tokens left");
    Drill.checkBetween(0, most - least, 2L * MAX_TOKENS * kills, "tokens in flight");
  }
}
