package dev.ipc.cli.race;

import static dev.ipc.cli.race.Course.PARTS;

import dev.ipc.Action;
import dev.ipc.examples.RaceTrack;

/**
 * One of the two processes. It warms up against the other one on values of their own, so that what
 * is measured is compiled code that has met contention, and then goes the measured way.
 *
 * @param mode how it changes the value
 * @param step what it adds: {@link Tally#ADD} or {@link Tally#SUBTRACT}
 * @param iterations how often
 * @param warmUp what the warm-up changes
 * @param warmUpTrack where the warm-up starts
 * @param course what the race changes
 * @param track where the race starts
 * @param pause whether to wait for the process that is going to be killed
 */
record Racer(
    Mode mode,
    long step,
    int iterations,
    Course warmUp,
    RaceTrack warmUpTrack,
    Course course,
    RaceTrack track,
    boolean pause)
    implements Action {
  private static final int WARM_UP_ITERATIONS = 200_000;

  @Override
  public void perform() {
    warmUpTrack.run(() -> go(warmUp, WARM_UP_ITERATIONS, false));
    track.run(() -> go(course, iterations, pause));
  }

  private void go(Course course, int iterations, boolean pause) {
    for (int part = 0; part < PARTS; part++) {
      if (pause && part == Course.CASUALTY_UNTIL) {
        awaitCasualty();
      }
      int times = upTo(part + 1, iterations) - upTo(part, iterations);
      mode.repeat(course.tally().word(), course.lock(), step, times);
      course.parts().incrementAndGet();
    }
  }

  /** How many iterations are done after that many parts. */
  private static int upTo(int parts, int iterations) {
    return (int) ((long) iterations * parts / PARTS);
  }

  @SuppressWarnings("ThreadPriorityCheck") // gives way to the process it waits for
  private void awaitCasualty() {
    while (course.casualty().get() != Course.CASUALTY_HOLDS_LOCK) {
      Thread.yield();
    }
  }
}
