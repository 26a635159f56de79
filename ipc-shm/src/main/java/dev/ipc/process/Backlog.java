package dev.ipc.process;

import dev.ipc.pool.PoolBoard;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The assignments of a pool that no worker has. Guarded by the lock of the crew. */
final class Backlog {
  private final Deque<Assignment> waiting = new ArrayDeque<>();
  private final PoolBoard board;

  /** How many there are, to be seen without the lock. */
  private volatile int size;

  Backlog(PoolBoard board) {
    this.board = board;
  }

  /** How many there are; may be read without the lock. */
  int size() {
    return size;
  }

  /** One that is new. */
  void add(Assignment assignment) {
    waiting.addLast(assignment);
    changed();
  }

  /**
   * One that a worker had, or was to have: it is next. But what was begun before, and may be the
   * death of workers, waits behind all others: they are not kept waiting by it, and it does not
   * meet a new worker at its first task, where that is slow, again and again.
   */
  void putBack(Assignment assignment) {
    if (assignment.isRetried()) {
      waiting.addLast(assignment);
    } else {
      waiting.addFirst(assignment);
    }
    changed();
  }

  /** Takes the one back that was added last. */
  void removeLast() {
    waiting.removeLast();
    changed();
  }

  /**
   * Takes what a worker is to get now.
   *
   * @param most how many at most
   * @param batch to where
   * @param stale to where those go whose jobs are over
   */
  void take(Worker worker, int most, List<Assignment> batch, List<Assignment> stale) {
    long bytes = 0;
    long items = 0;
    while (batch.size() < most && !waiting.isEmpty()) {
      Assignment first = waiting.getFirst();
      if (first.job.isOver()) {
        stale.add(waiting.removeFirst());
      } else if (worker.takes(first, bytes, items)) {
        batch.add(waiting.removeFirst());
        bytes += first.bytes();
        items += first.size();
      } else {
        break;
      }
    }
    changed();
  }

  /** Takes all. */
  List<Assignment> takeAll() {
    List<Assignment> all = new ArrayList<>(waiting);
    if (!all.isEmpty()) {
      waiting.clear();
      changed();
    }
    return all;
  }

  private void changed() {
    size = waiting.size();
    board.pending(size);
  }
}
