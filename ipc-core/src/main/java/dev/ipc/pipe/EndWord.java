package dev.ipc.pipe;

import dev.ipc.owner.OwnerId;

/**
 * What becomes of an end of a pipe, in one word.
 *
 * <pre>
 * [number:28][state:4][0:1][slot:12][generation:19]
 * </pre>
 *
 * <p>The number grows with each change, modulo 2^28, so that who had an end can tell whether it has
 * it still. The owner is who has the end, or was the last that did; 0 if nobody ever had it.
 */
final class EndWord {
  /** Nobody ever had it. */
  static final int FREE = 0;

  /** The owner has it. */
  static final int TAKEN = 1;

  /** The owner has sent it to another process, where it did not arrive yet. */
  static final int SENT = 2;

  /** The owner has closed it; for good. */
  static final int CLOSED = 3;

  /** The owner died with it; for good. */
  static final int DIED = 4;

  private static final int STATE_MASK = 0xf;
  private static final int NUMBER_SHIFT = 4;

  private EndWord() {}

  static int state(long word) {
    return (int) (word >>> Integer.SIZE) & STATE_MASK;
  }

  static int owner(long word) {
    return (int) word;
  }

  static boolean isOver(long word) {
    return state(word) >= CLOSED;
  }

  /** The word that follows upon another. */
  static long next(long word, int state, int owner) {
    int number = (int) (word >>> Integer.SIZE >>> NUMBER_SHIFT) + 1;
    return (long) (number << NUMBER_SHIFT | state) << Integer.SIZE | owner;
  }

  /** Whether it is a word that is ever stored. */
  static boolean isValid(long word) {
    int state = state(word);
    if (state == FREE) {
      return word == 0;
    }
    try {
      return state <= DIED && OwnerId.ofBits(owner(word)).bits() == owner(word);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** For display: {@code with 3.1}, say. */
  static String describe(long word) {
    int state = state(word);
    String owner = state == FREE ? "" : OwnerId.ofBits(owner(word)).toString();
    return switch (state) {
      case FREE -> "free";
      case TAKEN -> "with " + owner;
      case SENT -> "sent by " + owner;
      case CLOSED -> "closed";
      default -> "dead with " + owner;
    };
  }
}
