package dev.ipc.pool;

import static dev.ipc.pool.PoolBoardLayout.CONTROL_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.DONE_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.HAND_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.HEAP_MAX_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.HEAP_USED_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.ITEM_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.JOB_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.LINE;
import static dev.ipc.pool.PoolBoardLayout.OWNER_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.PID_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.SINCE_OFFSET;
import static dev.ipc.pool.PoolBoardLayout.STATE_OFFSET;

import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.pool.WorkerState.Phase;
import java.util.Optional;

/** The line of one worker on the board of its pool; see there. */
public final class WorkerLine {
  private final Home home;
  private final Block block;
  private final int index;

  WorkerLine(Home home, long offset, int index) {
    this.home = home;
    this.block = home.block().slice(offset, LINE.byteSize());
    this.index = index;
  }

  /** How many jobs a hand has begun, modulo 2^32. */
  public static int started(long hand) {
    return (int) hand;
  }

  /** How often jobs were taken back from a hand, modulo 2^32. */
  public static int epoch(long hand) {
    return (int) (hand >>> Integer.SIZE);
  }

  private static long hand(int epoch, int started) {
    return (long) epoch << Integer.SIZE | Integer.toUnsignedLong(started);
  }

  /** What the worker has begun, and what was taken back from it. */
  public long hand() {
    return block.getLongVolatile(HAND_OFFSET);
  }

  /** The pool: clears the line for a worker that is about to start. */
  public void reset() {
    for (long offset = 0; offset < LINE.byteSize(); offset += Long.BYTES) {
      block.setLongOpaque(offset, 0);
    }
    block.setLongOpaque(SINCE_OFFSET, home.parker().nanoTime());
    phase(Phase.STARTING);
  }

  /** The pool: says that nobody is there any more. */
  public void free() {
    phase(Phase.FREE);
  }

  /** The pool: takes back what the worker has not begun; gives the hand of that moment. */
  public long takeBack() {
    while (true) {
      long hand = hand();
      if (block.compareAndSetLong(HAND_OFFSET, hand, hand(epoch(hand) + 1, started(hand)))) {
        return hand;
      }
    }
  }

  /** The pool: has the worker give up a job, if it is still at it. */
  public void order(int started, boolean interrupt) {
    block.setIntRelease(CONTROL_OFFSET, started << 1 | (interrupt ? 1 : 0)); // pair "control"
    Block.fullFence();
    wake();
  }

  void wake() {
    home.parker().wake(block, CONTROL_OFFSET, Integer.MAX_VALUE);
  }

  /** The worker: says who it is. */
  public void enter(long pid, long heapMax) {
    block.setIntOpaque(OWNER_OFFSET, home.self().bits());
    block.setLongOpaque(HEAP_MAX_OFFSET, heapMax);
    block.setLongOpaque(PID_OFFSET, pid);
  }

  /** Says what the worker is about. */
  public void phase(Phase phase) {
    block.setIntVolatile(STATE_OFFSET, phase.number);
  }

  /** What the worker is about. */
  public Phase phase() {
    return Phase.of(block.getIntVolatile(STATE_OFFSET));
  }

  /**
   * The worker: begins a job, unless it was taken back.
   *
   * @param epoch with which it was sent
   * @param job its number
   * @param items how many count as begun
   * @param now on the clock of the parker
   * @return false if it was taken back
   */
  boolean begin(int epoch, long job, int items, long now) {
    block.setLongOpaque(JOB_OFFSET, job);
    block.setIntOpaque(ITEM_OFFSET, items);
    block.setLongOpaque(SINCE_OFFSET, now);
    long hand = hand();
    boolean begun =
        epoch(hand) == epoch
            && block.compareAndSetLong(HAND_OFFSET, hand, hand(epoch, started(hand) + 1));
    if (!begun) {
      block.setLongOpaque(JOB_OFFSET, 0);
    }
    return begun;
  }

  /** The worker: is about to begin one more item. */
  void item(int begun) {
    block.setIntOpaque(ITEM_OFFSET, begun);
  }

  /** How many items of its job the worker has begun. */
  public int item() {
    return block.getIntOpaque(ITEM_OFFSET);
  }

  /** When the worker began its job. */
  public long since() {
    return block.getLongOpaque(SINCE_OFFSET);
  }

  /** The worker: has done with a job. */
  void done(int items, long now) {
    block.setLongOpaque(DONE_OFFSET, block.getLongOpaque(DONE_OFFSET) + items);
    block.setLongOpaque(SINCE_OFFSET, now);
    block.setLongOpaque(JOB_OFFSET, 0);
  }

  /** The worker: how full its heap is. */
  void heap(long used) {
    block.setLongOpaque(HEAP_USED_OFFSET, used);
  }

  /** The worker: what it is to give up. */
  int control() {
    return block.getIntAcquire(CONTROL_OFFSET); // pair "control"
  }

  /** The worker: sleeps until there is another order, or for some time. */
  void awaitOrder(int seen, long nanos) {
    home.turnstile().enter();
    try {
      home.parker().park(block, CONTROL_OFFSET, seen, nanos);
    } finally {
      home.turnstile().exit();
    }
  }

  long nanoTime() {
    return home.parker().nanoTime();
  }

  /** What is to be seen of the worker, or empty if nobody is there. */
  Optional<WorkerState> look() {
    Phase phase = phase();
    return phase == Phase.FREE
        ? Optional.empty()
        : Optional.of(
            new WorkerState(
                index + 1,
                block.getLongOpaque(PID_OFFSET),
                phase,
                block.getLongOpaque(JOB_OFFSET),
                item(),
                Math.max(0, nanoTime() - since()),
                block.getLongOpaque(DONE_OFFSET),
                block.getLongOpaque(HEAP_USED_OFFSET),
                block.getLongOpaque(HEAP_MAX_OFFSET)));
  }
}
