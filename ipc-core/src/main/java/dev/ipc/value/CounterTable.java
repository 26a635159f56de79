package dev.ipc.value;

import static dev.ipc.value.SharedCountersLayout.MARK_OFFSET;
import static dev.ipc.value.SharedCountersLayout.valueOffset;

import dev.ipc.memory.Block;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which places are in use, and for what; see {@link SharedCounters} for the protocol. */
final class CounterTable {
  /** Instead of a place: all are in use or pinned. */
  static final int FULL = -1;

  /** Instead of a place: there is a counter of that label which may not be used so. */
  static final int TAKEN = -2;

  private final Block block;
  private final SharedCountersLayout layout;

  /**
   * A counter at one moment.
   *
   * @param place where it is
   * @param use which use of the place it is
   * @param owner whose it is, 0 = nobody's
   * @param label what it is called
   * @param value what was counted
   */
  record Row(int place, long use, int owner, String label, long value) {}

  CounterTable(Block block, SharedCountersLayout layout) {
    this.block = block;
    this.layout = layout;
  }

  /** Places from this one on were never used. */
  int end() {
    return Math.clamp(block.getIntAcquire(MARK_OFFSET), 0, layout.capacity());
  }

  /** Which use of a place it is now; what is read after this belongs to it or to a later one. */
  long use(int place) {
    return block.getLongAcquire(layout.useOffset(place));
  }

  static boolean isInUse(long use) {
    return (use & 1) != 0;
  }

  /** Whose counter is in a place, if one is. */
  int owner(int place) {
    return block.getIntOpaque(layout.ownerOffset(place));
  }

  /** The counter in a place, read as a whole, or null if none is there. */
  @Nullable Row row(int place) {
    while (true) {
      long use = use(place);
      if (!isInUse(use)) {
        return null;
      }
      int owner = owner(place);
      String label = label(place);
      long value = block.getLongAcquire(valueOffset(place));
      Block.readFence();
      if (block.getLongOpaque(layout.useOffset(place)) == use) {
        return new Row(place, use, owner, label, value);
      }
    }
  }

  /** How long the label in a place is, in bytes; may be garbage if the place is not in use. */
  int labelBytes(int place) {
    return block.getInt(layout.labelOffset(place));
  }

  private String label(int place) {
    int length = Math.clamp(labelBytes(place), 0, layout.labelBytes());
    byte[] bytes = new byte[length];
    block.getBytes(layout.labelOffset(place) + Integer.BYTES, bytes, length);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    int end = end();
    for (int place = 0; place < end; place++) {
      Row row = row(place);
      if (row != null) {
        rows.add(row);
      }
    }
    return rows;
  }

  @Nullable Row find(CounterLabel label) {
    int end = end();
    for (int place = 0; place < end; place++) {
      Row row = rowIf(label, place);
      if (row != null) {
        return row;
      }
    }
    return null;
  }

  private @Nullable Row rowIf(CounterLabel label, int place) {
    if (!isInUse(use(place)) || block.getIntOpaque(layout.hashOffset(place)) != label.hash()) {
      return null;
    }
    Row row = row(place);
    return row != null && row.label().equals(label.text()) ? row : null;
  }

  // ---- with the writers' lock held ----

  /**
   * Finds a counter or makes it, and on the way takes back what the dead had.
   *
   * @param label what it is called
   * @param owner whose it is to be; 0 also accepts one that is there and nobody's
   * @param dead owners that are dead
   * @param pinned places that may not be given away; asked if all places have been used
   * @return the place, {@link #FULL} or {@link #TAKEN}
   */
  int place(CounterLabel label, int owner, Set<Integer> dead, Supplier<BitSet> pinned) {
    int end = end();
    int found = FULL;
    for (int place = 0; place < end; place++) {
      if (!dead.isEmpty() && isInUse(use(place)) && dead.contains(owner(place))) {
        // step: counters.reap
        retire(place);
        // step: counters.reaped
      } else if (found == FULL && rowIf(label, place) != null) {
        found = place;
      }
    }
    if (found != FULL) {
      return owner == 0 && owner(found) == 0 ? found : TAKEN;
    }
    int free = end < layout.capacity() ? end : firstFree(pinned.get());
    if (free != FULL) {
      create(free, label, owner);
    }
    return free;
  }

  private int firstFree(BitSet pinned) {
    for (int place = 0; place < layout.capacity(); place++) {
      if (!isInUse(use(place)) && !pinned.get(place)) {
        return place;
      }
    }
    return FULL;
  }

  private void create(int place, CounterLabel label, int owner) {
    // step: counters.create
    Block.fullFence(); // readers that see what follows see that the place was free
    block.setLongOpaque(valueOffset(place), 0);
    block.setInt(layout.labelOffset(place), label.bytes().length);
    block.setBytes(layout.labelOffset(place) + Integer.BYTES, label.bytes());
    block.setIntOpaque(layout.ownerOffset(place), owner);
    block.setIntOpaque(layout.hashOffset(place), label.hash());
    if (place == end()) {
      block.setIntRelease(MARK_OFFSET, place + 1);
    }
    // step: counters.written
    block.setLongRelease(layout.useOffset(place), use(place) + 1);
    // step: counters.created
  }

  /** Ends a use of a place, if it is the present one. */
  boolean free(int place, long use) {
    if (use(place) != use) {
      return false;
    }
    // step: counters.free
    retire(place);
    // step: counters.freed
    return true;
  }

  private void retire(int place) {
    block.setLongRelease(layout.useOffset(place), use(place) + 1);
  }
}
