package dev.ipc.pool;

/**
 * A worker at one moment.
 *
 * @param number which of the pool's workers, from 1
 * @param pid its process id, 0 if it is only starting
 * @param phase what it is about
 * @param job number of the job that it has begun, 0 if it is idle
 * @param item how many of the job's items it has begun
 * @param nanos for how long it has been at that job, or idle
 * @param done how many items it has done
 * @param heapUsed bytes of its heap in use
 * @param heapMax bytes that its heap may have
 */
public record WorkerState(
    int number,
    long pid,
    Phase phase,
    long job,
    int item,
    long nanos,
    long done,
    long heapUsed,
    long heapMax) {
  /** What a worker is about. */
  public enum Phase {
    /** Nobody is there. */
    FREE(0),
    /** Its JVM starts, or it runs the initializer. */
    STARTING(1),
    /** It has a task, or waits for one. */
    AT_WORK(2),
    /** It ends in order. */
    ENDING(3);

    /** What stands for it in memory. */
    final int number;

    Phase(int number) {
      this.number = number;
    }

    /** The phase behind a number of a file; one that is none counts as free. */
    static Phase of(int number) {
      for (Phase phase : values()) {
        if (phase.number == number) {
          return phase;
        }
      }
      return FREE;
    }
  }
}
