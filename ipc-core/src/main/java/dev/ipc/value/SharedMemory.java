package dev.ipc.value;

import dev.ipc.Kind;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.sync.SharedLock;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A block of raw memory that processes share, as a {@link MemorySegment} or a {@link ByteBuffer};
 * what is in it is up to its users. It starts with zeros and begins at a cache line.
 *
 * <p><b>Lifetime:</b> segments and buffers of the block end with the handle. A use after that is an
 * {@link IllegalStateException} of the JDK, never a crash; of a read or write of a channel that is
 * going on at that moment, the memory stays until it has ended. If the file lost its end, a use of
 * the memory is an {@link InternalError} of the JDK.
 *
 * <p><b>Memory effects:</b> those of how it is accessed: none for plain reads and writes. Order
 * them by {@link #lock}, by another synchronizer, or by the atomic forms of a {@code VarHandle} of
 * the segment. A process that dies leaves what it has written so far: what has to be changed whole
 * belongs under a lock with a {@link dev.ipc.Repair}, or into one of the other types.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedMemory extends BoundObject implements Lockable {
  @Serial private static final long serialVersionUID = 1L;

  /** What a processor can address in a process, and so the longest block. */
  private static final long MAX_BYTES = 1L << 47;

  /** The longest buffer that the JDK makes of a segment. */
  private static final int MAX_BUFFER_BYTES = Integer.MAX_VALUE - 8;

  private static final Format<SharedMemory> FORMAT =
      new Format<>(
          SharedMemoryLayout.KIND,
          "memory",
          SharedMemoryLayout.ELEMENT,
          "bytes",
          SharedMemoryLayout.bytes(1),
          (home, extra) -> new SharedMemory(home));

  /** Opens a shared block. */
  public static final Kind<SharedMemory> KIND = FORMAT;

  private final transient Home home;
  private final transient MemorySegment segment;
  private final transient SharedLock lock;

  private SharedMemory(Home home) {
    super(home);
    this.home = home;
    this.segment = home.block().segment().asSlice(SharedMemoryLayout.BLOCK_OFFSET);
    this.lock = LockedValue.ownLock(home, SharedMemoryLayout.LOCK_OFFSET, this);
  }

  /**
   * Zeros to start with.
   *
   * @param byteSize how many bytes, at least 1
   * @return the spec
   * @throws IllegalArgumentException if there can be no such block
   */
  public static Spec<SharedMemory> ofBytes(long byteSize) {
    if (byteSize < 1 || byteSize > MAX_BYTES) {
      throw new IllegalArgumentException(
          "not a size for memory: byteSize="
              + byteSize
              + "; it must be at least 1 and at most "
              + MAX_BYTES);
    }
    return new Blueprint<>(FORMAT, SharedMemoryLayout.bytes(byteSize), block -> {}, null);
  }

  /**
   * How long the block is: exactly what it was created with.
   *
   * @return bytes
   */
  public long byteSize() {
    home.turnstile().check();
    return segment.byteSize();
  }

  /**
   * The block as a segment, for any thread of this process. No copy: what one process writes, the
   * others read.
   *
   * @return exactly the block, alive until the handle is closed
   */
  public MemorySegment asSegment() {
    home.turnstile().check();
    return segment;
  }

  /**
   * The block as a buffer in the byte order of this machine, which is not the default of the JDK's
   * buffers. No copy.
   *
   * @return a new buffer of exactly the block, alive until the handle is closed
   * @throws IllegalArgumentException if the block is longer than a buffer can be, almost 2 GiB
   */
  public ByteBuffer asByteBuffer() {
    return asByteBuffer(0, byteSize());
  }

  /**
   * A part of the block as a buffer, see {@link #asByteBuffer()}.
   *
   * @param offset where it begins, in bytes
   * @param length how long it is, in bytes
   * @return a new buffer of exactly that part
   * @throws IndexOutOfBoundsException if it is not within the block
   * @throws IllegalArgumentException if it is longer than a buffer can be, almost 2 GiB
   */
  public ByteBuffer asByteBuffer(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, byteSize());
    if (length > MAX_BUFFER_BYTES) {
      throw new IllegalArgumentException(
          "too long for a buffer: "
              + label()
              + ": bytes="
              + length
              + ", at most="
              + MAX_BUFFER_BYTES
              + "; use asSegment(), or asByteBuffer(offset, length) for a part");
    }
    return segment.asSlice(offset, length).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /**
   * The lock that belongs to the block. It is in the same file and is closed with it; nothing here
   * takes it by itself.
   *
   * @return a plain lock, always the same one
   */
  @Override
  public SharedLock lock() {
    return lock;
  }

  @Override
  protected String state() {
    return segment.byteSize() + " bytes";
  }
}
