package dev.ipc.cli.race;

import java.util.Optional;

/**
 * What came out of a race in one mode.
 *
 * @param mode how the value was changed
 * @param iterations how often, by each process
 * @param expected what the value must be if nothing was lost
 * @param value what it is
 * @param lost how many of both processes' updates are not in it
 * @param nanos from the first beginning to the last end
 * @param takeOver what followed the killing, if there was one
 */
public record Outcome(
    Mode mode,
    int iterations,
    int expected,
    int value,
    long lost,
    long nanos,
    Optional<TakeOver> takeOver) {

  /**
   * What followed the killing of a process that held the lock.
   *
   * @param killedPid who was killed, as the lock told the survivor
   * @param nanos from the killing to the moment at which a survivor had the lock
   */
  public record TakeOver(long killedPid, long nanos) {
    /**
     * How long the others had to wait.
     *
     * @return milliseconds
     */
    public double millis() {
      return nanos / 1e6;
    }
  }

  /**
   * Whether the mode kept what it promises; {@link Mode#NONE} promises nothing.
   *
   * @return false if an update was lost that must not be
   */
  public boolean isRight() {
    return mode == Mode.NONE || (value == expected && lost == 0);
  }

  /**
   * The time of one update, while both processes make them.
   *
   * @return nanoseconds
   */
  public double nanosPerOperation() {
    return nanos / (2.0 * iterations);
  }

  /**
   * The time of the whole race.
   *
   * @return milliseconds
   */
  public double millis() {
    return nanos / 1e6;
  }
}
