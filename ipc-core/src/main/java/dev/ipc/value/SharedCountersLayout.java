package dev.ipc.value;

import dev.ipc.lock.LockLayout;
import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * The memory of a set of counters, each of which has a place, numbered from 0.
 *
 * <pre>
 *   0 capacity    how many places there are
 *   4 labelBytes  how long a label may be
 *   8 mark        places from this one on were never used
 *  64 writer      the lock of who gives places away and takes them back
 * 128 values      one per place, each a long at the start of 128 bytes that nothing else uses
 *   0 use         how often the place was given away or taken back; an odd number = in use
 *   8 owner       [0:1][slot:12][generation:19], whose counter it is, 0 = it is kept for ever
 *  12 hash        of the label's bytes: FNV-1a, 32 bits
 * </pre>
 *
 * <p>The heads, one per place, come after the values. Then the labels, one per place: 4 bytes
 * length, the text in UTF-8, padded to a multiple of 8. Then, from a multiple of 64, the pins: for
 * each slot of the domain a row that tells which places handles of that member may add to. A row
 * begins with the member, {@code [0:1][slot:12][generation:19]} or 0, in 4 bytes, and 4 of padding;
 * then there are 8 bits per place, eight places to a long, the first in the lowest bits: how many
 * handles of the whole set have it, where 255 stays for ever. Rows are padded to a multiple of 64.
 *
 * <p>{@code capacity} and {@code labelBytes} are written at creation. Anyone adds to the value of a
 * place that is pinned in its own row. Everything else is written with the lock held, {@code use}
 * last, except that pins are taken away without it. What was read between two looks at the same odd
 * {@code use} belongs together.
 */
final class SharedCountersLayout {
  static final int KIND = 12;
  static final int ELEMENT = 1;

  static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_INT.withName("capacity"),
              ValueLayout.JAVA_INT.withName("labelBytes"),
              ValueLayout.JAVA_INT.withName("mark"),
              MemoryLayout.paddingLayout(52),
              LockLayout.LAYOUT.withName("writer"))
          .withName("counters");

  static final StructLayout HEAD =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("use"),
              ValueLayout.JAVA_INT.withName("owner"),
              ValueLayout.JAVA_INT.withName("hash"))
          .withName("head");

  static final long CAPACITY_OFFSET = offset(LAYOUT, "capacity");
  static final long LABEL_BYTES_OFFSET = offset(LAYOUT, "labelBytes");
  static final long MARK_OFFSET = offset(LAYOUT, "mark");
  static final long WRITER_OFFSET = offset(LAYOUT, "writer");
  static final long VALUES_OFFSET = LAYOUT.byteSize();

  /** Two cache lines, because processors fetch lines in pairs. */
  static final long VALUE_BYTES = 128;

  static final long USE_OFFSET = offset(HEAD, "use");
  static final long OWNER_OFFSET = offset(HEAD, "owner");
  static final long HASH_OFFSET = offset(HEAD, "hash");

  private static final long LINE_BYTES = 64;

  /** Where the places of a row begin. */
  static final long ROW_PLACES_OFFSET = 8;

  private final int capacity;
  private final int labelBytes;
  private final long byteSize;

  private SharedCountersLayout(int capacity, int labelBytes, long byteSize) {
    this.capacity = capacity;
    this.labelBytes = labelBytes;
    this.byteSize = byteSize;
  }

  private static long offset(StructLayout struct, String field) {
    return Offsets.of(struct, field);
  }

  private static long padded(long bytes, long unit) {
    return Math.addExact(bytes, unit - 1) / unit * unit;
  }

  static long bytes(int capacity, int labelBytes, int slots) {
    SharedCountersLayout layout = new SharedCountersLayout(capacity, labelBytes, 0);
    return Math.addExact(layout.rowsOffset(), Math.multiplyExact(slots, layout.rowBytes()));
  }

  /** The layout of a file, as the file says it. Meaningful if {@link #fits}. */
  static SharedCountersLayout of(Block block) {
    return new SharedCountersLayout(
        block.getInt(CAPACITY_OFFSET), block.getInt(LABEL_BYTES_OFFSET), block.byteSize());
  }

  /** Whether the numbers in a file are those of that file. */
  boolean fits() {
    return capacity > 0
        && labelBytes > 0
        && byteSize > rowsOffset()
        && (byteSize - rowsOffset()) % rowBytes() == 0;
  }

  int capacity() {
    return capacity;
  }

  int labelBytes() {
    return labelBytes;
  }

  int slots() {
    return Math.toIntExact((byteSize - rowsOffset()) / rowBytes());
  }

  static long valueOffset(int place) {
    return VALUES_OFFSET + place * VALUE_BYTES;
  }

  private long headOffset(int place) {
    return valueOffset(capacity) + place * HEAD.byteSize();
  }

  long useOffset(int place) {
    return headOffset(place) + USE_OFFSET;
  }

  long ownerOffset(int place) {
    return headOffset(place) + OWNER_OFFSET;
  }

  long hashOffset(int place) {
    return headOffset(place) + HASH_OFFSET;
  }

  /** Where the label of a place has its length; the text follows. */
  long labelOffset(int place) {
    return headOffset(capacity) + place * padded(Integer.BYTES + (long) labelBytes, Long.BYTES);
  }

  private long rowsOffset() {
    return padded(labelOffset(capacity), LINE_BYTES);
  }

  long rowBytes() {
    return padded(ROW_PLACES_OFFSET + (long) capacity, LINE_BYTES);
  }

  /** Where the row of a slot has its member; the places follow. */
  long rowOffset(int slot) {
    return rowsOffset() + slot * rowBytes();
  }
}
