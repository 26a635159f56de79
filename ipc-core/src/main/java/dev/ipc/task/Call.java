package dev.ipc.task;

/** What a {@link Job} belongs to, and reports to: outside of all locks, by any thread. */
interface Call {
  /** For a caller that waits for the job itself. */
  Call OF_NOBODY = (_, _, _, _) -> {};

  /**
   * Items have an outcome: {@link Job#outcome} has it. Each item is told of once.
   *
   * @param job the job
   * @param first the first of the items
   * @param count how many they are, in a row
   * @param last whether the job is over now
   */
  void arrived(Job job, int first, int count, boolean last);

  /** So many items of a job took so long. */
  default void took(int items, long nanos) {}
}
