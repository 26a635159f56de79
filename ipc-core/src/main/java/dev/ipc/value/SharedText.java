package dev.ipc.value;

import static dev.ipc.value.SharedTextLayout.VERSION_OFFSET;

import dev.ipc.Kind;
import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.lock.RobustLock;
import dev.ipc.memory.Block;
import dev.ipc.sync.SharedLock;
import java.io.Serial;
import java.nio.charset.StandardCharsets;

/**
 * A text that processes share, of bounded length in UTF-8.
 *
 * <p>Readers never wait and always get a whole text. Writers take turns. A process that dies while
 * it writes leaves the text from before; one that returned from {@link #set} has stored it.
 *
 * <p><b>Memory effects:</b> what a thread did before {@link #set} is visible to a thread that got
 * that text, or a later one, from {@link #get}.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed.
 *
 * <h2>Overview</h2>
 *
 * <p>There are two copies and a version, whose lowest bit says which copy is the text. A writer,
 * who has the writers' lock, fills the other copy and then stores the next version with release
 * (pair "text"). A reader acquires the version, copies, and looks at the version again: only a
 * writer of the version after the next touches the copy that was read, and it begins when the next
 * version is there. So an unchanged version means an untouched copy. A death leaves the version as
 * it was, and with it the text; there is nothing to repair.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedText extends BoundObject implements SharedValue {
  @Serial private static final long serialVersionUID = 1L;

  /** A reader that is overtaken so often by writers waits for them. */
  private static final int HASTY_READS = 100;

  private static final Format<SharedText> FORMAT =
      new Format<>(
          SharedValueLayout.KIND,
          "value",
          SharedTextLayout.ELEMENT,
          "text",
          SharedTextLayout.bytes(1),
          (home, extra) -> new SharedText(home));

  /** Opens a shared text. */
  public static final Kind<SharedText> KIND = FORMAT;

  private final transient Block block;
  private final transient int maxBytes;
  private final transient RobustLock writers;
  private final transient SharedLock lock;

  private SharedText(Home home) {
    super(home);
    this.block = home.block();
    this.maxBytes = SharedTextLayout.maxBytes(block);
    if (maxBytes < 0) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + ": the longest text="
              + block.getInt(SharedTextLayout.MAX_BYTES_OFFSET)
              + " bytes does not fit the memory="
              + block.byteSize()
              + "; delete it and create it again");
    }
    this.writers = WriterLock.in(home, SharedTextLayout.WRITER_OFFSET);
    this.lock =
        LockedValue.ownLock(
            home, SharedTextLayout.LOCK_OFFSET, () -> new LockedValue.LockHandle(this));
  }

  /**
   * An empty text to start with.
   *
   * @param maxBytes how long a text may be, in bytes of UTF-8; at least 1
   * @return the spec
   * @throws IllegalArgumentException if it may hold nothing
   */
  public static Spec<SharedText> ofBytes(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          "not a length for a text: maxBytes=" + maxBytes + "; it must be at least 1");
    }
    return new Blueprint<>(
        FORMAT,
        SharedTextLayout.bytes(maxBytes),
        block -> block.setInt(SharedTextLayout.MAX_BYTES_OFFSET, maxBytes),
        null);
  }

  /**
   * How long a text may be.
   *
   * @return bytes of UTF-8
   */
  public int maxBytes() {
    return maxBytes;
  }

  /**
   * Reads the text.
   *
   * @return the text, whole
   */
  public String get() {
    for (int i = 0; i < HASTY_READS; i++) {
      long version = block.getLongAcquire(VERSION_OFFSET);
      byte[] copy = copy(version);
      Block.readFence();
      if (block.getLongOpaque(VERSION_OFFSET) == version) {
        return new String(copy, StandardCharsets.UTF_8);
      }
    }
    byte[] copy =
        writers.<byte[], RuntimeException>locked(() -> copy(block.getLong(VERSION_OFFSET)));
    return new String(copy, StandardCharsets.UTF_8);
  }

  /** May be garbage if a writer is at it; never longer than a text can be. */
  private byte[] copy(long version) {
    long offset = SharedTextLayout.lengthOffset(version, maxBytes);
    int length = Math.clamp(block.getInt(offset), 0, maxBytes);
    byte[] copy = new byte[length];
    block.getBytes(offset + Integer.BYTES, copy, length);
    return copy;
  }

  /**
   * Replaces the text.
   *
   * @param text the new text
   * @throws IllegalArgumentException if it is too long, or cannot be written in UTF-8; the text is
   *     as it was then
   */
  public void set(String text) {
    byte[] bytes = Utf8.encode("text", text);
    if (bytes.length > maxBytes) {
      throw new IllegalArgumentException(
          "text does not fit "
              + label()
              + ": bytes in UTF-8="
              + bytes.length
              + ", at most="
              + maxBytes
              + "; shorten it or create the text with more room");
    }
    writers.<Boolean, RuntimeException>locked(() -> {
      long next = block.getLong(VERSION_OFFSET) + 1;
      long offset = SharedTextLayout.lengthOffset(next, maxBytes);
      // step: text.write
      block.setInt(offset, bytes.length);
      // step: text.write.length
      block.setBytes(offset + Integer.BYTES, bytes);
      // step: text.written
      block.setLongRelease(VERSION_OFFSET, next);
      // step: text.published
      return true;
    });
  }

  @Override
  public SharedLock lock() {
    return lock;
  }

  @Override
  protected String state() {
    return "'" + get() + "'";
  }
}
