package dev.ipc.agrona;

import dev.ipc.Shared;
import dev.ipc.bind.BoundObject;
import dev.ipc.value.SharedMemory;
import java.lang.foreign.MemorySegment;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Shared memory as a buffer of Agrona, as Aeron and SBE take them.
 *
 * <p><b>Needs a JVM flag:</b> {@code --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED}, since
 * Agrona's buffers use what the JDK keeps to itself; the {@code --add-opens} form, which Aeron asks
 * for, is as good. Without it every method here throws before anything is touched.
 *
 * <p><b>Lifetime:</b> an {@code UnsafeBuffer} is a bare address: on memory that was unmapped it
 * would crash the JVM. So a view is a mapping of its own, which stays as long as the buffer, or one
 * that was wrapped around it, is reachable. Closing the handle, closing the domain and deleting the
 * object do not end it: it goes on reading and writing the same memory, which the file system gives
 * back when the garbage collector found the last buffer. Do not keep the number {@code
 * addressOffset()} without the buffer.
 *
 * <p><b>Memory effects:</b> those of the buffer's methods.
 */
public final class AgronaBuffers {
  private static final String INTERNALS = "jdk.internal.misc";

  /** The longest buffer that the JDK makes of a segment. */
  private static final int MAX_BYTES = Integer.MAX_VALUE - 8;

  private AgronaBuffers() {}

  /**
   * A buffer over a whole block.
   *
   * @param memory the block
   * @return a new buffer, see above for how long it lives
   * @throws IllegalStateException if the JVM lacks the flag that Agrona needs
   * @throws IllegalArgumentException if the block is longer than a buffer can be, almost 2 GiB
   * @throws dev.ipc.RegionClosedException if the handle is closed
   * @throws dev.ipc.RegionMissingException if the object was deleted
   */
  public static UnsafeBuffer view(SharedMemory memory) {
    return view(memory, memory.asSegment());
  }

  /**
   * A buffer over a part of an object's memory.
   *
   * @param owner the object
   * @param part a segment that it gave, such as {@link SharedMemory#asSegment}, or a slice of one
   * @return a new buffer, see above for how long it lives
   * @throws IllegalStateException if the JVM lacks the flag that Agrona needs
   * @throws IllegalArgumentException if the part is not of the object's memory, or is longer than a
   *     buffer can be, almost 2 GiB
   * @throws dev.ipc.RegionClosedException if the handle is closed
   * @throws dev.ipc.RegionMissingException if the object was deleted
   */
  public static UnsafeBuffer view(Shared owner, MemorySegment part) {
    checkFlag();
    if (part.byteSize() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "too long for a buffer: bytes="
              + part.byteSize()
              + ", at most="
              + MAX_BYTES
              + "; view a slice of the segment");
    }
    return new UnsafeBuffer(BoundObject.mapAgain(owner, part).asByteBuffer());
  }

  /** Asks the module system, since Agrona's classes are of no use once they failed to load. */
  private static void checkFlag() {
    Module agrona = UnsafeBuffer.class.getModule();
    if (!Object.class.getModule().isExported(INTERNALS, agrona)) {
      throw new IllegalStateException(
          "Agrona's buffers cannot be used in this JVM: it keeps "
              + INTERNALS
              + " to itself; start it with --add-exports=java.base/"
              + INTERNALS
              + "="
              + (agrona.isNamed() ? agrona.getName() : "ALL-UNNAMED"));
    }
  }
}
