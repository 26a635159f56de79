package dev.ipc.bench;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param runs how often each contender is measured, in processes of its own each time
 * @param warmUp how long its processes work before, in private and then against one another
 * @param window how long they are measured
 * @param patience how long to wait for others to leave the processors alone, before each time
 */
record Settings(int runs, Duration warmUp, Duration window, Duration patience) {
  static final Settings DEFAULTS =
      new Settings(5, Duration.ofMillis(1_500), Duration.ofMillis(600), Duration.ofSeconds(1));

  Settings runs(int runs) {
    return new Settings(runs, warmUp, window, patience);
  }
}
