package dev.ipc.examples;

import java.util.List;
import java.util.Optional;

/**
 * A runnable lesson.
 *
 * @param name what it is called on the command line
 * @param description one line about what it shows
 * @param program the class whose {@code main} is the lesson
 */
public record Lesson(String name, String description, Class<?> program) {
  private static final List<Lesson> ALL =
      List.of(
          new Lesson(
              "squares-and-roots",
              "two processes get the same numbers: one prints their squares, one their roots",
              SquaresAndRoots.class),
          new Lesson(
              "pool-map",
              "a pool of processes squares numbers; each task tells where it runs",
              PoolMap.class),
          new Lesson(
              "several-arguments",
              "a function of several arguments in a pool: a record, or starmap",
              SeveralArguments.class),
          new Lesson(
              "parallel-vs-serial",
              "many small tasks by a pool and serially, with --tasks and --workers",
              ParallelVsSerial.class),
          new Lesson(
              "queue",
              "a child puts a list of numbers into a queue; the parent takes until it is empty",
              Queues.class),
          new Lesson(
              "race",
              "two processes change one shared int: without a lock, with it, atomically",
              Race.class),
          new Lesson(
              "random-lists",
              "two processes each make an array of random numbers, of --length",
              RandomLists.class),
          new Lesson(
              "apply-vs-apply-async",
              "a slow task: wait for it, or do something else meanwhile",
              ApplyVsApplyAsync.class),
          new Lesson(
              "map-vs-map-async",
              "cubes of a --count of numbers: all at once, to come, or one by one",
              MapVsMapAsync.class),
          new Lesson(
              "monte-carlo",
              "an integral by random --samples, serially and by --workers",
              MonteCarlo.class),
          new Lesson("primes", "which numbers are prime, serially and by --workers", Primes.class),
          new Lesson(
              "subclass",
              "a subclass of JvmProcess has fields, which travel, and says what to do",
              Subclass.class),
          new Lesson(
              "async-results",
              "results now, to come all together, and to come one by one",
              AsyncResults.class),
          new Lesson(
              "sleepers", "tasks that wait: five workers wait five at a time", Sleepers.class),
          new Lesson(
              "compute-bound",
              "loops of so many --steps: ten workers are as fast as the processors",
              ComputeBound.class),
          new Lesson("threads", "the same loops by threads of one process", Threads.class),
          new Lesson(
              "global-variable",
              "threads share a static, processes have one each",
              GlobalVariable.class),
          new Lesson(
              "pipe",
              "two processes talk over a duplex pipe, and each sees when the other closes",
              PipeTalk.class),
          new Lesson(
              "shared-array",
              "processes fill slices of one shared array in place; the parent sums it",
              SharedArrays.class),
          new Lesson(
              "embedded-counters",
              "a small service has named counters inside, which its worker processes bump",
              EmbeddedCounters.class),
          new Lesson(
              "journal",
              "two writers append to a journal; its reader is killed and goes on where it was",
              Journal.class));

  /**
   * Every lesson.
   *
   * @return the lessons, in the order in which they are best read
   */
  public static List<Lesson> all() {
    return ALL;
  }

  /**
   * Looks a lesson up.
   *
   * @param name what it is called
   * @return the lesson, or empty if there is none of that name
   */
  public static Optional<Lesson> named(String name) {
    return ALL.stream().filter(lesson -> lesson.name().equals(name)).findFirst();
  }
}
