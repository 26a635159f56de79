package dev.ipc.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Plain access to the elements of arrays in a {@link Block}: the primitive types that the block
 * itself does not know, and many elements at once. Offsets are in bytes from the start of the block
 * and aligned to the size of an element. Nothing here is ordered; on 64-bit hardware, no single
 * element is torn, because each is read and written by one instruction.
 */
public final class Elements {
  private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle().withInvokeExactBehavior();
  private static final VarHandle SHORT =
      ValueLayout.JAVA_SHORT.varHandle().withInvokeExactBehavior();
  private static final VarHandle FLOAT =
      ValueLayout.JAVA_FLOAT.varHandle().withInvokeExactBehavior();
  private static final VarHandle DOUBLE =
      ValueLayout.JAVA_DOUBLE.varHandle().withInvokeExactBehavior();

  /** What a fill copies again and again: a part of the processor's first cache. */
  private static final int PATTERN_BYTES = 1 << 13;

  private final MemorySegment segment;
  private final Faults faults;

  /**
   * The elements in a block.
   *
   * @param block their memory
   */
  public Elements(Block block) {
    this.segment = block.segment();
    this.faults = block.faults();
  }

  /**
   * Reads a byte.
   *
   * @param offset byte offset
   * @return the value
   */
  public byte getByte(long offset) {
    try {
      return (byte) BYTE.get(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a byte.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setByte(long offset, byte value) {
    try {
      BYTE.set(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads a short.
   *
   * @param offset byte offset
   * @return the value
   */
  public short getShort(long offset) {
    try {
      return (short) SHORT.get(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a short.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setShort(long offset, short value) {
    try {
      SHORT.set(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads a float.
   *
   * @param offset byte offset
   * @return the value
   */
  public float getFloat(long offset) {
    try {
      return (float) FLOAT.get(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a float.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setFloat(long offset, float value) {
    try {
      FLOAT.set(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads a double.
   *
   * @param offset byte offset
   * @return the value
   */
  public double getDouble(long offset) {
    try {
      return (double) DOUBLE.get(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a double.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setDouble(long offset, double value) {
    try {
      DOUBLE.set(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes the same again and again.
   *
   * @param offset byte offset
   * @param byteSize how many bytes to write
   * @param word what to write: eight bytes, in which elements of fewer bytes are repeated
   */
  public void fill(long offset, long byteSize, long word) {
    long[] words =
        new long[(int) ((Math.min(byteSize, PATTERN_BYTES) + Long.BYTES - 1) / Long.BYTES)];
    Arrays.fill(words, word);
    MemorySegment pattern = MemorySegment.ofArray(words);
    try {
      for (long done = 0; done < byteSize; done += PATTERN_BYTES) {
        long bytes = Math.min(PATTERN_BYTES, byteSize - done);
        MemorySegment.copy(pattern, 0, segment, offset + done, bytes);
      }
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Copies elements to an array.
   *
   * @param offset byte offset of the first
   * @param layout the type of the elements
   * @param target an array of that type
   * @param targetIndex where in it the first goes
   * @param length how many elements
   */
  public void read(long offset, ValueLayout layout, Object target, int targetIndex, int length) {
    try {
      MemorySegment.copy(segment, layout, offset, target, targetIndex, length);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Copies elements from an array.
   *
   * @param offset byte offset of the first
   * @param layout the type of the elements
   * @param source an array of that type
   * @param sourceIndex where in it the first is
   * @param length how many elements
   */
  public void write(long offset, ValueLayout layout, Object source, int sourceIndex, int length) {
    try {
      MemorySegment.copy(source, sourceIndex, segment, layout, offset, length);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Copies bytes to other elements, as if they were read before any is written.
   *
   * @param offset byte offset of the first
   * @param target where to
   * @param targetOffset byte offset there
   * @param byteSize how many bytes
   */
  public void copy(long offset, Elements target, long targetOffset, long byteSize) {
    try {
      MemorySegment.copy(segment, offset, target.segment, targetOffset, byteSize);
    } catch (IllegalStateException | InternalError e) {
      getByte(offset + byteSize - 1); // throws if it is this memory that is gone
      throw target.faults.translate(e);
    }
  }
}
