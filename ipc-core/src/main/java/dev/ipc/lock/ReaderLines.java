package dev.ipc.lock;

import static dev.ipc.lock.ReadWriteLayout.MARK_OFFSET;
import static dev.ipc.lock.ReadWriteLayout.count;
import static dev.ipc.lock.ReadWriteLayout.lineOffset;
import static dev.ipc.lock.ReadWriteLayout.owner;

import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import dev.ipc.owner.Suspicion;
import dev.ipc.wait.Parker;
import java.util.ArrayList;
import java.util.List;

/** How many threads of each process read; see {@link ReadWriteLayout}. */
final class ReaderLines {
  /** No slot: nobody reads. */
  static final int NOBODY = -1;

  private final Block block;
  private final Liveness liveness;
  private final Parker parker;
  private final OwnerId self;
  private final int slots;
  private final long ownOffset;
  private final Suspicion suspicion;

  ReaderLines(Home home) {
    this.block = home.block();
    this.liveness = home.liveness();
    this.parker = home.parker();
    this.self = home.self();
    this.slots = ReadWriteLayout.slots(block);
    this.ownOffset = lineOffset(self.slot());
    this.suspicion = new Suspicion(liveness, RobustLock.BOUND_NANOS);
  }

  /** Counts a thread of this process; a full fence. */
  void enter() {
    if (owner(block.getLongOpaque(ownOffset)) == self.bits()) {
      block.getAndAddLong(ownOffset, 1);
    } else {
      claim();
    }
  }

  /** Counts the first thread of this process, in place of what a predecessor left. */
  private void claim() {
    raiseMark();
    // step: rw.claim
    long line = block.getLongVolatile(ownOffset);
    while (owner(line) != self.bits()) {
      if (block.compareAndSetLong(ownOffset, line, (long) self.bits() << Integer.SIZE | 1)) {
        return;
      }
      line = block.getLongVolatile(ownOffset);
    }
    block.getAndAddLong(ownOffset, 1);
  }

  private void raiseMark() {
    int mark;
    do {
      mark = block.getIntVolatile(MARK_OFFSET);
    } while (mark <= self.slot() && !block.compareAndSetInt(MARK_OFFSET, mark, self.slot() + 1));
  }

  /** Takes a thread of this process away; true if it was the last. Calls nothing after that. */
  boolean leave() {
    return (int) block.getAndAddLong(ownOffset, -1) == 1;
  }

  /** The same in another mapping of the memory, in which the slot may be another's meanwhile. */
  void leaveIn(Block memory) {
    long line;
    do {
      line = memory.getLongVolatile(ownOffset);
    } while (owner(line) == self.bits() && !memory.compareAndSetLong(ownOffset, line, line - 1));
  }

  /** How many threads of this process read. */
  int own() {
    long line = block.getLongVolatile(ownOffset);
    return owner(line) == self.bits() ? count(line) : 0;
  }

  /** The first slot from {@code slot} on in which somebody reads, or {@link #NOBODY}. */
  int next(int slot) {
    int end = end();
    for (int i = slot; i < end; i++) {
      if (count(block.getLongVolatile(lineOffset(i))) != 0) {
        return i;
      }
    }
    return NOBODY;
  }

  /**
   * Looks whether who reads in a slot has been dead for a while, and if so clears that and every
   * other dead one's line.
   */
  void clearIfDead(int slot) {
    long line = block.getLongVolatile(lineOffset(slot));
    if (isForeign(line) && suspicion.confirmsDeath(line, owner(line), parker.nanoTime())) {
      clear(slot, line);
      for (int i = slot + 1; i < end(); i++) {
        long other = block.getLongVolatile(lineOffset(i));
        if (isForeign(other) && !liveness.isAlive(OwnerId.ofBits(owner(other)))) {
          clear(i, other);
        }
      }
    }
  }

  private boolean isForeign(long line) {
    return count(line) != 0 && owner(line) != self.bits();
  }

  /** The next in the slot may have put itself there meanwhile. */
  private void clear(int slot, long line) {
    // step: rw.clear
    block.compareAndSetLong(lineOffset(slot), line, 0);
    // step: rw.cleared
  }

  /** Who reads. */
  List<Ledger.Entry> entries() {
    List<Ledger.Entry> entries = new ArrayList<>();
    for (int slot = next(0); slot != NOBODY; slot = next(slot + 1)) {
      long line = block.getLongVolatile(lineOffset(slot));
      if (count(line) != 0) {
        entries.add(new Ledger.Entry(OwnerId.ofBits(owner(line)), count(line)));
      }
    }
    return entries;
  }

  private int end() {
    return Math.min(block.getIntVolatile(MARK_OFFSET), slots);
  }
}
