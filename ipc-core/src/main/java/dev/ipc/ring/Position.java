package dev.ipc.ring;

/**
 * A place in the endless sequence of records: how many lines and how many items are before it. Both
 * are in one word, so that they are stored at once and belong together whoever dies. Both count
 * modulo 2^32; a ring has fewer lines than half of that, so of two of its positions one can tell
 * which is first.
 *
 * <pre>
 * [line:32][item:32]
 * </pre>
 */
public final class Position {
  private Position() {}

  /**
   * The line that a record begins on.
   *
   * @param position of the record
   * @return the number of lines before it, modulo 2^32
   */
  public static int line(long position) {
    return (int) (position >>> Integer.SIZE);
  }

  /**
   * How many items there are up to a position.
   *
   * @param position any
   * @return the number of items before it, modulo 2^32
   */
  public static int items(long position) {
    return (int) position;
  }

  /** A position on a line, for who does not care for items. */
  static long ofLine(int line) {
    return (long) line << Integer.SIZE;
  }

  static long after(long position, int lines, int items) {
    return (long) (line(position) + lines) << Integer.SIZE
        | Integer.toUnsignedLong(items(position) + items);
  }

  static boolean isBefore(long position, long other) {
    return line(position) - line(other) < 0;
  }

  static long later(long position, long other) {
    return isBefore(position, other) ? other : position;
  }

  static long earlier(long position, long other) {
    return isBefore(position, other) ? position : other;
  }
}
