package dev.ipc.queue;

import dev.ipc.wait.Deadline;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The messages of a queue as bytes in place: written straight into shared memory, and read where
 * they are. It is the same queue, and what one side puts as objects the other may get as bytes.
 *
 * <pre>{@code
 * SharedRing ring = shm.openOrCreate("ticks", SharedQueue.ofBytes()).bytes();
 * ring.put(16, memory -> {                              // in one process
 *   memory.set(ValueLayout.JAVA_LONG, 0, time);
 *   memory.set(ValueLayout.JAVA_LONG, 8, price);
 * });
 * ring.poll(memory -> handle(memory), 100);             // in another
 * }</pre>
 *
 * <p>A writer runs while its thread keeps all other producers out, a handler while it keeps all
 * other consumers out. So both are short, wait for nothing, and do not use this queue on the same
 * side, for which their thread would wait for ever. The memory they get is aligned to 16 bytes and
 * theirs until they return; after that it is somebody else's message.
 *
 * <p>A message of more than {@link #maxLength} bytes goes by a file, see {@link SharedQueue}: its
 * writer and handler get a copy on the heap, which is aligned to one byte.
 *
 * <p><b>Memory effects:</b> what a thread did before it put a message is visible to the handler.
 *
 * <p><b>If a process dies</b> in a writer, nothing was put. If it dies in a handler, that message
 * is given to another: each is handled at least once. It is taken when its handler has returned; if
 * a handler throws, it stays, and those before it are taken.
 *
 * <p>All methods throw {@link dev.ipc.RegionClosedException} when the handle of the queue is
 * closed, and those that put {@link QueueShutDownException} when the queue is shut down.
 */
public final class SharedRing {
  private static final Messages.Writing<byte[]> BYTES =
      (source, first, length, records, offset) ->
          records.setBytes(offset, source, (int) first, length);

  private static final Messages.Writing<MemorySegment> SEGMENT =
      (source, first, length, records, offset) ->
          MemorySegment.copy(source, first, records.segment(), offset, length);

  private static final Messages.Writing<Consumer<? super MemorySegment>> IN_PLACE =
      (writer, first, length, records, offset) ->
          writer.accept(records.segment().asSlice(offset, length));

  private final Messages messages;

  SharedRing(Messages messages) {
    this.messages = messages;
  }

  /**
   * The longest message that goes by memory.
   *
   * @return bytes, a quarter of the queue's room
   */
  public int maxLength() {
    return messages.ring().maxLength();
  }

  /**
   * Puts a message if there is room.
   *
   * @param bytes where its bytes are
   * @param offset of the first
   * @param length how many there are
   * @return false if there is no room
   */
  public boolean offer(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return length <= maxLength()
        ? messages.tryPut(bytes, offset, length, BYTES)
        : messages.tryPutLarge(ByteBuffer.wrap(bytes, offset, length));
  }

  /**
   * Puts a message, and waits for room.
   *
   * @param bytes where its bytes are
   * @param offset of the first
   * @param length how many there are
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public void put(byte[] bytes, int offset, int length) throws InterruptedException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length <= maxLength()) {
      messages.put(bytes, offset, length, BYTES, Deadline.NEVER);
    } else {
      messages.putLarge(ByteBuffer.wrap(bytes, offset, length), Deadline.NEVER);
    }
  }

  /**
   * Puts a message if there is room.
   *
   * @param source where its bytes are
   * @param offset of the first
   * @param length how many there are
   * @return false if there is no room
   */
  public boolean offer(MemorySegment source, long offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.byteSize());
    return length <= maxLength()
        ? messages.tryPut(source, offset, length, SEGMENT)
        : messages.tryPutLarge(source.asSlice(offset, length).asByteBuffer());
  }

  /**
   * Puts a message, and waits for room.
   *
   * @param source where its bytes are
   * @param offset of the first
   * @param length how many there are
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public void put(MemorySegment source, long offset, int length) throws InterruptedException {
    Objects.checkFromIndexSize(offset, length, source.byteSize());
    if (length <= maxLength()) {
      messages.put(source, offset, length, SEGMENT, Deadline.NEVER);
    } else {
      messages.putLarge(source.asSlice(offset, length).asByteBuffer(), Deadline.NEVER);
    }
  }

  /**
   * Writes a message in place if there is room.
   *
   * @param length how many bytes it has
   * @param writer writes all of them, since there is something in the memory already; if it throws,
   *     nothing was put
   * @return false if there is no room; the writer was not called then
   */
  public boolean offer(int length, Consumer<? super MemorySegment> writer) {
    checkLength(length);
    return length <= maxLength()
        ? messages.tryPut(writer, 0, length, IN_PLACE)
        : messages.tryPutLarge(onHeap(length, writer));
  }

  /**
   * Writes a message in place, and waits for room.
   *
   * @param length how many bytes it has
   * @param writer writes all of them, since there is something in the memory already; if it throws,
   *     nothing was put
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public void put(int length, Consumer<? super MemorySegment> writer) throws InterruptedException {
    checkLength(length);
    if (length <= maxLength()) {
      messages.put(writer, 0, length, IN_PLACE, Deadline.NEVER);
    } else {
      messages.putLarge(onHeap(length, writer), Deadline.NEVER);
    }
  }

  private static void checkLength(int length) {
    if (length < 0) {
      throw new IllegalArgumentException("not a length: bytes=" + length + "; give 0 or more");
    }
  }

  private static ByteBuffer onHeap(int length, Consumer<? super MemorySegment> writer) {
    byte[] bytes = new byte[length];
    writer.accept(MemorySegment.ofArray(bytes));
    return ByteBuffer.wrap(bytes);
  }

  /**
   * Handles the messages that there are, in order.
   *
   * @param handler what to do with each
   * @param limit how many at most
   * @return how many were handled
   */
  public int poll(Consumer<? super MemorySegment> handler, int limit) {
    return messages.handle(handler::accept, limit);
  }

  /**
   * Handles the messages that there are, in order, and waits if there is none.
   *
   * @param handler what to do with each
   * @param limit how many at most
   * @param timeout how long to wait for the first; zero or less only looks
   * @return how many were handled: 0 if none came in time, or the queue is at its end
   * @throws InterruptedException if the thread is, or gets, interrupted
   */
  public int poll(Consumer<? super MemorySegment> handler, int limit, Duration timeout)
      throws InterruptedException {
    return messages.handle(handler::accept, limit, Deadline.after(timeout));
  }

  @Override
  public String toString() {
    return "SharedRing[" + (messages.isOpen() ? messages.state() : "closed") + "]";
  }
}
