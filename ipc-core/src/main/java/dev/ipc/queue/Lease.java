package dev.ipc.queue;

/**
 * An item that a thread works on and that is not lost with it: until {@link #done} it stays in the
 * queue, where nobody else gets it; if its holder dies, somebody does.
 *
 * <pre>{@code
 * try (Lease<Job> lease = jobs.lease()) {
 *   run(lease.item());
 *   lease.done();
 * }                                // an exception gives the item back
 * }</pre>
 *
 * <p>So an item is worked on at least once, and twice if its holder dies, or gives it back, when it
 * had begun. Threads of this JVM may hand a lease on; it does not travel to other processes.
 *
 * @param <E> the type of the item
 */
public final class Lease<E> implements AutoCloseable {
  private final Messages messages;
  private final Messages.Leased leased;
  private final E item;

  Lease(Messages messages, Messages.Leased leased, E item) {
    this.messages = messages;
    this.leased = leased;
    this.item = item;
  }

  /**
   * The item.
   *
   * @return what was put
   */
  public E item() {
    return item;
  }

  /**
   * Finishes the item: it leaves the queue, and nobody gets it any more.
   *
   * @return false if the lease was over already: done, closed, or ended because this process was
   *     taken for dead; somebody else may have the item then
   * @throws dev.ipc.RegionClosedException if the handle of the queue was closed, which gave the
   *     item back
   */
  public boolean done() {
    return messages.finish(leased);
  }

  /** Gives the item back, to be the next that somebody gets; does nothing after {@link #done}. */
  @Override
  public void close() {
    if (messages.isOpen()) {
      messages.giveBack(leased);
    }
  }

  @Override
  public String toString() {
    return "Lease[" + item + "]";
  }
}
