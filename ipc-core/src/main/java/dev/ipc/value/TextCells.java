package dev.ipc.value;

import dev.ipc.bind.Home;
import dev.ipc.lock.RobustLock;
import dev.ipc.memory.Block;
import java.nio.charset.StandardCharsets;

/**
 * Bounded texts in memory, each read whole and written whole, and one lock for who writes.
 *
 * <p>A cell has two copies of its text and a version, whose lowest bit says which copy is the text.
 * A writer, who has the writers' lock, fills the other copy and then stores the next version with
 * release (pair "text"). A reader acquires the version, copies, and looks at the version again:
 * only a writer of the version after the next touches the copy that was read, and it begins when
 * the next version is there. So an unchanged version means an untouched copy. A death leaves the
 * version as it was, and with it the text; there is nothing to repair.
 */
final class TextCells {
  /** A reader that is overtaken so often by writers waits for them. */
  private static final int HASTY_READS = 100;

  private final Home home;
  private final Block block;
  private final int maxBytes;
  private final long copyBytes;
  private final RobustLock writers;

  /**
   * The texts in a home.
   *
   * @param home where they live, which gets their lock as a resident
   * @param writerOffset where the writers' lock is
   * @param maxBytes how long a text may be
   * @param copyBytes how far apart the two copies of a text are
   */
  TextCells(Home home, long writerOffset, int maxBytes, long copyBytes) {
    this.home = home;
    this.block = home.block();
    this.maxBytes = maxBytes;
    this.copyBytes = copyBytes;
    this.writers = LockedValue.writersLock(home, writerOffset);
  }

  int maxBytes() {
    return maxBytes;
  }

  /** Reads the text whose version and copies are at these offsets. */
  String get(long versionOffset, long copiesOffset) {
    for (int i = 0; i < HASTY_READS; i++) {
      long version = block.getLongAcquire(versionOffset);
      byte[] copy = copy(copiesOffset, version);
      Block.readFence();
      if (block.getLongOpaque(versionOffset) == version) {
        return new String(copy, StandardCharsets.UTF_8);
      }
    }
    byte[] copy =
        writers.<byte[], RuntimeException>locked(
            () -> copy(copiesOffset, block.getLong(versionOffset)));
    return new String(copy, StandardCharsets.UTF_8);
  }

  /** May be garbage if a writer is at it; never longer than a text can be. */
  private byte[] copy(long copiesOffset, long version) {
    long offset = copyOffset(copiesOffset, version);
    int length = Math.clamp(block.getInt(offset), 0, maxBytes);
    byte[] copy = new byte[length];
    block.getBytes(offset + Integer.BYTES, copy, length);
    return copy;
  }

  private long copyOffset(long copiesOffset, long version) {
    return copiesOffset + (version & 1) * copyBytes;
  }

  /** Replaces the text, which was {@linkplain #encode encoded} for these cells. */
  void set(long versionOffset, long copiesOffset, byte[] text) {
    writers.<Boolean, RuntimeException>locked(() -> {
      long next = block.getLong(versionOffset) + 1;
      long offset = copyOffset(copiesOffset, next);
      // step: text.write
      block.setInt(offset, text.length);
      // step: text.write.length
      block.setBytes(offset + Integer.BYTES, text);
      // step: text.written
      block.setLongRelease(versionOffset, next);
      // step: text.published
      return true;
    });
  }

  /** The bytes of a text that is to be written to these cells. */
  byte[] encode(String text) {
    return encode(text, maxBytes, home.label());
  }

  /**
   * The bytes of a text.
   *
   * @throws IllegalArgumentException if it does not fit, or cannot be written in UTF-8
   */
  static byte[] encode(String text, int maxBytes, String label) {
    byte[] bytes = Utf8.encode("text", text);
    if (bytes.length > maxBytes) {
      throw new IllegalArgumentException(
          "text does not fit "
              + label
              + ": bytes in UTF-8="
              + bytes.length
              + ", at most="
              + maxBytes
              + "; shorten it or create the text with more room");
    }
    return bytes;
  }

  /** Refuses a bound that no text has. */
  static void checkBound(int maxBytes) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          "not a length for a text: maxBytes=" + maxBytes + "; it must be at least 1");
    }
  }
}
