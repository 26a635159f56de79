package dev.ipc.ring;

import static dev.ipc.ring.RecordLayout.ELSEWHERE;
import static dev.ipc.ring.RecordLayout.HEADER_BYTES;
import static dev.ipc.ring.RecordLayout.LEASE_OFFSET;
import static dev.ipc.ring.RingLayout.HEAD_OFFSET;
import static dev.ipc.ring.RingLayout.LEAVING_OFFSET;
import static dev.ipc.ring.RingLayout.MIXED_END_OFFSET;
import static dev.ipc.ring.RingLayout.NEXT_OFFSET;

import dev.ipc.RegionMissingException;
import dev.ipc.memory.Block;
import java.util.function.IntPredicate;

/**
 * The side of a {@link Ring} that gets items out of it; for one thread at a time. It stands on an
 * item, to which {@link #find} and {@link #findAfter} bring it.
 *
 * <p>While no item is on lease, and none was taken out of the middle, the head is all there is.
 * Else the ring is mixed up to some position: before it, finding an item means to walk.
 */
public final class Consumer {
  private final Ring ring;
  private final Block block;

  private long head;
  private boolean mixed;
  private long position;
  private long word;

  /**
   * Creates the side of a ring.
   *
   * @param ring the ring
   */
  public Consumer(Ring ring) {
    this.ring = ring;
    this.block = ring.block();
  }

  /**
   * Goes to the first item that is neither finished nor on lease.
   *
   * @return whether there is one
   */
  public boolean find() {
    look();
    if (!mixed) {
      return findFrom(head);
    }
    long next = Position.later(head, block.getLongOpaque(NEXT_OFFSET));
    boolean found = findFrom(next);
    if (position != next) {
      block.setLongOpaque(NEXT_OFFSET, position);
    }
    return found;
  }

  /**
   * Goes to the next item that is neither finished nor on lease.
   *
   * @param after where to go on, see {@link #after}; or {@link #start}
   * @return whether there is one
   */
  public boolean findAfter(long after) {
    look();
    return findFrom(Position.later(head, after));
  }

  /**
   * Goes to an item, if it is still there and neither finished nor on lease.
   *
   * @param at its position
   * @return whether it is
   */
  public boolean findAt(long at) {
    return findAfter(at) && position == at;
  }

  /**
   * Where the first record is.
   *
   * @return the head
   */
  public long start() {
    return ring.head();
  }

  private void look() {
    head = block.getLong(HEAD_OFFSET);
    long mixedEnd = block.getLong(MIXED_END_OFFSET);
    mixed = Position.isBefore(head, mixedEnd);
    if (Position.line(head) - Position.line(mixedEnd) > ring.lines()) {
      // Kept near, since after 2^31 lines one could not tell which is before the other.
      block.setLongOpaque(MIXED_END_OFFSET, head);
    }
    if (mixed) {
      passFinished(); // somebody may have died before that
    }
  }

  private boolean findFrom(long from) {
    position = from;
    for (word = ring.word(position); word != 0; word = ring.word(position)) {
      boolean finished = RecordLayout.isFinished(word);
      if (!finished && !RecordLayout.isLeased(word)) {
        return true;
      }
      long after = after();
      if (finished && position == head) {
        setHead(after);
      }
      position = after;
    }
    return false;
  }

  private void setHead(long next) {
    block.setLongRelease(HEAD_OFFSET, next); // pair "room"
    head = next;
  }

  /**
   * Where the item begins.
   *
   * @return its position
   */
  public long position() {
    return position;
  }

  /**
   * Where the item ends.
   *
   * @return the position after it
   */
  public long after() {
    return Ring.after(position, word);
  }

  /**
   * What the item's bytes are.
   *
   * @return {@link RecordLayout#ITEM} or {@link RecordLayout#ELSEWHERE}
   */
  public int kind() {
    return RecordLayout.kind(word);
  }

  /**
   * Where the item's bytes are.
   *
   * @return the offset in the ring's block; of use if {@link #kind} says that they are here
   */
  public long offset() {
    return ring.offset(position) + HEADER_BYTES;
  }

  /**
   * How many bytes the item has.
   *
   * @return bytes
   */
  public int length() {
    return kind() == ELSEWHERE ? ring.lengthElsewhere(position) : RecordLayout.length(word);
  }

  /**
   * Copies the item, wherever it is.
   *
   * @return its bytes
   * @throws RegionMissingException if it is not there any more, since the object was deleted; it is
   *     finished then
   */
  public byte[] copy() {
    if (kind() == ELSEWHERE) {
      return load();
    }
    byte[] bytes = new byte[RecordLayout.length(word)];
    block.getBytes(offset(), bytes, bytes.length);
    return bytes;
  }

  private byte[] load() {
    try {
      return ring.spill().load(Position.line(position), ring.lengthElsewhere(position));
    } catch (RegionMissingException e) {
      take();
      throw e;
    }
  }

  /** Finishes the item: it is taken, and nobody gets it any more. */
  public void take() {
    if (kind() == ELSEWHERE) {
      repair();
      block.setLongOpaque(LEAVING_OFFSET, 1 + Integer.toUnsignedLong(Position.line(position)));
      finish();
      // step: ring.left
      repair();
    } else {
      finish();
    }
  }

  private void finish() {
    if (position == head) {
      // step: ring.take
      setHead(after());
    } else {
      extendMixed();
      // step: ring.finish
      setWord(RecordLayout.done(word));
    }
    // step: ring.taken
    if (mixed) {
      passFinished();
    }
  }

  /** Deletes the bytes of an item elsewhere that was finished, also by a consumer that died. */
  public void repair() {
    long leaving = block.getLongOpaque(LEAVING_OFFSET);
    if (leaving == 0) {
      return;
    }
    int line = (int) (leaving - 1);
    if (isGone(Position.ofLine(line))) {
      ring.spill().delete(line);
    }
    // step: ring.deleted
    block.setLongOpaque(LEAVING_OFFSET, 0);
  }

  private boolean isGone(long record) {
    if (Position.isBefore(record, ring.head())) {
      return true;
    }
    long found = ring.word(record);
    return found == 0 || RecordLayout.isFinished(found);
  }

  /** Moves the head over what is finished. */
  private void passFinished() {
    long at = head;
    for (long here = ring.word(at); here != 0 && RecordLayout.isFinished(here); ) {
      at = Ring.after(at, here);
      here = ring.word(at);
    }
    if (at != head) {
      setHead(at);
    }
  }

  /** From now on the ring is mixed up to the end of the item. */
  private void extendMixed() {
    if (!mixed) {
      block.setLongOpaque(NEXT_OFFSET, head);
      mixed = true;
    }
    if (Position.isBefore(ring.mixedEnd(), after())) {
      block.setLongRelease(MIXED_END_OFFSET, after());
    }
  }

  private void setWord(long next) {
    block.setLongRelease(ring.offset(position), next);
    word = next;
  }

  /**
   * Puts the item on lease: nobody gets it while its owner lives and does not give it back.
   *
   * @param lease tells this lease from others; its low half is who has it
   */
  public void lease(long lease) {
    extendMixed();
    block.setLongOpaque(ring.offset(position) + LEASE_OFFSET, lease);
    // step: ring.lease
    setWord(RecordLayout.leased(word));
    // step: ring.leased
  }

  /**
   * Goes to an item that is on lease.
   *
   * @param at its position
   * @param lease the lease
   * @return false if it is not on that lease any more
   */
  public boolean findLeased(long at, long lease) {
    look();
    if (Position.isBefore(at, head) || !Position.isBefore(at, ring.mixedEnd())) {
      return false;
    }
    position = at;
    word = ring.word(at);
    return word != 0 && !RecordLayout.isFinished(word) && ring.lease(at, word) == lease;
  }

  /** Gives the item back, which is on lease, so that it is found again. */
  public void giveBack() {
    // The other way round, a death between the two would leave an item that nobody finds.
    block.setLongOpaque(NEXT_OFFSET, Position.earlier(block.getLongOpaque(NEXT_OFFSET), position));
    // step: ring.giveBack
    setWord(RecordLayout.notLeased(word));
    // step: ring.givenBack
  }

  /**
   * Gives back what some owners have on lease.
   *
   * @param whose tells of an owner whether it is one of them
   * @return how many items there were
   */
  public int giveBackAll(IntPredicate whose) {
    int count = 0;
    look();
    long end = ring.mixedEnd();
    position = head;
    for (word = ring.word(position); word != 0 && Position.isBefore(position, end); ) {
      long after = after();
      if (!RecordLayout.isFinished(word)
          && RecordLayout.isLeased(word)
          && whose.test((int) ring.lease(position, word))) {
        giveBack();
        count++;
      }
      position = after;
      word = ring.word(position);
    }
    return count;
  }

  /**
   * How many items still have their place though they are not to be had.
   *
   * @param leased whether those on lease are counted, or those that are finished
   * @return the number
   */
  public int countMixed(boolean leased) {
    int count = 0;
    look();
    long end = ring.mixedEnd();
    position = head;
    for (word = ring.word(position); word != 0 && Position.isBefore(position, end); ) {
      boolean finished = RecordLayout.isFinished(word);
      if (leased ? !finished && RecordLayout.isLeased(word) : RecordLayout.isDone(word)) {
        count++;
      }
      position = after();
      word = ring.word(position);
    }
    return count;
  }
}
