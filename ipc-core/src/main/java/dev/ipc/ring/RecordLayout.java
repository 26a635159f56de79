package dev.ipc.ring;

import dev.ipc.memory.Offsets;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;

/**
 * A record of a ring. It begins on a line of 64 bytes and takes as many whole lines as it needs.
 *
 * <pre>
 *  0 word   [stamp:32][done:1][leased:1][kind:2][length:28]
 *  8 lease  [lease:32][owner:32], if the word says leased
 * 16 bytes  as many as its length says
 * </pre>
 *
 * <p>The stamp is the number of the line, modulo 2^32, so that a word of an earlier round is not
 * taken for this round's. Kinds: 1 = item, 2 = nothing, up to the end of the ring, 3 = item that is
 * elsewhere: its bytes are 8, the length of the item, which is spilled under the number of the
 * record's line. An owner is {@code [0:1][slot:12][generation:19]}.
 */
public final class RecordLayout {
  /** The fixed part. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              ValueLayout.JAVA_LONG.withName("word"), ValueLayout.JAVA_LONG.withName("lease"))
          .withName("record");

  /** Length in bytes of what is before a record's own bytes. */
  public static final long HEADER_BYTES = LAYOUT.byteSize();

  /** A record's own bytes are an item. */
  public static final int ITEM = 1;

  /** A record has nothing in it, and is there because the next did not fit behind it. */
  public static final int PAD = 2;

  /** A record's own bytes are the length of an item that is too large for the ring. */
  public static final int ELSEWHERE = 3;

  /** The longest record, in bytes. */
  public static final int MAX_LENGTH = (1 << 28) - 1;

  static final long LINE_BYTES = 64;
  static final long LEASE_OFFSET = Offsets.of(LAYOUT, "lease");

  private static final int DONE = 1 << 31;
  private static final int LEASED = 1 << 30;
  private static final int KIND_SHIFT = 28;
  private static final int KIND_MASK = 3;

  private RecordLayout() {}

  static long word(int line, int kind, int length) {
    return (long) line << Integer.SIZE | Integer.toUnsignedLong(kind << KIND_SHIFT | length);
  }

  /** Whether there is a record on the line, or what is there is from another round, or no word. */
  static boolean isOn(long word, int line) {
    return (int) (word >>> Integer.SIZE) == line && kind(word) != 0;
  }

  static int kind(long word) {
    return (int) word >>> KIND_SHIFT & KIND_MASK;
  }

  static int length(long word) {
    return (int) word & MAX_LENGTH;
  }

  static boolean isDone(long word) {
    return ((int) word & DONE) != 0;
  }

  static long done(long word) {
    return word | Integer.toUnsignedLong(DONE);
  }

  static boolean isLeased(long word) {
    return ((int) word & LEASED) != 0;
  }

  static long leased(long word) {
    return word | LEASED;
  }

  static long notLeased(long word) {
    return word & ~LEASED;
  }

  /** Whether nobody is to get the record any more. */
  static boolean isFinished(long word) {
    return kind(word) == PAD || isDone(word);
  }

  /** How many lines a record takes. */
  static int lines(int length) {
    return (int) ((HEADER_BYTES + length + LINE_BYTES - 1) / LINE_BYTES);
  }

  /** How many lines the record of a word takes; a pad has no header to be counted. */
  static int linesOf(long word) {
    return kind(word) == PAD ? length(word) : lines(length(word));
  }

  /** How many items the record of a word is. */
  static int itemsOf(long word) {
    return kind(word) == PAD ? 0 : 1;
  }
}
