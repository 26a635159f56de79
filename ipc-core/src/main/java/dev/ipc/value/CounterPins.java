package dev.ipc.value;

import static dev.ipc.value.SharedCountersLayout.ROW_PLACES_OFFSET;

import dev.ipc.memory.Block;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which processes may add to which places. A place that was taken back is not given away as long as
 * a living process has it pinned, so nobody adds to a counter that is not the one it had.
 */
final class CounterPins {
  private static final long COUNT_MASK = 0xff;

  private final Block block;
  private final SharedCountersLayout layout;
  private final int self;
  private final int slot;

  CounterPins(Block block, SharedCountersLayout layout, int self, int slot) {
    this.block = block;
    this.layout = layout;
    this.self = self;
    this.slot = slot;
  }

  /** Whose row it is, 0 = nobody's yet. */
  int owner(int rowSlot) {
    return block.getIntAcquire(layout.rowOffset(rowSlot));
  }

  /** Pins a place for this process, with the writers' lock held. */
  void pin(int place) {
    if (owner(slot) != self) {
      claim();
    }
    // step: counters.pin
    change(block, place, 1);
    // step: counters.pinned
  }

  /** Takes the row over from the predecessor in the slot, who is dead. */
  private void claim() {
    // step: counters.claim
    for (long offset = ROW_PLACES_OFFSET; offset < layout.rowBytes(); offset += Long.BYTES) {
      block.setLongOpaque(layout.rowOffset(slot) + offset, 0);
    }
    // step: counters.cleared
    block.setIntRelease(layout.rowOffset(slot), self);
  }

  /** Takes a pin away, in any mapping of the memory and without the lock. */
  void unpin(Block memory, int place) {
    if (memory.getIntAcquire(layout.rowOffset(slot)) == self) {
      // step: counters.unpin
      change(memory, place, -1);
      // step: counters.unpinned
    }
  }

  /** A count that reached its limit stays there: too long pinned is safe, too short is not. */
  private void change(Block memory, int place, int delta) {
    long offset = layout.rowOffset(slot) + ROW_PLACES_OFFSET + (place & -Long.BYTES);
    int shift = place % Long.BYTES * Byte.SIZE;
    long before;
    do {
      before = memory.getLongVolatile(offset);
      long count = before >>> shift & COUNT_MASK;
      if (count == COUNT_MASK || count + delta < 0) {
        return;
      }
    } while (!memory.compareAndSetLong(offset, before, before + ((long) delta << shift)));
  }

  /** The members that have rows. */
  Set<Integer> owners() {
    Set<Integer> owners = new TreeSet<>();
    for (int each = 0; each < layout.slots(); each++) {
      if (owner(each) != 0) {
        owners.add(owner(each));
      }
    }
    return owners;
  }

  /** The places that a member pinned which is not known to be dead. */
  BitSet pinned(Set<Integer> dead) {
    BitSet pinned = new BitSet(layout.capacity());
    for (int each = 0; each < layout.slots(); each++) {
      if (owner(each) != 0 && !dead.contains(owner(each))) {
        addPlaces(each, pinned);
      }
    }
    return pinned;
  }

  /** The members that pinned one of these places. */
  Set<Integer> holders(BitSet places) {
    Set<Integer> holders = new TreeSet<>();
    for (int each = 0; each < layout.slots(); each++) {
      BitSet theirs = new BitSet(layout.capacity());
      addPlaces(each, theirs);
      if (owner(each) != 0 && theirs.intersects(places)) {
        holders.add(owner(each));
      }
    }
    return holders;
  }

  private void addPlaces(int rowSlot, BitSet places) {
    long offset = layout.rowOffset(rowSlot) + ROW_PLACES_OFFSET;
    for (int first = 0; first < layout.capacity(); first += Long.BYTES) {
      long counts = block.getLongVolatile(offset + first);
      for (int i = 0; counts != 0; i++, counts >>>= Byte.SIZE) {
        if ((counts & COUNT_MASK) != 0) {
          places.set(first + i);
        }
      }
    }
  }
}
