package dev.ipc.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The memory of one shared object, or a part of it: ints and longs at byte offsets, each access
 * with the memory mode that its name says. Offsets are from the start of the block and aligned to
 * the size of what is accessed.
 *
 * <p>Modes are those of {@link VarHandle}: a method without a mode in its name is plain and, for
 * {@code long}, not promised to be free of tearing; {@code Opaque} is whole and eventually visible;
 * {@code Acquire} and {@code Release} pair up; {@code Volatile}, {@code compareAndSet} and {@code
 * getAndX} are sequentially consistent.
 *
 * <p>Atomics need memory that is aligned to 8 bytes: native memory, mapped files, and heap segments
 * over {@code long[]}.
 */
public final class Block {
  private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();
  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle().withInvokeExactBehavior();

  private final MemorySegment segment;
  private final Faults faults;

  /**
   * Wraps a segment.
   *
   * @param segment the memory, aligned to 8 bytes
   * @param faults names what a failed access means
   */
  public Block(MemorySegment segment, Faults faults) {
    if (segment.maxByteAlignment() < Long.BYTES) {
      throw new IllegalArgumentException(
          "memory cannot hold atomics: alignment="
              + segment.maxByteAlignment()
              + ", needed=8; use native memory, a mapped file or a long[]");
    }
    this.segment = segment;
    this.faults = faults;
  }

  /**
   * Wraps memory that never goes away.
   *
   * @param segment the memory, aligned to 8 bytes
   */
  public Block(MemorySegment segment) {
    this(segment, Faults.NONE);
  }

  /**
   * The part of this block from {@code offset} on.
   *
   * @param offset first byte, a multiple of 8
   * @param byteSize length in bytes
   * @return a block over the same memory
   */
  public Block slice(long offset, long byteSize) {
    return new Block(segment.asSlice(offset, byteSize), faults);
  }

  /**
   * The length of this block.
   *
   * @return bytes
   */
  public long byteSize() {
    return segment.byteSize();
  }

  /**
   * The memory itself, for bulk work.
   *
   * @return the segment that this block wraps
   */
  public MemorySegment segment() {
    return segment;
  }

  /** Names what a failed access means. */
  Faults faults() {
    return faults;
  }

  /**
   * Where a byte lies in this process, for the kernel. Unlike the segment, the number does not keep
   * the memory from being unmapped.
   *
   * @param offset byte offset
   * @return the native address
   */
  public long address(long offset) {
    return segment.address() + offset;
  }

  /**
   * Copies bytes out of this block, in no order.
   *
   * @param offset byte offset
   * @param target where to, from its start
   * @param length how many
   */
  public void getBytes(long offset, byte[] target, int length) {
    getBytes(offset, target, 0, length);
  }

  /**
   * Copies bytes out of this block, in no order.
   *
   * @param offset byte offset
   * @param target where to
   * @param first where in it the first one goes
   * @param length how many
   */
  public void getBytes(long offset, byte[] target, int first, int length) {
    try {
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, target, first, length);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Copies bytes into this block, in no order.
   *
   * @param offset byte offset
   * @param source from its start to its end
   */
  public void setBytes(long offset, byte[] source) {
    setBytes(offset, source, source.length);
  }

  /**
   * Copies bytes into this block, in no order.
   *
   * @param offset byte offset
   * @param source from its start
   * @param length how many
   */
  public void setBytes(long offset, byte[] source, int length) {
    setBytes(offset, source, 0, length);
  }

  /**
   * Copies bytes into this block, in no order.
   *
   * @param offset byte offset
   * @param source where they are
   * @param first where in it the first one is
   * @param length how many
   */
  public void setBytes(long offset, byte[] source, int first, int length) {
    try {
      MemorySegment.copy(source, first, segment, ValueLayout.JAVA_BYTE, offset, length);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Copies bytes within this block, in no order.
   *
   * @param from byte offset of the source
   * @param to byte offset of the target
   * @param length how many
   */
  public void copyBytes(long from, long to, long length) {
    try {
      MemorySegment.copy(segment, from, segment, to, length);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads a byte plainly.
   *
   * @param offset byte offset
   * @return the value
   */
  public byte getByte(long offset) {
    try {
      return segment.get(ValueLayout.JAVA_BYTE, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a byte plainly.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setByte(long offset, byte value) {
    try {
      segment.set(ValueLayout.JAVA_BYTE, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads a short plainly.
   *
   * @param offset byte offset
   * @return the value
   */
  public short getShort(long offset) {
    try {
      return segment.get(ValueLayout.JAVA_SHORT, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a short plainly.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setShort(long offset, short value) {
    try {
      segment.set(ValueLayout.JAVA_SHORT, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * What a failed access by way of {@link #segment} means.
   *
   * @param fault what was thrown: {@link IllegalStateException} or {@link InternalError}
   * @return the exception to throw
   */
  public RuntimeException translate(Throwable fault) {
    return faults.translate(fault);
  }

  /** Keeps the reads before it from moving behind the reads after it. */
  public static void readFence() {
    VarHandle.loadLoadFence();
  }

  /** Keeps all accesses before it from moving behind those after it. */
  public static void fullFence() {
    VarHandle.fullFence();
  }

  /**
   * Keeps the compiler from moving accesses across it, in either direction: for HotSpot every fence
   * does. The processor may still delay a store until after a later load; for that see {@code
   * AsymmetricFence}.
   */
  public static void compilerFence() {
    VarHandle.releaseFence();
  }

  /**
   * Reads an int plainly.
   *
   * @param offset byte offset
   * @return the value
   */
  public int getInt(long offset) {
    try {
      return (int) INT.get(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads an int whole, in no order.
   *
   * @param offset byte offset
   * @return the value
   */
  public int getIntOpaque(long offset) {
    try {
      return (int) INT.getOpaque(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads an int with acquire.
   *
   * @param offset byte offset
   * @return the value
   */
  public int getIntAcquire(long offset) {
    try {
      return (int) INT.getAcquire(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads an int in the total order.
   *
   * @param offset byte offset
   * @return the value
   */
  public int getIntVolatile(long offset) {
    try {
      return (int) INT.getVolatile(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes an int plainly.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setInt(long offset, int value) {
    try {
      INT.set(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes an int whole, in no order.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setIntOpaque(long offset, int value) {
    try {
      INT.setOpaque(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes an int with release.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setIntRelease(long offset, int value) {
    try {
      INT.setRelease(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes an int in the total order.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setIntVolatile(long offset, int value) {
    try {
      INT.setVolatile(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Stores {@code next} if the value is {@code expected}. Reads first: the JVM survives a read of
   * memory that a truncated file took away, but not an interpreted compare-and-set; and under
   * contention a read disturbs others less.
   *
   * @param offset byte offset
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was stored
   */
  public boolean compareAndSetInt(long offset, int expected, int next) {
    try {
      return (int) INT.getVolatile(segment, offset) == expected
          && INT.compareAndSet(segment, offset, expected, next);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Adds.
   *
   * @param offset byte offset
   * @param delta what to add
   * @return the value before
   */
  public int getAndAddInt(long offset, int delta) {
    try {
      return (int) INT.getAndAdd(segment, offset, delta);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Exchanges.
   *
   * @param offset byte offset
   * @param value the new value
   * @return the value before
   */
  public int getAndSetInt(long offset, int value) {
    try {
      return (int) INT.getAndSet(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads a long plainly.
   *
   * @param offset byte offset
   * @return the value
   */
  public long getLong(long offset) {
    try {
      return (long) LONG.get(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads a long whole, in no order.
   *
   * @param offset byte offset
   * @return the value
   */
  public long getLongOpaque(long offset) {
    try {
      return (long) LONG.getOpaque(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads a long with acquire.
   *
   * @param offset byte offset
   * @return the value
   */
  public long getLongAcquire(long offset) {
    try {
      return (long) LONG.getAcquire(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Reads a long in the total order.
   *
   * @param offset byte offset
   * @return the value
   */
  public long getLongVolatile(long offset) {
    try {
      return (long) LONG.getVolatile(segment, offset);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a long plainly.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setLong(long offset, long value) {
    try {
      LONG.set(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a long whole, in no order.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setLongOpaque(long offset, long value) {
    try {
      LONG.setOpaque(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a long with release.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setLongRelease(long offset, long value) {
    try {
      LONG.setRelease(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Writes a long in the total order.
   *
   * @param offset byte offset
   * @param value the new value
   */
  public void setLongVolatile(long offset, long value) {
    try {
      LONG.setVolatile(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Stores {@code next} if the value is {@code expected}. Reads first: the JVM survives a read of
   * memory that a truncated file took away, but not an interpreted compare-and-set; and under
   * contention a read disturbs others less.
   *
   * @param offset byte offset
   * @param expected what it must be
   * @param next what it becomes
   * @return true if it was stored
   */
  public boolean compareAndSetLong(long offset, long expected, long next) {
    try {
      return (long) LONG.getVolatile(segment, offset) == expected
          && LONG.compareAndSet(segment, offset, expected, next);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Adds.
   *
   * @param offset byte offset
   * @param delta what to add
   * @return the value before
   */
  public long getAndAddLong(long offset, long delta) {
    try {
      return (long) LONG.getAndAdd(segment, offset, delta);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }

  /**
   * Exchanges.
   *
   * @param offset byte offset
   * @param value the new value
   * @return the value before
   */
  public long getAndSetLong(long offset, long value) {
    try {
      return (long) LONG.getAndSet(segment, offset, value);
    } catch (IllegalStateException | InternalError e) {
      throw faults.translate(e);
    }
  }
}
