package dev.ipc.shm.stress;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread of a process that takes turns at a drill until the run is over.
 *
 * @param board says when it is over
 * @param seat of the process
 * @param process its number
 * @param thread which of the drill's threads in the process this is, from 0
 * @param drill what to do
 * @param line where it writes down what it does
 * @param random for its decisions
 */
record Worker(Board board, int seat, int process, int thread, Drill drill, Line line, Random random)
    implements Runnable {
  @Override
  public void run() {
    try {
      while (!isOver()) {
        drill.turn(this);
        line.add(Line.TURNS, 1);
        if (oneIn(4)) {
          LockSupport.parkNanos(random.nextInt(300_000));
        }
      }
    } catch (Throwable t) {
      board.fail(this + " of process " + process + " in seat " + seat, t);
    }
  }

  boolean isOver() {
    return board.isStopped();
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** A short time. */
  Duration moment() {
    return Duration.ofNanos(random.nextInt(30_000_000));
  }

  /** Takes its time in the middle of something, so that kills and stops find it there. */
  void dawdle() {
    if (oneIn(200)) {
      LockSupport.parkNanos(random.nextInt(20_000_000));
    }
    switch (random.nextInt(8)) {
      case 0 -> LockSupport.parkNanos(random.nextInt(500_000));
      case 1 -> LockSupport.parkNanos(1);
      default -> {
        for (int i = random.nextInt(200); i > 0; i--) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Override
  public String toString() {
    return drill.getClass().getSimpleName() + " thread " + thread;
  }
}
