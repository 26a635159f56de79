package dev.ipc.cli.race;

import static dev.ipc.cli.race.Course.CASUALTY_HOLDS_LOCK;
import static dev.ipc.cli.race.Course.CASUALTY_READY;
import static dev.ipc.cli.race.Course.PARTS;

import dev.ipc.IpcException;
import dev.ipc.cli.race.Outcome.TakeOver;
import dev.ipc.examples.RaceTrack;
import dev.ipc.process.JvmProcess;
import dev.ipc.shm.Shm;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** A race of two processes in one mode, seen from the process that starts them. */
public final class Contest {
  /** The most iterations for which value and number of updates fit into the halves of a long. */
  public static final int MAX_ITERATIONS = 1_000_000_000;

  private final Mode mode;
  private final int iterations;
  private final boolean kill;
  private final DoubleConsumer progress;

  /**
   * Describes a race.
   *
   * @param mode how the processes change the value
   * @param iterations how often, from 1 to {@link #MAX_ITERATIONS}
   * @param kill whether a third process takes the lock in the middle, and is killed with it
   * @param progress is told from time to time which share of the way is done, from 0 to 1
   */
  public Contest(Mode mode, int iterations, boolean kill, DoubleConsumer progress) {
    this.mode = mode;
    this.iterations = iterations;
    this.kill = kill;
    this.progress = progress;
  }

  /**
   * Runs the race.
   *
   * @return what came out
   * @throws IpcException if one of the processes failed
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public Outcome run() throws InterruptedException {
    try (Shm shm = Shm.temporary();
        Team team = new Team()) {
      Course course = Course.in(shm);
      Course warmUp = Course.in(shm);
      RaceTrack track = RaceTrack.in(shm);
      RaceTrack warmUpTrack = RaceTrack.in(shm);
      JvmProcess adder =
          team.start(
              mode + " adder",
              new Racer(mode, Tally.ADD, iterations, warmUp, warmUpTrack, course, track, kill));
      JvmProcess subtracter =
          team.start(
              mode + " subtracter",
              new Racer(
                  mode, Tally.SUBTRACT, iterations, warmUp, warmUpTrack, course, track, kill));
      Optional<JvmProcess> casualty =
          kill ? Optional.of(startCasualty(team, course)) : Optional.empty();

      warmUpTrack.start(adder, subtracter);
      track.start(adder, subtracter);
      Optional<Killing> killing = Optional.empty();
      if (casualty.isPresent()) {
        killing = Optional.of(killWithLock(team, course, casualty.get()));
      }
      await(team, course, adder);
      await(team, course, subtracter);
      return outcome(course, track, killing.map(k -> k.takeOver(course.undo())));
    }
  }

  private JvmProcess startCasualty(Team team, Course course) throws InterruptedException {
    JvmProcess casualty = team.start("casualty", new Casualty(course));
    awaitCasualty(CASUALTY_READY, team, course, casualty);
    return casualty;
  }

  private Killing killWithLock(Team team, Course course, JvmProcess casualty)
      throws InterruptedException {
    awaitCasualty(CASUALTY_HOLDS_LOCK, team, course, casualty);
    long nanos = System.nanoTime();
    team.kill(casualty);
    return new Killing(casualty.pid(), nanos);
  }

  private void awaitCasualty(int state, Team team, Course course, JvmProcess casualty)
      throws InterruptedException {
    while (course.casualty().get() != state) {
      progress.accept(share(course));
      if (team.awaitEnd(casualty)) {
        throw new IpcException("casualty ended before it could be killed: pid=" + casualty.pid());
      }
    }
  }

  private void await(Team team, Course course, JvmProcess racer) throws InterruptedException {
    while (!team.awaitEnd(racer)) {
      progress.accept(share(course));
    }
  }

  private static double share(Course course) {
    return course.parts().get() / (2.0 * PARTS);
  }

  private Outcome outcome(Course course, RaceTrack track, Optional<TakeOver> takeOver) {
    Tally tally = course.tally();
    long lost = 2L * iterations - tally.updates();
    return new Outcome(mode, iterations, Tally.START, tally.value(), lost, track.nanos(), takeOver);
  }

  /** Whom this process killed, and when it did. */
  private record Killing(long pid, long nanos) {
    TakeOver takeOver(Undo undo) {
      long toldPid = undo.deadPid().get();
      if (toldPid != pid) {
        throw new IpcException(
            "lock not taken over from the killed process: killed=" + pid + ", told=" + toldPid);
      }
      return new TakeOver(pid, undo.takenOverNanos().get() - nanos);
    }
  }
}
