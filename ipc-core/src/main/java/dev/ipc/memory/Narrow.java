package dev.ipc.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.IntUnaryOperator;

/**
 * Bytes or shorts in a {@link Block}, each of them atomic, though the JVM has compare-and-set on
 * memory for ints and longs only: what changes a value depending on the old one changes the int
 * around it, and tries again when a neighbour changed meanwhile.
 *
 * <p>Values travel as ints: of one that is given only the lower bits count, one that is returned
 * has its sign extended. Offsets are aligned to the size of a value, and the block's length is a
 * multiple of four. Modes are those of {@link Block}.
 */
public final class Narrow {
  private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle().withInvokeExactBehavior();
  private static final VarHandle SHORT =
      ValueLayout.JAVA_SHORT.varHandle().withInvokeExactBehavior();
  private static final boolean LOW_FIRST = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  private final Block block;
  private final MemorySegment segment;
  private final Faults faults;
  private final boolean isByte;
  private final int bits;

  /**
   * The values in a block.
   *
   * @param block their memory
   * @param bytes the size of a value: 1 or 2
   */
  public Narrow(Block block, int bytes) {
    this.block = block;
    this.segment = block.segment();
    this.faults = block.faults();
    this.isByte = bytes == Byte.BYTES;
    this.bits = bytes * Byte.SIZE;
  }

  /**
   * Reads a value in the total order.
   *
   * @param offset byte offset
   * @return the value
   */
  public int getVolatile(long offset) {
    try {
      return isByte
          ? (byte) BYTE.getVolatile(segment, offset)
          : (short) SHORT.getVolatile(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads a value with acquire.
   *
   * @param offset byte offset
   * @return the value
   */
  public int getAcquire(long offset) {
    try {
      return isByte
          ? (byte) BYTE.getAcquire(segment, offset)
          : (short) SHORT.getAcquire(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a value in the total order.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setVolatile(long offset, int value) {
    try {
      if (isByte) {
        BYTE.setVolatile(segment, offset, (byte) value);
      } else {
        SHORT.setVolatile(segment, offset, (short) value);
      }
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a value with release.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setRelease(long offset, int value) {
    try {
      if (isByte) {
        BYTE.setRelease(segment, offset, (byte) value);
      } else {
        SHORT.setRelease(segment, offset, (short) value);
      }
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Stores {@code next} if the value is {@code expected}.
   *
   * @param offset byte offset
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was stored
   */
  public boolean compareAndSet(long offset, int expected, int next) {
    long word = offset & -Integer.BYTES;
    int shift = shift(offset);
    int mask = (-1 >>> (Integer.SIZE - bits)) << shift;
    int wanted = (expected << shift) & mask;
    while (true) {
      int now = block.getIntVolatile(word);
      if ((now & mask) != wanted) {
        return false;
      }
      if (block.compareAndSetInt(word, now, (now & ~mask) | ((next << shift) & mask))) {
        return true;
      }
    }
  }

  /** By how much a value is shifted in the int around it. */
  private int shift(long offset) {
    int before = (int) (offset % Integer.BYTES) * Byte.SIZE;
    return LOW_FIRST ? before : Integer.SIZE - bits - before;
  }

  /**
   * Exchanges.
   *
   * @param offset byte offset
   * @param value the new value
   * @return the value before
   */
  public int getAndSet(long offset, int value) {
    while (true) {
      int now = getVolatile(offset);
      if (compareAndSet(offset, now, value)) {
        return now;
      }
    }
  }

  /**
   * Adds.
   *
   * @param offset byte offset
   * @param delta what to add
   * @return the value before
   */
  public int getAndAdd(long offset, int delta) {
    while (true) {
      int now = getVolatile(offset);
      if (compareAndSet(offset, now, now + delta)) {
        return now;
      }
    }
  }

  /**
   * Applies a function.
   *
   * @param offset byte offset
   * @param update gives the next value; free of side effects, as it is called again when another
   *     thread was faster
   * @return the value after
   */
  public int updateAndGet(long offset, IntUnaryOperator update) {
    while (true) {
      int now = getVolatile(offset);
      int next = update.applyAsInt(now);
      if (compareAndSet(offset, now, next)) {
        return isByte ? (byte) next : (short) next;
      }
    }
  }
}
