package dev.ipc.sync;

import dev.ipc.RegionClosedException;
import dev.ipc.bind.Home;
import dev.ipc.bind.Resident;
import dev.ipc.lock.Ledger;
import dev.ipc.lock.Monitor;
import dev.ipc.owner.OwnerId;
import dev.ipc.sync.BarrierBooks.Cause;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;

/**
 * What a process is for a barrier through one handle: whether it is registered, and how it breaks
 * the barrier for others.
 */
final class BarrierMember implements Resident {
  final Home home;
  final OwnerId self;
  final BarrierBooks books;
  final Ledger registered;
  final Monitor monitor;

  /** Set before this handle closes: nobody arrives or registers by it any more. */
  private volatile boolean closing;

  // What follows is guarded by the monitor's lock.

  /** This handle's part of what the process has registered: it may have several handles. */
  private int share;

  /** The pass in which threads arrived last by this handle, and how many did. */
  private long seenPass;

  private int seenThreads;

  BarrierMember(Home home) {
    this.home = home;
    this.self = home.self();
    this.books = new BarrierBooks(home.block());
    this.registered = new Ledger(home.block(), SharedBarrierLayout.REGISTERED_OFFSET);
    this.monitor = new Monitor(home.block(), home, Monitor.Wakes.ALL, death -> books.repair());
    home.attach(this);
  }

  /** Runs a section; if it ends the running pass, all who wait look again. */
  void section(Runnable section) {
    monitor.change(() -> {
      long before = books.pass();
      section.run();
      return books.pass() != before;
    });
  }

  boolean isClosing() {
    return closing;
  }

  /** Registers as many threads as arrive in one pass. In a section. */
  void see(long pass) {
    seenThreads = seenPass == pass ? seenThreads + 1 : 1;
    seenPass = pass;
    if (seenThreads > share) {
      setShare(seenThreads);
    }
  }

  private void setShare(int threads) {
    registered.set(self, Math.max(0, registered.count(self) - share + threads));
    share = threads;
  }

  /** Whether threads that came by this handle are in the running pass. In a section. */
  private boolean isInPass() {
    return seenPass == books.pass();
  }

  /**
   * Who had this process's slot before is dead: if it was registered, nobody shall forget that. In
   * a section.
   */
  void breakForPredecessor() {
    if (registered.inherited(self) != 0 && !books.isBroken()) {
      books.breakUp(Cause.DIED, 0);
    }
  }

  /** Breaks the running pass. In a section. */
  void breakNow(Cause cause) {
    books.breakUp(cause, pid(self));
  }

  /** Breaks a pass if it still runs; tells whether it did. */
  boolean breakUp(long pass, Cause cause) {
    return monitor.change(() -> {
      if (books.pass() != pass) {
        return false;
      }
      breakNow(cause);
      return true;
    });
  }

  void abort() {
    section(() -> {
      if (!books.isBroken()) {
        breakNow(Cause.ABORTED);
      }
    });
  }

  /** Breaks the pass for those in it, forgets the dead, and begins a new one. */
  void reset() {
    List<Ledger.Entry> dead = registered.dead(home.liveness(), self);
    section(() -> {
      // step: barrier.reset
      if (books.arrived() != 0 || books.actorBits() != 0) {
        breakNow(Cause.RESET);
      }
      for (Ledger.Entry entry : dead) {
        if (registered.count(entry.owner()) != 0) {
          registered.set(entry.owner(), 0);
        }
      }
      // step: barrier.mend
      books.mend();
    });
  }

  /** Breaks the barrier if a registered process has died. Not in a section. */
  void lookForDead() {
    List<Ledger.Entry> dead = registered.dead(home.liveness(), self);
    if (dead.isEmpty()) {
      return;
    }
    OwnerId owner = dead.getFirst().owner();
    long pid = pid(owner);
    boolean broke =
        monitor.change(() -> {
          if (books.isBroken() || registered.count(owner) == 0) {
            return false;
          }
          boolean acted = books.actorBits() == owner.bits();
          books.breakUp(acted ? Cause.DIED_ACTING : Cause.DIED, pid);
          return true;
        });
    if (broke) {
      home.report("barrier " + home.label() + " broken: " + books.why() + ", member=" + owner);
    }
  }

  private long pid(OwnerId owner) {
    return home.liveness().pid(owner).orElse(0);
  }

  void register(int threads) {
    section(() -> {
      breakForPredecessor();
      if (!closing) {
        // step: barrier.register
        setShare(threads);
        // step: barrier.register.done
      }
    });
    if (closing) {
      throw closed();
    }
  }

  void deregister() {
    boolean done =
        monitor.<Boolean, RuntimeException>locked(() -> {
          boolean free = !isInPass();
          if (free && share != 0) {
            setShare(0);
          }
          return free;
        });
    if (!done) {
      throw new IllegalStateException(
          "cannot deregister from "
              + home.label()
              + ": threads of this process wait in it; abort it, or let them pass first");
    }
  }

  @Override
  public Optional<String> held() {
    return books.actorBits() == self.bits()
        ? Optional.of("running the action of the barrier in this process")
        : Optional.empty();
  }

  @Override
  public void closing() {
    closing = true;
    section(() -> {
      if (isInPass()) {
        breakNow(Cause.CLOSED);
      }
      if (share != 0) {
        setShare(0);
      }
    });
  }

  @Override
  public void wakeAll() {}

  @Override
  public void tend() {}

  BrokenBarrierException broken() {
    return new BrokenBarrierException(
        home.label()
            + " is broken: "
            + books.why()
            + "; when every party knows, call reset() to start afresh");
  }

  RegionClosedException closed() {
    return new RegionClosedException(
        home.label() + " was closed in this process; open it again to go on using it");
  }
}
