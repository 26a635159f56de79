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
    FREE,
    /** Its JVM starts, or it runs the initializer. */
    STARTING,
    /** It has a task, or waits for one. */
    AT_WORK,
    /** It ends in order. */
    ENDING
  }
}
