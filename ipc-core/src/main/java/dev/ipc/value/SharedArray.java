package dev.ipc.value;

import dev.ipc.sync.SharedLock;
import java.lang.foreign.MemorySegment;

/**
 * Many values of one type in shared memory, by index. An array may be longer than one of Java: its
 * indexes are {@code long}. It never grows or shrinks.
 *
 * <p>An index out of range is an {@link IndexOutOfBoundsException}; a range that is out of range
 * has no effect at all. Every method that looks at the elements throws {@link
 * dev.ipc.RegionClosedException} once the handle is closed.
 *
 * <p><b>Memory effects:</b> {@code get} and {@code set} of numbers, characters and booleans are
 * plain, as for a Java array: they cost next to nothing and order nothing. What one process sets,
 * others see in any order, and surely only after both used something that orders, such as the
 * {@linkplain #lock lock}, a latch, the end of a child process, or a method with a mode in its
 * name: {@code setRelease} with {@code getAcquire}, {@code getVolatile}, or any method that changes
 * an element depending on what it was, which are all sequentially consistent. On 64-bit Linux no
 * element is ever torn: {@code get} returns what some {@code set} stored, also of a {@code long} or
 * a {@code double}. Filling, copying and streams are plain, and not atomic as a whole; a process
 * that dies in one leaves some elements as they were.
 *
 * <p>A <b>slice</b> is a part of an array, with indexes from 0, in the same memory: what is set in
 * one is set in the other. It can be sent to another process, where it arrives as the same slice.
 * It has no handle of its own: its lock is the lock of the array, and closing it closes the array's
 * handle in this process, with all other slices.
 */
@SuppressWarnings("exports") // users see of the other interface what is declared here
public sealed interface SharedArray extends Lockable permits BoundArray {
  /**
   * How many elements there are.
   *
   * @return the length
   */
  long length();

  /**
   * The memory of the elements and nothing else, to be read and written by the means of {@link
   * java.lang.foreign}, in the byte order of this machine. It is alive until the handle is closed;
   * later uses throw {@link IllegalStateException}. A boolean is a byte, 0 or 1, and nothing else
   * may be stored in it.
   *
   * @return a segment of {@link #length} times the size of an element
   * @throws UnsupportedOperationException if this is an array of texts, which only make sense whole
   */
  MemorySegment asSegment();

  /**
   * The lock that belongs to this array, for sections of more than one operation:
   *
   * <pre>{@code
   * array.lock().locked(() -> array.set(7, array.get(7) * 2));
   * }</pre>
   *
   * <p>It is in the same file and is closed with the array. The methods of the array neither need
   * nor take it.
   *
   * @return a plain lock, always the same one, also for a slice
   */
  @Override
  SharedLock lock();
}
