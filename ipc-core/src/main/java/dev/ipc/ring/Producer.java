package dev.ipc.ring;

import static dev.ipc.ring.RecordLayout.HEADER_BYTES;
import static dev.ipc.ring.RecordLayout.PAD;
import static dev.ipc.ring.RingLayout.HEAD_OFFSET;
import static dev.ipc.ring.RingLayout.HEAD_SEEN_OFFSET;
import static dev.ipc.ring.RingLayout.PASSED_OFFSET;
import static dev.ipc.ring.RingLayout.SPILLED_OFFSET;
import static dev.ipc.ring.RingLayout.TAIL_OFFSET;

import dev.ipc.bind.Spill;
import dev.ipc.memory.Block;

/**
 * The side of a {@link Ring} that puts records into it; for one thread at a time. It remembers
 * where the tail is, so that who puts again and again need not look.
 */
public final class Producer {
  /** There is no room. */
  public static final long FULL = -1;

  private final Ring ring;
  private final Block block;

  /** Whether the next two are known. */
  private boolean settled;

  private long tail;

  /** One that was seen. */
  private long head;

  /**
   * Creates the side of a ring.
   *
   * @param ring the ring
   */
  public Producer(Ring ring) {
    this.ring = ring;
    this.block = ring.block();
  }

  /**
   * Whether it knows where the tail is.
   *
   * @return false before {@link #settle}, after {@link #unsettle}, or if publishing threw
   */
  public boolean isSettled() {
    return settled;
  }

  /** From now on it does not know where the tail is, since others may put. */
  public void unsettle() {
    settled = false;
  }

  /** Finds the tail, behind records that were published by producers who died then. */
  public void settle() {
    tail = block.getLong(TAIL_OFFSET);
    for (long word = ring.word(tail); word != 0; word = ring.word(tail)) {
      tail = Ring.after(tail, word);
      block.setLongOpaque(TAIL_OFFSET, tail);
    }
    head = block.getLong(HEAD_SEEN_OFFSET);
    settled = true;
  }

  /**
   * Finds room for the bytes of a record. Nobody sees them before {@link #publish}; who claims
   * again without it gets the same room.
   *
   * @param length how many, at most {@link Ring#maxLength}
   * @return the offset in the ring's block to write them to, or {@link #FULL}
   */
  public long claim(int length) {
    if (!settled) {
      settle();
    }
    int need = RecordLayout.lines(length);
    int rest = ring.linesToEnd(tail);
    int pad = need > rest ? rest : 0;
    if (!hasRoom(pad + need)) {
      return FULL;
    }
    if (pad > 0) {
      publish(pad, PAD);
    }
    return ring.offset(tail) + HEADER_BYTES;
  }

  private boolean hasRoom(int lines) {
    if (isRoom(lines)) {
      return true;
    }
    head = block.getLongAcquire(HEAD_OFFSET); // pair "room"
    block.setLongOpaque(HEAD_SEEN_OFFSET, head);
    // So at least once a round, long before 2^32 items are put after it.
    block.setLongOpaque(PASSED_OFFSET, ring.itemsPut());
    return isRoom(lines);
  }

  private boolean isRoom(int lines) {
    return Position.line(tail) - Position.line(head) + lines <= ring.lines()
        && Position.items(tail) - Position.items(head) < ring.maxItems();
  }

  /**
   * Publishes the bytes that were written to what was claimed.
   *
   * @param length how many there are, as claimed
   * @param kind {@link RecordLayout#ITEM} or {@link RecordLayout#ELSEWHERE}
   */
  public void publish(int length, int kind) {
    long word = RecordLayout.word(Position.line(tail), kind, length);
    long after = Ring.after(tail, word);
    settled = false;
    clearChanceWord(after);
    // step: ring.write
    block.setLongRelease(ring.offset(tail), word); // pair "record"
    // step: ring.published
    block.setLongOpaque(TAIL_OFFSET, after);
    // step: ring.passed
    tail = after;
    settled = true;
  }

  /** What is left from earlier rounds where the next record begins is not to be taken for it. */
  private void clearChanceWord(long position) {
    long offset = ring.offset(position);
    if (RecordLayout.isOn(block.getLong(offset), Position.line(position))) {
      block.setLong(offset, 0);
    }
  }

  /**
   * Publishes an item that is too large for the ring, if there is room for its record.
   *
   * @param draft the item's bytes; they get their number here
   * @param length how many there are
   * @return whether there was room
   */
  public boolean publishElsewhere(Spill.Draft draft, int length) {
    long offset = claim(Long.BYTES);
    if (offset == FULL) {
      return false;
    }
    block.setLong(offset, length);
    // step: ring.spill
    draft.commit(Position.line(tail));
    // step: ring.spilled
    publish(Long.BYTES, RecordLayout.ELSEWHERE);
    block.setLongOpaque(SPILLED_OFFSET, ring.itemsSpilled() + 1);
    return true;
  }

  /**
   * Deletes what a producer spilled that died before it published the record.
   *
   * <p>Its record would be at the tail: if the end of the ring was too near, that was filled first.
   */
  public void repair() {
    settle();
    ring.spill().delete(Position.line(tail));
  }
}
