package dev.ipc.shm.stress;

import java.util.List;
import java.util.concurrent.locks.Lock;

/**
 * One kind of synchronizer, used by threads of several processes that are killed and stopped at
 * random, and judged by what each wrote on its {@link Line}. Each process, and the test, has its
 * own handles; a new kind is a class here and a constant in {@link Drills}.
 */
interface Drill {
  /**
   * One use of it, at random. While no process stands still, it ends in time, whoever dies.
   *
   * @param me the thread
   * @throws Exception what is not expected
   */
  void turn(Worker me) throws Exception;

  /** Helps those who wait to see that the run is over; called again and again until all did. */
  default void letGo() {}

  /** Whether a thread of a process says that it has what others wait for. */
  default boolean holds(int process) {
    return false;
  }

  /**
   * Judges the end, when nobody uses it any more.
   *
   * @param lines what all threads of all processes wrote
   * @param kills how many processes were killed
   * @throws Exception what is not expected
   */
  void judge(List<Line> lines, int kills) throws Exception;

  /** Fails unless something is so. */
  static void check(boolean condition, String what, Object... values) {
    if (!condition) {
      throw new AssertionError(what + ": " + List.of(values));
    }
  }

  /** Fails unless a value is between two, or is one of them. */
  static void checkBetween(long least, long value, long most, String what) {
    check(least <= value && value <= most, what + " (least, value, most)", least, value, most);
  }

  /** Runs something with a lock held. */
  static void locked(Lock lock, Runnable section) {
    lock.lock();
    try {
      section.run();
    } finally {
      lock.unlock();
    }
  }
}
