package dev.ipc.shm.os;

import dev.ipc.memory.Block;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of this JVM that sleep in {@link LockSupport}, by the address of the word on which
 * they sleep; first come, first woken. A word that is mapped twice has two addresses, and a wake-up
 * by one of them does not find the sleepers at the other, as if they were in another process.
 *
 * <h2>Overview</h2>
 *
 * <p>Whatever is done about a word is done inside {@link ConcurrentHashMap#compute} for its
 * address, hence by one thread at a time. This has two effects. A thread enters only if the word
 * still has the value that it expects, and a wake-up comes before or after that: so none is missed.
 * And {@link #look} reads only words whose sleepers cannot leave meanwhile, so their memory is
 * mapped: a region closes its memory when the last sleeper has left.
 */
final class Sleepers {
  private final ConcurrentHashMap<Long, SequencedSet<Sleeper>> words = new ConcurrentHashMap<>();
  private final AtomicInteger inside = new AtomicInteger();

  /**
   * A word with sleepers.
   *
   * @param address where it is
   * @param value what it was, which all its sleepers expect
   */
  record Word(long address, int value) {}

  /** One thread's sleep. */
  static final class Sleeper {
    private final Thread thread = Thread.currentThread();
    private final Block block;
    private final long offset;
    private final int expected;
    private volatile boolean awake;

    private Sleeper(Block block, long offset, int expected) {
      this.block = block;
      this.offset = offset;
      this.expected = expected;
    }

    private long address() {
      return block.address(offset);
    }

    private int word() {
      return block.getIntVolatile(offset);
    }

    private void wake() {
      awake = true;
      LockSupport.unpark(thread);
    }

    /** Whether the word was seen to have changed, or somebody woke this sleeper. */
    boolean isAwake() {
      return awake;
    }

    /** Looks at the word; for the sleeper itself. */
    boolean hasReason() {
      return !awake && word() == expected;
    }
  }

  /** Adds the calling thread, which is awake at once if the word is not {@code expected}. */
  Sleeper enter(Block block, long offset, int expected) {
    Sleeper sleeper = new Sleeper(block, offset, expected);
    words.compute(
        sleeper.address(),
        (address, queue) -> {
          if (sleeper.word() != expected) {
            sleeper.awake = true;
            return queue;
          }
          SequencedSet<Sleeper> sleepers = queue == null ? new LinkedHashSet<>() : queue;
          sleepers.add(sleeper);
          inside.incrementAndGet();
          return sleepers;
        });
    return sleeper;
  }

  /** Removes a sleeper; after that nobody touches its memory. */
  void leave(Sleeper sleeper) {
    if (sleeper.awake) {
      return; // whoever set that has removed it before
    }
    words.computeIfPresent(
        sleeper.address(),
        (address, queue) -> {
          if (queue.remove(sleeper)) {
            inside.decrementAndGet();
          }
          return queue.isEmpty() ? null : queue;
        });
  }

  /** Whether nobody sleeps. */
  boolean isEmpty() {
    return inside.get() == 0;
  }

  /**
   * Wakes the sleepers of a word that came first.
   *
   * @return how many, at most {@code count}
   */
  int wake(long address, int count) {
    List<Sleeper> chosen = new ArrayList<>();
    words.computeIfPresent(
        address,
        (key, queue) -> {
          Iterator<Sleeper> next = queue.iterator();
          while (chosen.size() < count && next.hasNext()) {
            chosen.add(next.next());
            next.remove();
          }
          inside.addAndGet(-chosen.size());
          return queue.isEmpty() ? null : queue;
        });
    chosen.forEach(Sleeper::wake);
    return chosen.size();
  }

  /**
   * Wakes everybody whose word has changed.
   *
   * @return the words of all others
   */
  List<Word> look() {
    List<Word> unchanged = new ArrayList<>();
    for (Long address : words.keySet()) {
      List<Sleeper> chosen = new ArrayList<>();
      words.computeIfPresent(
          address,
          (key, queue) -> {
            if (!takeChanged(queue, chosen)) {
              unchanged.add(new Word(key, queue.getFirst().expected));
            }
            inside.addAndGet(-chosen.size());
            return queue.isEmpty() ? null : queue;
          });
      chosen.forEach(Sleeper::wake);
    }
    return unchanged;
  }

  /** Moves sleepers whose word changed from the queue; true if none is left. */
  private static boolean takeChanged(SequencedSet<Sleeper> queue, List<Sleeper> chosen) {
    try {
      int value = queue.getFirst().word();
      for (Sleeper sleeper : queue) {
        if (sleeper.expected != value) {
          chosen.add(sleeper);
        }
      }
    } catch (RuntimeException | InternalError e) {
      // The file was truncated, or its region closed under sleepers: they find out by themselves.
      chosen.addAll(queue);
    }
    chosen.forEach(queue::remove);
    return queue.isEmpty();
  }
}
