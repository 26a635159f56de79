package dev.ipc;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Something that a thread can wait for without taking anything: a connection that has something to
 * receive, a queue that has an item, a listener that somebody asks, an event that is set, a process
 * that has ended. A connection and a queue are also ready when they are at their end, so that who
 * waits for them learns of it. {@link #waitAny} waits for several at once.
 *
 * <pre>{@code
 * for (Waitable ready : Waitable.waitAny(List.of(orders, connection, child))) {
 *   ...
 * }
 * }</pre>
 *
 * <p>That something is ready is a look, at one moment: whoever is faster may have the item or the
 * message after that. So use what does not wait when you take: {@code poll()}, or a receive with a
 * {@link Duration} of zero.
 */
public interface Waitable {
  /**
   * Whether it is ready, at this moment.
   *
   * @return true if a wait would not wait
   * @throws RegionClosedException if it was closed in this process
   */
  boolean isReady();

  /**
   * Waits until it is ready, or the time is over.
   *
   * @param timeout how long to wait; zero or less only looks
   * @return false if the time is over
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws RegionClosedException if it is closed in this process, also while the thread waits
   */
  boolean awaitReady(Duration timeout) throws InterruptedException;

  /**
   * Waits until at least one of several is ready. Who is found ready at the first look costs
   * nothing more; else each of them gets a virtual thread that waits for it, all of which have
   * ended when this returns. A single one is waited for in the calling thread.
   *
   * @param objects what to wait for
   * @param <W> what they have in common
   * @return those that are ready, or were when they ended the wait, in the order given
   * @throws IllegalArgumentException if there are none, which would be to wait for ever
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws RegionClosedException if one of them is closed in this process, also while the thread
   *     waits
   */
  static <W extends Waitable> List<W> waitAny(Collection<? extends W> objects)
      throws InterruptedException {
    return FirstReady.await(objects, FirstReady.FOREVER);
  }

  /**
   * Waits until at least one of several is ready, or the time is over.
   *
   * @param objects what to wait for
   * @param timeout how long to wait; zero or less only looks
   * @param <W> what they have in common
   * @return those that are ready, or were when they ended the wait, in the order given; empty if
   *     the time is over
   * @throws IllegalArgumentException if there are none
   * @throws InterruptedException if the thread is, or gets, interrupted
   * @throws RegionClosedException if one of them is closed in this process, also while the thread
   *     waits
   */
  static <W extends Waitable> List<W> waitAny(Collection<? extends W> objects, Duration timeout)
      throws InterruptedException {
    return FirstReady.await(objects, timeout);
  }
}
