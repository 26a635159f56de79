package dev.ipc.pipe;

import static dev.ipc.pipe.EndWord.CLOSED;
import static dev.ipc.pipe.EndWord.DIED;
import static dev.ipc.pipe.EndWord.FREE;
import static dev.ipc.pipe.EndWord.SENT;
import static dev.ipc.pipe.EndWord.TAKEN;

import dev.ipc.Death;
import dev.ipc.RegionClosedException;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.owner.Suspicion;
import dev.ipc.wait.Bell;
import java.time.Instant;

/**
 * How a handle and the two ends of its pipe stand: whether it has the one that is its own, and
 * whether somebody has, or may get, the other.
 */
final class Link {
  private static final long NOT_MINE = -1;

  private final Home home;
  private final Block block;
  private final long ownOffset;
  private final long otherOffset;
  private final String label;
  private final int self;
  private final Suspicion suspicion;

  /** The word that this handle stored when it took the end. */
  private volatile long mine = NOT_MINE;

  /** The word that this handle stored when it sent the end away. */
  private volatile long sent = NOT_MINE;

  private volatile boolean closing;

  /** The other end's word when it was no reason to stop. */
  private long good = NOT_MINE;

  Link(Home home, long ownOffset, long otherOffset, String label) {
    this.home = home;
    this.block = home.block();
    this.ownOffset = ownOffset;
    this.otherOffset = otherOffset;
    this.label = label;
    this.self = home.self().bits();
    this.suspicion = new Suspicion(home.liveness(), Bell.BOUND_NANOS);
  }

  /** What became of this end. */
  long own() {
    return block.getLongAcquire(ownOffset);
  }

  boolean isMine() {
    return block.getLongOpaque(ownOffset) == mine;
  }

  /** Whether this handle ever had the end, or sends it, and does not any more. */
  boolean isPast() {
    long word = own();
    return mine != NOT_MINE && word != mine && word != sent;
  }

  /** Whether this handle has nothing to do with the end, or not any more. */
  boolean isAside() {
    return mine == NOT_MINE || isPast();
  }

  /** Whether there is reason not to wait: this end is not to be used, or the other is gone. */
  boolean isOver() {
    return closing || !isMine() || isOtherGone();
  }

  /** Whether both ends were as they should be at the last look at who has them; cheap. */
  boolean isGood() {
    return !closing && isMine() && isOtherGood();
  }

  /** Whether the other end is closed or dead; asks about who has it once per bound and JVM. */
  boolean isOtherGone() {
    long word = block.getLongAcquire(otherOffset); // pair "end"
    return EndWord.isOver(word) || (state(word) != FREE && buryIfDead(otherOffset, word));
  }

  /**
   * Looks at who has the other end.
   *
   * @return whether that was found dead just now
   */
  boolean tend() {
    long word = block.getLongAcquire(otherOffset);
    int owner = EndWord.owner(word);
    return isMine()
        && state(word) != FREE
        && !EndWord.isOver(word)
        && owner != self
        && !home.liveness().isAlive(OwnerId.ofBits(owner))
        && bury(otherOffset, word);
  }

  /** Whether the other end is as it was when it was no reason to stop; cheap. */
  boolean isOtherGood() {
    long word = block.getLongOpaque(otherOffset);
    if (word == good) {
      return true;
    }
    if (EndWord.isOver(word)) {
      return false;
    }
    good = word;
    return true;
  }

  private boolean buryIfDead(long offset, long word) {
    int owner = EndWord.owner(word);
    return owner != self
        && suspicion.confirmsDeath(word, owner, home.parker().nanoTime())
        && bury(offset, word);
  }

  /** Marks an end of which the owner is dead. */
  private boolean bury(long offset, long word) {
    // step: pipe.bury
    boolean buried =
        block.compareAndSetLong(offset, word, EndWord.next(word, DIED, EndWord.owner(word)));
    // step: pipe.buried
    if (buried) {
      home.report("end of a pipe lost: " + death(word) + " had one of " + home.label());
    }
    return buried;
  }

  private Death death(long word) {
    OwnerId owner = OwnerId.ofBits(EndWord.owner(word));
    return new Death(home.liveness().pid(owner).orElse(0), Instant.now());
  }

  private static int state(long word) {
    return EndWord.state(word);
  }

  private boolean change(long from, int state) {
    return block.compareAndSetLong(ownOffset, from, EndWord.next(from, state, self));
  }

  /**
   * Takes the end for this handle, if nobody has it, or this handle has it or has sent it away.
   *
   * @throws IllegalStateException if somebody else has it
   * @throws PipeEndedException if it is closed, or its owner dead
   */
  synchronized void take() {
    for (long word = own(); word != mine; word = own()) {
      boolean free = state(word) == FREE || word == sent;
      if (!free && (EndWord.isOver(word) || !isAlive(word))) {
        throw gone("take", own(), label);
      }
      if (!free) {
        throw notMine("take");
      }
      become(word);
    }
  }

  private boolean isAlive(long word) {
    OwnerId owner = OwnerId.ofBits(EndWord.owner(word));
    return owner.bits() == self || home.liveness().isAlive(owner) || !bury(ownOffset, word);
  }

  /** Takes the end for this handle, which it was sent with, unless somebody else was faster. */
  synchronized void arrive() {
    for (long word = own(); state(word) == SENT; word = own()) {
      become(word);
    }
  }

  private void become(long word) {
    // step: pipe.take
    if (change(word, TAKEN)) {
      mine = EndWord.next(word, TAKEN, self);
      // step: pipe.taken
    }
  }

  /**
   * Makes the end one that another process may take, if this handle has it, or has sent it before.
   *
   * @return whether it is on its way now
   */
  synchronized boolean send() {
    long word = own();
    boolean sends = (word == mine || word == sent) && change(word, SENT);
    if (sends) {
      sent = EndWord.next(word, SENT, self);
    }
    return sends;
  }

  /** The word of the last {@link #send}. */
  long sent() {
    return sent;
  }

  /** Closes an end that was sent, unless it arrived or was sent once more. */
  boolean lose(long word) {
    return own() == word && change(word, CLOSED);
  }

  /** From now on nobody is to wait at this end. */
  void closing() {
    closing = true;
  }

  /** Closes the end, if this handle has it. */
  boolean close() {
    // step: pipe.close
    boolean closed = change(mine, CLOSED); // pair "end"
    // step: pipe.closed
    return closed;
  }

  /**
   * Refuses to go on if this handle does not have the end.
   *
   * @return tells this time that it has it from others
   */
  long checkMine(String what) {
    long word = block.getLongOpaque(ownOffset);
    if (word != mine || closing) {
      throw notMine(what);
    }
    return word;
  }

  private RuntimeException notMine(String what) {
    long word = own();
    if (closing) {
      return new RegionClosedException(
          "cannot " + what + ": " + label + " was closed in this process; make a new pipe");
    }
    if (EndWord.isOver(word)) {
      return gone(what, word, label);
    }
    String why = "it was sent to another process; take it back first, by asking the pipe for it";
    if (word != sent) {
      OwnerId owner = OwnerId.ofBits(EndWord.owner(word));
      String who =
          owner.bits() == self
              ? "another handle of this process"
              : "process " + home.liveness().pid(owner).orElse(0) + ", member=" + owner;
      String has =
          state(word) == SENT ? " has sent it to a process that did not get it yet" : " has it";
      why = who + has + "; an end is of one process at a time, use the other end or a new pipe";
    }
    return new IllegalStateException("cannot " + what + ": " + label + ": " + why);
  }

  /** What they are told who use this end when the other is gone. */
  PipeEndedException ended(String what) {
    return gone(what, block.getLongAcquire(otherOffset), "the other end of " + label);
  }

  private PipeEndedException gone(String what, long word, String which) {
    String cannot = "cannot " + what + ": ";
    if (state(word) == CLOSED) {
      return new PipeEndedException(cannot + which + " is closed; make a new pipe", null);
    }
    Death death = death(word);
    return new PipeEndedException(
        cannot + which + " is lost: " + death + " had it; make a new pipe", death);
  }
}
