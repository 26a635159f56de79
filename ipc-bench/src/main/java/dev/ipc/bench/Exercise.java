package dev.ipc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** How a contender is measured once. */
sealed interface Exercise {
  /**
   * One measured value.
   *
   * @param value the value, in the unit of its row
   * @param noise what disturbed it
   */
  record Sample(double value, Noise noise) {}

  /** Measures in processes and memory of their own. */
  default Sample run(Contender contender, Settings settings)
      throws IOException, InterruptedException {
    Path memory = Workshop.newMemory();
    try {
      return run(contender, settings, memory);
    } finally {
      Workshop.delete(memory);
    }
  }

  Sample run(Contender contender, Settings settings, Path memory)
      throws IOException, InterruptedException;

  /** Turns what each side did into one value. */
  interface Valuation {
    double value(List<Team.Share> shares);
  }

  /**
   * Some sides do a job as fast as they can.
   *
   * @param job the job
   * @param sides how many processes do it
   * @param valuation what is told of it
   */
  record Effort(Job job, int sides, Valuation valuation) implements Exercise {
    @Override
    public Sample run(Contender contender, Settings settings, Path memory)
        throws IOException, InterruptedException {
      try (Team team = Team.start(contender.commands(job, 0, sides, memory))) {
        Noise.awaitQuiet(settings.patience());
        team.work(settings.warmUp());
        Noise.Reading before = Noise.Reading.now();
        List<Team.Share> shares = team.work(settings.window());
        return new Sample(valuation.value(shares), before.until(Noise.Reading.now()));
      }
    }
  }

  /** One process dies with the lock, for which another waits. The value is in milliseconds. */
  record Death() implements Exercise {
    private static final long UNTIL_IT_SLEEPS_MILLIS = 100;
    private static final int PHASE_MILLIS = 25;

    @Override
    public Sample run(Contender contender, Settings settings, Path memory)
        throws IOException, InterruptedException {
      try (Team holder = Team.start(contender.commands(Job.HOLD, 0, 1, memory));
          Team waiter = Team.start(contender.commands(Job.WAIT, 1, 1, memory))) {
        Noise.awaitQuiet(settings.patience());
        waiter.tell(0, 0);
        // Waiters look around from time to time: so death comes at any time in between.
        Thread.sleep(UNTIL_IT_SLEEPS_MILLIS + (long) (Math.random() * PHASE_MILLIS));
        holder.kill();
        long dead = System.nanoTime();
        Noise.Reading before = Noise.Reading.now();
        long taken = waiter.shares().getFirst().nanos();
        // Who waits for the lock may see the death before who waits for the process.
        double millis = Math.max(0, (taken - dead) / 1e6);
        return new Sample(millis, before.until(Noise.Reading.now()));
      }
    }
  }
}
