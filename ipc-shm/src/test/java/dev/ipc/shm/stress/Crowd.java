package dev.ipc.shm.stress;

import dev.ipc.testkit.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Who is inside of something, by everyone's own word, which is never taken back by a death. Whoever
 * comes in looks whether more are inside than may be.
 *
 * <p>Each thread's word is {@code entries << 16 | weight}. If two looks find the same words, all of
 * them held at one moment between the two. Who was dead at that moment does not count: whoever
 * changes its word after it was alive, of the others the test says so in time.
 */
final class Crowd {
  private static final int WEIGHT_BITS = 16;
  private static final long WEIGHT_MASK = (1L << WEIGHT_BITS) - 1;

  private final Board board;
  private final int firstLine;
  private final int threads;
  private final int most;

  /** Somebody inside. */
  private record Guest(int process, int line, long word) {
    long weight() {
      return word & WEIGHT_MASK;
    }
  }

  /** The threads of some drill, of which so much weight may be inside. */
  Crowd(Place place, int threads, int most) {
    this.board = place.board();
    this.firstLine = place.firstLine();
    this.threads = threads;
    this.most = most;
  }

  /** To be called first inside; returns the weight of all that seem to be in, with one's own. */
  long enter(Worker me, int weight) {
    long word = me.line().get(Line.PRESENCE);
    me.line().set(Line.PRESENCE, word + (1L << WEIGHT_BITS) + weight);
    return check();
  }

  /** To be called last inside. */
  void leave(Worker me) {
    me.line().set(Line.PRESENCE, me.line().get(Line.PRESENCE) & ~WEIGHT_MASK);
  }

  /** How many threads say that they are inside, also dead ones who died there last. */
  int counted() {
    int inside = 0;
    for (int seat = 0; seat < Board.SEATS; seat++) {
      inside += inside(board.process(seat)) + inside(board.predecessor(seat));
    }
    return inside;
  }

  private int inside(int process) {
    return process == 0 ? 0 : guests(process).size();
  }

  /** Whether a thread of a process says that it is inside. */
  boolean holds(int process) {
    return inside(process) > 0;
  }

  private long check() {
    List<Guest> guests = look();
    long weight = weight(guests);
    if (weight <= most) {
      return weight;
    }
    for (List<Guest> again = look(); !again.equals(guests); again = look()) {
      guests = again;
      if (weight(guests) <= most) {
        return weight(guests);
      }
    }
    judge(guests);
    return most;
  }

  /** All of these were inside at one moment. */
  private void judge(List<Guest> guests) {
    List<Guest> unknown = new ArrayList<>(guests);
    List<Guest> alive = new ArrayList<>();
    long start = System.nanoTime();
    while (weight(alive) + weight(unknown) > most) {
      for (Guest guest : guests) {
        if (unknown.contains(guest)) {
          if (board.line(guest.process(), guest.line()).get(Line.PRESENCE) != guest.word()) {
            alive.add(guest);
            unknown.remove(guest);
          } else if (board.isDead(guest.process())) {
            unknown.remove(guest);
          }
        }
      }
      if (weight(alive) > most || System.nanoTime() - start > Eventually.PATIENCE.toNanos()) {
        throw new AssertionError(
            "too many inside: most="
                + most
                + ", inside at one moment="
                + guests
                + ", alive after that="
                + alive
                + ", neither moving nor known to be dead="
                + unknown);
      }
      LockSupport.parkNanos(100_000);
    }
  }

  private List<Guest> look() {
    List<Guest> guests = new ArrayList<>();
    for (int seat = 0; seat < Board.SEATS; seat++) {
      guests.addAll(guests(board.process(seat)));
    }
    return guests;
  }

  private List<Guest> guests(int process) {
    List<Guest> guests = new ArrayList<>();
    for (int line = firstLine; line < firstLine + threads; line++) {
      Guest guest = new Guest(process, line, board.line(process, line).get(Line.PRESENCE));
      if (guest.weight() != 0) {
        guests.add(guest);
      }
    }
    return guests;
  }

  private static long weight(List<Guest> guests) {
    return guests.stream().mapToLong(Guest::weight).sum();
  }
}
