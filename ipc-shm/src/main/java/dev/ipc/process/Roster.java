package dev.ipc.process;

import dev.ipc.shm.os.Events;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The seats of a pool: which of them have a thread, whose workers get jobs, and which of these have
 * none. Guarded by the lock of the crew.
 */
final class Roster {
  private final List<Seat> seats;
  private final int workers;
  private final Deque<Seat> idle = new ArrayDeque<>();
  private int served;
  private int starting;
  private int active;

  /** Whose thread waits for a call, when there is no other. */
  private @Nullable Seat watch;

  /**
   * Creates the list.
   *
   * @param workers how many of them get jobs at a time
   */
  Roster(List<Seat> seats, int workers) {
    this.seats = List.copyOf(seats);
    this.workers = workers;
  }

  /** All of them; may be called without the lock. */
  List<Seat> seats() {
    return seats;
  }

  /** How many have a thread. */
  int served() {
    return served;
  }

  /** How many have a worker that gets jobs. */
  int active() {
    return active;
  }

  /** There is one more assignment that waits: somebody is called, or started. */
  void need(int waiting) {
    Seat seat = takeIdle();
    if (seat != null) {
      seat.called.signal();
    } else if (waiting > starting) {
      startOne();
    }
  }

  /** Has one more worker started, if there is a place. */
  void startOne() {
    Seat watching = watch;
    if (watching != null) {
      watch = null;
      starting++;
      watching.called.signal();
    } else if (served < seats.size()) {
      seats.stream().filter(seat -> !seat.served).findFirst().ifPresent(this::startThread);
    }
  }

  private void startThread(Seat seat) {
    seat.served = true;
    served++;
    starting++;
    boolean started = false;
    try {
      Thread.ofPlatform().daemon().name("ipc-" + seat.name).start(seat);
      started = true;
    } catch (OutOfMemoryError e) {
      if (served == 1) {
        throw e;
      }
      Events.error("no thread for " + seat.name + "; others do its work", e);
    } finally {
      if (!started) {
        starting--;
        leave(seat);
      }
    }
  }

  /** A seat with a thread gets another worker. */
  void again() {
    starting++;
  }

  /** The thread of a seat ends. */
  void leave(Seat seat) {
    seat.served = false;
    served--;
  }

  /** The last of the threads keeps watch, until another worker is needed. */
  void keepWatch(Seat seat) {
    watch = seat;
  }

  boolean isOnWatch(Seat seat) {
    return seat.equals(watch);
  }

  void endWatch() {
    watch = null;
  }

  /** The worker of a seat takes jobs from now on, or takes the place of one that does. */
  void ready(Seat seat) {
    starting--;
    seat.ready = true;
    activate(seat);
  }

  private void activate(Seat seat) {
    if (active < workers) {
      active++;
      seat.active = true;
      seat.idleSince = System.nanoTime();
      seat.called.signal();
    }
  }

  /** The worker of a seat takes no more jobs; a spare takes its place. */
  void left(Seat seat) {
    busy(seat);
    if (!seat.ready) {
      starting--;
    }
    seat.ready = false;
    if (seat.active) {
      active--;
      seat.active = false;
      seats.stream()
          .filter(spare -> spare.ready && !spare.active)
          .findFirst()
          .ifPresent(this::activate);
    }
  }

  /** The worker of a seat has nothing to do. */
  void rest(Seat seat) {
    seat.idle = true;
    seat.idleSince = System.nanoTime();
    idle.addFirst(seat);
  }

  /** The worker of a seat has something to do, or goes. */
  void busy(Seat seat) {
    if (seat.idle) {
      seat.idle = false;
      idle.remove(seat);
    }
  }

  /** One that has nothing to do, or null. */
  @Nullable Seat takeIdle() {
    Seat seat = idle.pollFirst();
    if (seat != null) {
      seat.idle = false;
    }
    return seat;
  }

  void callAll() {
    seats.forEach(seat -> seat.called.signal());
  }
}
