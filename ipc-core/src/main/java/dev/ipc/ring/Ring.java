package dev.ipc.ring;

import static dev.ipc.ring.RecordLayout.HEADER_BYTES;
import static dev.ipc.ring.RecordLayout.LEASE_OFFSET;
import static dev.ipc.ring.RecordLayout.LINE_BYTES;
import static dev.ipc.ring.RingLayout.HEAD_OFFSET;
import static dev.ipc.ring.RingLayout.LINES_OFFSET;
import static dev.ipc.ring.RingLayout.MAX_ITEMS_OFFSET;
import static dev.ipc.ring.RingLayout.MIXED_END_OFFSET;
import static dev.ipc.ring.RingLayout.NEXT_OFFSET;
import static dev.ipc.ring.RingLayout.PASSED_OFFSET;
import static dev.ipc.ring.RingLayout.RECORDS_OFFSET;
import static dev.ipc.ring.RingLayout.SPILLED_OFFSET;
import static dev.ipc.ring.RingLayout.TAIL_OFFSET;

import dev.ipc.RegionBrokenException;
import dev.ipc.RegionFormatException;
import dev.ipc.bind.Spill;
import dev.ipc.memory.Block;
import java.util.function.Supplier;

/**
 * Records of any length, one after the other in a ring of memory; processes pass them on without
 * losing or tearing one, whoever dies.
 *
 * <h2>Overview</h2>
 *
 * <p>A record is published by its own first word, stored last with release (pair "record"): a
 * consumer polls that word and needs nothing else of the producers. The word has the number of its
 * line in it, modulo 2^32, so that what earlier rounds left there is not taken for a record. Bytes
 * of an item may look like one by chance: before a producer publishes, it looks at where the next
 * record will begin, and clears what would be taken for its word. So at all times what is at the
 * tail is either no record's word, or that of a record that was published.
 *
 * <p>The tail is stored after that. A producer that dies in between leaves a record that the next
 * one finds at the tail, and steps over. So each state that a death can leave is one that producers
 * come upon anyway, and there is nothing to repair.
 *
 * <p>Consumers store the head with release after they have copied a record out; a producer acquires
 * it before it writes there (pair "room"). An item is taken by that one store. Items that are on
 * lease, or were taken out of the middle, keep their place until all before them are finished: they
 * are marked in the record by one store each.
 *
 * <p>The bytes of an item that is too large are in a {@link Spill}, under the number of the line on
 * which its record begins. No two records that are in the ring have the same number, though after
 * 2^32 lines it comes again. A producer stores them before it publishes the record; if it dies in
 * between, {@link Producer#repair} deletes them, since it knows where the record would be. A
 * consumer writes down which item it is about to finish, finishes it, and deletes the bytes; if it
 * dies in between, {@link Consumer#repair} does. So whose record is in the ring has its bytes. A
 * number that was not deleted, since a handle was closed just then, is replaced when it comes
 * again, and else goes with the object.
 *
 * <p>There is one producer at a time and one consumer, which is up to who uses the ring: by a lock
 * each, or since there are no others. The two need no lock between them.
 *
 * <p>The source of publishing in the record is the ring buffer of Agrona by M. Thompson, that of
 * stamps the bounded queue of D. Vyukov.
 */
public final class Ring {
  private final Block block;
  private final Supplier<Spill> spill;
  private final String label;
  private final int lines;
  private final int maxItems;

  /**
   * Binds a ring to its memory, for items of at most {@link #maxLength}.
   *
   * @param block starts with a {@link RingLayout}; the records go to its end
   * @param label names it in messages
   * @throws RegionFormatException if the memory is not that of a ring
   */
  public Ring(Block block, String label) {
    this(
        block,
        label,
        () -> {
          throw new UnsupportedOperationException(label + " takes no item that is larger than it");
        });
  }

  /**
   * Binds a ring to its memory, for items of any length.
   *
   * @param block starts with a {@link RingLayout}; the records go to its end
   * @param label names it in messages
   * @param spill where items go that are too large; asked for when there is one
   * @throws RegionFormatException if the memory is not that of a ring
   */
  public Ring(Block block, String label, Supplier<Spill> spill) {
    this.block = block;
    this.label = label;
    this.spill = spill;
    this.lines = block.getInt(LINES_OFFSET);
    this.maxItems = block.getInt(MAX_ITEMS_OFFSET);
    boolean whole =
        lines >= RingLayout.MIN_LINES
            && lines <= RingLayout.MAX_LINES
            && Integer.bitCount(lines) == 1
            && RingLayout.bytes(lines) == block.byteSize();
    if (!whole || maxItems < 0) {
      throw new RegionFormatException(
          "cannot open "
              + label
              + ": a ring of lines="
              + lines
              + " and at most items="
              + maxItems
              + " does not fit the memory="
              + block.byteSize()
              + " bytes; delete it and create it again");
    }
  }

  /**
   * Room for records, the 16 bytes before each included.
   *
   * @return bytes
   */
  public long capacityBytes() {
    return lines * LINE_BYTES;
  }

  /**
   * How many items may be in it.
   *
   * @return the bound, or {@link Integer#MAX_VALUE} if there is none
   */
  public int maxItems() {
    return maxItems == 0 ? Integer.MAX_VALUE : maxItems;
  }

  /**
   * The longest record: a quarter of the ring, so that two of them and what is lost at the end of
   * the ring always fit. Longer items are spilled.
   *
   * @return bytes
   */
  public int maxLength() {
    long quarter = lines / 4 * LINE_BYTES - RecordLayout.HEADER_BYTES;
    return (int) Math.min(quarter, RecordLayout.MAX_LENGTH);
  }

  /**
   * How many items are in it, finished ones and those on lease included that have not left their
   * place yet; at this moment.
   *
   * @return the number
   */
  public int items() {
    int items = Position.items(end()) - Position.items(head());
    return Math.clamp(items, 0, Integer.MAX_VALUE);
  }

  /**
   * How much of the ring is in use, at this moment.
   *
   * @return bytes
   */
  public long usedBytes() {
    int used = Position.line(end()) - Position.line(head());
    return Math.clamp(used, 0, lines) * LINE_BYTES;
  }

  /**
   * Whether there seems to be an item that nobody has, at this moment; for anybody, at any time.
   *
   * @return false if a consumer would find none; true also if it may be on lease
   */
  public boolean hasNext() {
    long head = head();
    // The head may have passed "next": its line may have been used again.
    long next =
        Position.isBefore(head, mixedEnd())
            ? Position.later(head, block.getLongOpaque(NEXT_OFFSET))
            : head;
    return RecordLayout.isOn(block.getLongAcquire(offset(next)), Position.line(next))
        || head() != head;
  }

  /**
   * Whether a record may find room, at this moment; for anybody, at any time.
   *
   * @param length how many bytes
   * @return false if a producer would find none
   */
  public boolean mayFit(int length) {
    long needed = RecordLayout.lines(length) * LINE_BYTES;
    return usedBytes() + needed <= capacityBytes() && items() < maxItems();
  }

  /**
   * Whether items may be on lease, or finished in the middle, at this moment.
   *
   * @return false if all that is in the ring is to be had
   */
  public boolean isMixed() {
    return Position.isBefore(head(), mixedEnd());
  }

  /**
   * How many items were put, at this moment.
   *
   * @return the number since the ring was made
   */
  public long itemsPut() {
    long passed = block.getLongOpaque(PASSED_OFFSET);
    return passed + Integer.toUnsignedLong(Position.items(tail()) - (int) passed);
  }

  /**
   * How many of them were too large for the ring, at this moment.
   *
   * @return the number since the ring was made; one more or less for each producer that died
   */
  public long itemsSpilled() {
    return block.getLongOpaque(SPILLED_OFFSET);
  }

  /** The tail, behind a record whose producer has not stored that yet, or died before. */
  private long end() {
    long tail = tail();
    long word = block.getLongAcquire(offset(tail));
    return RecordLayout.isOn(word, Position.line(tail)) ? after(tail, word) : tail;
  }

  Block block() {
    return block;
  }

  Spill spill() {
    return spill.get();
  }

  /** How long the item is whose record, at a position, says that it is elsewhere. */
  int lengthElsewhere(long position) {
    long length = block.getLong(offset(position) + HEADER_BYTES);
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw broken(word(position), Position.line(position));
    }
    return (int) length;
  }

  long tail() {
    return block.getLongOpaque(TAIL_OFFSET);
  }

  long head() {
    return block.getLongOpaque(HEAD_OFFSET);
  }

  long mixedEnd() {
    return block.getLongOpaque(MIXED_END_OFFSET);
  }

  int lines() {
    return lines;
  }

  /** Where the record at a position has its word. */
  long offset(long position) {
    return RECORDS_OFFSET + (Position.line(position) & lines - 1) * LINE_BYTES;
  }

  /** The word of the record at a position, checked; 0 if there is none yet. */
  long word(long position) {
    long word = block.getLongAcquire(offset(position)); // pair "record"
    int line = Position.line(position);
    if (!RecordLayout.isOn(word, line)) {
      return 0;
    }
    boolean whole =
        RecordLayout.linesOf(word) > 0 && RecordLayout.linesOf(word) <= linesToEnd(position);
    if (!whole) {
      throw broken(word, line);
    }
    return word;
  }

  private RegionBrokenException broken(long word, int line) {
    return new RegionBrokenException(
        label
            + " is damaged: a record on line="
            + Integer.toUnsignedString(line)
            + " has kind="
            + RecordLayout.kind(word)
            + " and length="
            + RecordLayout.length(word)
            + " in a ring of lines="
            + lines
            + "; delete it and create it again");
  }

  /** How many lines there are from a position to the end of the ring, where the records wrap. */
  int linesToEnd(long position) {
    return lines - (Position.line(position) & lines - 1);
  }

  static long after(long position, long word) {
    return Position.after(position, RecordLayout.linesOf(word), RecordLayout.itemsOf(word));
  }

  /** Who has the record at a position on lease; 0 if nobody. */
  long lease(long position, long word) {
    return RecordLayout.isLeased(word) ? block.getLongOpaque(offset(position) + LEASE_OFFSET) : 0;
  }
}
