package dev.ipc.examples;

import dev.ipc.IpcException;
import dev.ipc.process.JvmProcess;
import dev.ipc.shm.Shm;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import java.io.Serializable;
import java.util.function.BooleanSupplier;

/**
 * Lets processes run at the same time, and times them together. Each runner calls {@link #run}; who
 * made the track calls {@link #start} once.
 *
 * @param arrived how often a runner came to the start, or to one of the meetings before they go
 * @param runners how many there are, or 0 while they may not go
 * @param begun when the first runner began, on the clock that all processes share
 * @param ended when the last runner was done, on the same clock
 */
public record RaceTrack(SharedInt arrived, SharedInt runners, SharedLong begun, SharedLong ended)
    implements Serializable {
  private static final int MEETINGS = 50;
  private static final int LOOKS_BEFORE_YIELD = 100_000;

  /**
   * Makes a track.
   *
   * @param shm where it lives
   * @return the track, to be captured by what the runners do
   */
  public static RaceTrack in(Shm shm) {
    return new RaceTrack(
        shm.create(SharedInt.initially(0)),
        shm.create(SharedInt.initially(0)),
        shm.create(SharedLong.initially(Long.MAX_VALUE)),
        shm.create(SharedLong.initially(Long.MIN_VALUE)));
  }

  /**
   * Waits for the start, runs, and notes the time.
   *
   * @param leg what this runner does
   */
  public void run(Runnable leg) {
    awaitStart();
    long begin = System.nanoTime();
    leg.run();
    long end = System.nanoTime();
    begun.accumulateAndGet(begin, Math::min);
    ended.accumulateAndGet(end, Math::max);
  }

  /**
   * That all may go does not mean that all have a processor: who gives the start may have taken one
   * away. So the runners meet some more times among themselves. A meeting needs all of them; if the
   * last ones follow within nanoseconds, all of them run.
   */
  private void awaitStart() {
    arrived.incrementAndGet();
    spinUntil(() -> runners.get() != 0);
    for (int meeting = 1; meeting <= MEETINGS; meeting++) {
      int all = runners.get() * (meeting + 1);
      arrived.incrementAndGet();
      spinUntil(() -> arrived.get() >= all);
    }
  }

  /**
   * Spins, because who sleeps starts late; and gives way late, because two runners on one processor
   * would meet by taking turns.
   */
  @SuppressWarnings("ThreadPriorityCheck") // there may be fewer processors than runners
  private static void spinUntil(BooleanSupplier condition) {
    for (int look = 1; !condition.getAsBoolean(); look++) {
      if (look % LOOKS_BEFORE_YIELD == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * Lets the runners go as soon as all of them are there, and returns when they go.
   *
   * @param processes everyone who runs on this track
   * @throws IpcException if one of them ended before
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public void start(JvmProcess... processes) throws InterruptedException {
    awaitArrivals(processes.length, processes);
    runners.set(processes.length);
    awaitArrivals(processes.length * (MEETINGS + 1), processes);
  }

  private void awaitArrivals(int count, JvmProcess... processes) throws InterruptedException {
    while (arrived.get() < count) {
      for (JvmProcess process : processes) {
        if (!process.isAlive() && arrived.get() < count) {
          throw new IpcException(
              "race not started: "
                  + process.name()
                  + " ended before the start, pid="
                  + process.pid()
                  + ", exitCode="
                  + process.exitCode().orElse(-1)
                  + "; see what it printed");
        }
      }
      Thread.sleep(1);
    }
  }

  /**
   * How long the race took, once every runner is done.
   *
   * @return nanoseconds from the first beginning to the last end
   */
  public long nanos() {
    return ended.get() - begun.get();
  }
}
