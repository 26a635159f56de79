package dev.ipc.process;

/** What a pool does with the items that a worker had begun when it died. */
public enum OnDeath {
  /** They fail with a {@link dev.ipc.WorkerDiedException}; so each item is run at most once. */
  FAIL_TASK,

  /**
   * Another worker runs them again, three times unless the call says how often: so their effects
   * are seen at least once. An item that is the death of every worker fails in the end.
   */
  RETRY_TASK,

  /** All that is left fails, and the pool takes no more. */
  BREAK_POOL
}
