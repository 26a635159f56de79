package dev.ipc.sync;

import dev.ipc.Action;
import dev.ipc.bind.Home;
import dev.ipc.sync.BarrierBooks.Cause;
import dev.ipc.wait.Deadline;
import dev.ipc.wait.Spin;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a thread passes a barrier: it arrives under the lock, then waits until the pass has ended, or
 * ends it as the last one.
 *
 * <p>Who waits spins first, on the pass alone, so that two processes that hand over to each other
 * take the lock once each.
 */
final class BarrierDoor {
  /** How old a pass is when its last thread looks whether the others live. */
  private static final long LOOK_AFTER_NANOS = 25_000_000;

  private final BarrierMember member;
  private final BarrierBooks books;
  private final Home home;
  private final int parties;
  private final boolean hasAction;
  private final @Nullable Action action;
  private volatile @Nullable Thread actingThread;

  BarrierDoor(BarrierMember member, int parties, boolean hasAction, @Nullable Action action) {
    this.member = member;
    this.books = member.books;
    this.home = member.home;
    this.parties = parties;
    this.hasAction = hasAction;
    this.action = action;
  }

  /** What becomes of a thread that comes. */
  private enum Way {
    AT_THE_DOOR,
    LOOKS_FIRST,
    WAITS,
    LAST,
    ACTS,
    REFUSED,
    INTERRUPTED,
    CLOSED
  }

  /** A thread that comes. */
  private static final class Arrival {
    Way way = Way.AT_THE_DOOR;
    boolean looked;
    long pass;
    int index;
  }

  int pass(Deadline deadline)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    checkAction();
    Arrival me = new Arrival();
    while (true) {
      member.section(() -> arrive(me));
      switch (me.way) {
        case AT_THE_DOOR -> {
          if (!member.monitor.await(deadline, () -> books.actorBits() == 0, member::lookForDead)) {
            throw timedOut("the action of the pass before still runs");
          }
        }
        case LOOKS_FIRST -> {
          member.lookForDead();
          me.looked = true;
        }
        case WAITS -> {
          waitForOthers(me.pass, deadline);
          return me.index;
        }
        case LAST -> {
          return 0;
        }
        case ACTS -> {
          act(me.pass);
          return 0;
        }
        case REFUSED -> throw member.broken();
        case INTERRUPTED -> {
          Thread.interrupted();
          throw new InterruptedException("interrupted before waiting for " + home.label());
        }
        case CLOSED -> throw member.closed();
      }
    }
  }

  private void arrive(Arrival me) {
    // step: barrier.arrive
    member.breakForPredecessor();
    int before = books.arrived();
    me.pass = books.pass();
    me.index = parties - 1 - before;
    me.way = way(me, before);
    switch (me.way) {
      case WAITS -> {
        if (before == 0) {
          books.setSince(home.parker().nanoTime());
        }
        member.see(me.pass);
        // step: barrier.registered
        books.setArrived(before + 1);
        // step: barrier.arrived
      }
      case LAST -> {
        member.see(me.pass);
        books.finish();
      }
      case ACTS -> {
        member.see(me.pass);
        books.setActor(member.self);
        // step: barrier.acting
      }
      case INTERRUPTED -> member.breakNow(Cause.INTERRUPTED);
      default -> {}
    }
  }

  private Way way(Arrival me, int before) {
    if (member.isClosing()) {
      return Way.CLOSED;
    }
    if (books.isBroken()) {
      return Way.REFUSED;
    }
    if (books.actorBits() != 0) {
      return Way.AT_THE_DOOR;
    }
    if (Thread.currentThread().isInterrupted()) {
      return Way.INTERRUPTED;
    }
    if (me.index > 0) {
      return Way.WAITS;
    }
    if (before > 0 && !me.looked && books.isOlder(home.parker().nanoTime(), LOOK_AFTER_NANOS)) {
      return Way.LOOKS_FIRST;
    }
    return hasAction ? Way.ACTS : Way.LAST;
  }

  private void waitForOthers(long pass, Deadline deadline)
      throws InterruptedException, BrokenBarrierException, TimeoutException {
    try {
      if (!Spin.until(home.parker(), () -> books.pass() != pass)
          && !member.monitor.await(deadline, () -> books.pass() != pass, member::lookForDead)
          && member.breakUp(pass, Cause.TIMED_OUT)) {
        throw timedOut("not all parties came, parties=" + parties + "; the barrier is broken now");
      }
    } catch (InterruptedException e) {
      if (member.breakUp(pass, Cause.INTERRUPTED)) {
        throw e;
      }
      Thread.currentThread().interrupt(); // it came too late to matter
    }
    checkWhole(pass);
  }

  private void act(long pass) throws BrokenBarrierException {
    boolean done = false;
    actingThread = Thread.currentThread();
    try {
      // step: barrier.action
      if (action != null) {
        action.run();
      }
      // step: barrier.acted
      done = true;
    } finally {
      actingThread = null;
      if (!done) {
        member.breakUp(pass, Cause.ACTION_FAILED);
      }
    }
    member.section(() -> {
      if (books.pass() == pass) {
        books.finish();
      }
    });
    checkWhole(pass);
  }

  private void checkWhole(long ended) throws BrokenBarrierException {
    if (!books.isSurelyWhole(ended)
        && !member.monitor.<Boolean, RuntimeException>locked(() -> books.isWhole(ended))) {
      if (member.isClosing()) {
        throw member.closed();
      }
      throw member.broken();
    }
  }

  private void checkAction() {
    if (hasAction != (action != null)) {
      throw new IllegalStateException(
          "cannot wait for "
              + home.label()
              + ": the barrier has an action="
              + hasAction
              + ", this handle="
              + (action != null)
              + "; open it by the spec that it was made with, or send the handle");
    }
    if (Thread.currentThread().equals(actingThread)) {
      throw new IllegalStateException(
          "the action of " + home.label() + " waits for its own barrier, which would never end");
    }
  }

  private TimeoutException timedOut(String why) {
    return new TimeoutException(
        home.label() + " not passed in time: " + why + "; wait longer or look at who is missing");
  }
}
