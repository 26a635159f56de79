package dev.ipc.lock;

import static dev.ipc.lock.WaitSetLayout.ELIGIBLE_OFFSET;
import static dev.ipc.lock.WaitSetLayout.FREE;
import static dev.ipc.lock.WaitSetLayout.GRANTED;
import static dev.ipc.lock.WaitSetLayout.LINES_OFFSET;
import static dev.ipc.lock.WaitSetLayout.LINE_BYTES;
import static dev.ipc.lock.WaitSetLayout.MOVE_OFFSET;
import static dev.ipc.lock.WaitSetLayout.OWNER_OFFSET;
import static dev.ipc.lock.WaitSetLayout.STATE_OFFSET;
import static dev.ipc.lock.WaitSetLayout.THREAD_OFFSET;
import static dev.ipc.lock.WaitSetLayout.TICKETS_OFFSET;
import static dev.ipc.lock.WaitSetLayout.TICKET_OFFSET;
import static dev.ipc.lock.WaitSetLayout.USED_OFFSET;
import static dev.ipc.lock.WaitSetLayout.WAITING;

import dev.ipc.memory.Block;
import dev.ipc.wait.Parker;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The table of a {@link WaitSet}. Whoever calls a method that changes it holds the lock; a death in
 * one leaves what the next call under the lock goes on from.
 *
 * <p>Each change of a line is one store of its state, with release: to {@code WAITING} when the
 * line is filled in, to {@code GRANTED} by who lets its thread go on (pair "grant", acquired by the
 * sleeping thread), to {@code FREE}. What takes two lines, to hand on a grant from a dead one's
 * line, is written down in {@code move} first, and every call begins with {@link #settle}, which
 * completes it. So a grant is handed on once, whoever dies over it.
 */
final class WaitLines {
  /** In place of a line: there is none. */
  static final int NONE = -1;

  /** In place of a process: the thread gave up, so its line is like that of a dead one. */
  private static final int NOBODY = 0;

  private final Block block;
  private final Parker parker;
  private final int capacity;

  WaitLines(Block block, Parker parker) {
    this.block = block;
    this.parker = parker;
    this.capacity = WaitSetLayout.capacity(block);
  }

  int capacity() {
    return capacity;
  }

  private static long at(int line) {
    return LINES_OFFSET + line * LINE_BYTES;
  }

  /** Where the thread of a line sleeps. */
  long stateOffset(int line) {
    return at(line) + STATE_OFFSET;
  }

  private int state(int line) {
    return block.getIntAcquire(stateOffset(line));
  }

  private int owner(int line) {
    return block.getIntOpaque(at(line) + OWNER_OFFSET);
  }

  private int used() {
    return Math.clamp(block.getIntOpaque(USED_OFFSET), 0, capacity);
  }

  private long tickets() {
    return block.getLong(TICKETS_OFFSET);
  }

  boolean isGranted(int line) {
    return state(line) == GRANTED;
  }

  /** How many lines are in a state; also without the lock. */
  int count(int state) {
    return Math.toIntExact(lines(state).count());
  }

  /** The lines in a state; also without the lock. */
  IntStream lines(int state) {
    return IntStream.range(0, used()).filter(line -> state(line) == state);
  }

  /** The processes of all lines in a state; also without the lock. */
  IntStream owners(int state) {
    return lines(state).map(this::owner);
  }

  /** Fills in a line for a thread; {@link #NONE} if all are taken. */
  int take(int owner, long thread) {
    settle();
    int line = firstFree();
    if (line == NONE) {
      return NONE;
    }
    if (line >= used()) {
      block.setIntOpaque(USED_OFFSET, line + 1);
    }
    long ticket = tickets() + 1;
    block.setLong(TICKETS_OFFSET, ticket);
    // step: wait.line
    block.setIntOpaque(at(line) + OWNER_OFFSET, owner);
    block.setLong(at(line) + THREAD_OFFSET, thread);
    block.setLong(at(line) + TICKET_OFFSET, ticket);
    block.setIntRelease(stateOffset(line), WAITING);
    // step: wait.taken
    return line;
  }

  private int firstFree() {
    int used = used();
    int line = 0;
    while (line < used && state(line) != FREE) {
      line++;
    }
    return line < capacity ? line : NONE;
  }

  /** Lets so many threads go on, those first that came first. */
  void grant(int count) {
    settle();
    long last = lastOf(count);
    int used = last == 0 ? 0 : used();
    if (used > 0) {
      block.setLongRelease(ELIGIBLE_OFFSET, tickets());
    }
    for (int line = 0; line < used; line++) {
      if (state(line) == WAITING && ticket(line) <= last) {
        letGoOn(line);
      }
    }
  }

  /** The ticket up to which so many wait; 0 if nobody does. */
  private long lastOf(int count) {
    if (count == Integer.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    if (count == 1) {
      int oldest = oldest(Long.MAX_VALUE, owner -> false);
      return oldest == NONE ? 0 : ticket(oldest);
    }
    long[] tickets = lines(WAITING).mapToLong(this::ticket).toArray();
    Arrays.sort(tickets);
    return tickets.length == 0 || count == 0 ? 0 : tickets[Math.min(count, tickets.length) - 1];
  }

  /** The line that waits longest, of those with tickets up to one and of a living process. */
  private int oldest(long upTo, IntPredicate dead) {
    int oldest = NONE;
    int used = used();
    for (int line = 0; line < used; line++) {
      if (state(line) == WAITING
          && ticket(line) <= upTo
          && (oldest == NONE || ticket(line) < ticket(oldest))
          && !dead.test(owner(line))) {
        oldest = line;
      }
    }
    return oldest;
  }

  private long ticket(int line) {
    return block.getLong(at(line) + TICKET_OFFSET);
  }

  private void letGoOn(int line) {
    // step: wait.grant
    block.setIntVolatile(stateOffset(line), GRANTED);
    // step: wait.wake
    parker.wake(block, stateOffset(line), 1);
  }

  /** Gives a thread's own line back; true if the thread may go on. */
  boolean giveBack(int line) {
    settle();
    boolean granted = isGranted(line);
    free(line);
    return granted;
  }

  private void free(int line) {
    block.setIntRelease(stateOffset(line), FREE);
    int used = used();
    if (line == used - 1) {
      while (used > 0 && state(used - 1) == FREE) {
        used--;
      }
      block.setIntOpaque(USED_OFFSET, used);
    }
  }

  /** Leaves a thread's own line to be buried, when it cannot have the lock again. */
  void resign(int line) {
    block.setIntOpaque(at(line) + OWNER_OFFSET, NOBODY);
  }

  /** Frees the lines of the dead, and hands on what was granted to them. */
  void bury(IntPredicate dead) {
    settle();
    for (int line = 0; line < used(); line++) {
      if (state(line) != FREE && dead.test(owner(line))) {
        int heir = isGranted(line) ? oldest(block.getLong(ELIGIBLE_OFFSET), dead) : NONE;
        if (heir == NONE) {
          free(line);
        } else {
          block.setLongRelease(MOVE_OFFSET, (line + 1L) << 32 | (heir + 1L));
          // step: wait.move
          settle();
        }
      }
    }
  }

  /** Completes the handing on of a grant, if somebody died over it or is at it. */
  private void settle() {
    long move = block.getLong(MOVE_OFFSET);
    if (move == 0) {
      return;
    }
    int from = (int) (move >>> 32) - 1;
    int to = (int) move - 1;
    if (isLine(from) && isLine(to) && isGranted(from)) {
      if (state(to) == WAITING) {
        letGoOn(to);
      }
      // step: wait.moved
      free(from);
    }
    // step: wait.settled
    block.setLongRelease(MOVE_OFFSET, 0);
  }

  private boolean isLine(int line) {
    return line >= 0 && line < capacity;
  }

  /** Whether a line names no process, but a thread that gave up. */
  static boolean isNobody(int owner) {
    return owner == NOBODY;
  }

  /** Wakes the threads of a process that wait. */
  void wakeAll(int owner) {
    lines(WAITING)
        .filter(line -> owner(line) == owner)
        .forEach(line -> parker.wake(block, stateOffset(line), Integer.MAX_VALUE));
  }
}
