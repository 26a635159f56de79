package dev.ipc.value;

import dev.ipc.RegionFormatException;
import dev.ipc.bind.Home;
import dev.ipc.lock.RobustLock;
import dev.ipc.memory.Block;

/**
 * Bytes of bounded length that are replaced whole and read whole, at one place of an object's
 * memory or at many. At each place there are a version and two copies:
 *
 * <pre>
 *   version  8 bytes; copy [version mod 2] counts
 *   copies   two, of copyBytes each: 4 bytes length, then the bytes
 * </pre>
 *
 * <h2>Overview</h2>
 *
 * <p>The lowest bit of the version says which copy counts. A writer, who has the writers' lock,
 * fills the other copy and then stores the next version with release (pair "copies"). A reader
 * acquires the version, copies, and looks at the version again: only a writer of the version after
 * the next touches the copy that was read, and it begins when the next version is there. So an
 * unchanged version means an untouched copy. A death leaves the version as it was, and with it the
 * bytes; there is nothing to repair.
 */
final class TwoCopies {
  /** A reader that is overtaken so often by writers waits for them. */
  private static final int HASTY_READS = 100;

  private final Home home;
  private final Block block;
  private final int maxBytes;
  private final long copyBytes;
  private final RobustLock writers;

  /**
   * Binds copies to the memory that they are in.
   *
   * @param home where that is
   * @param writersOffset where the lock of who writes is, one for all places
   * @param maxBytes how many bytes there may be at a place
   * @param copyBytes how long a copy is with its length, a multiple of 4
   */
  TwoCopies(Home home, long writersOffset, int maxBytes, long copyBytes) {
    this.home = home;
    this.block = home.block();
    this.maxBytes = maxBytes;
    this.copyBytes = copyBytes;
    this.writers = WriterLock.in(home, writersOffset);
  }

  /** Fills a place of new memory, which is zero. */
  static void initialize(Block block, long copies, byte[] bytes) {
    block.setInt(copies, bytes.length);
    block.setBytes(copies + Integer.BYTES, bytes);
  }

  /**
   * Reads the bytes at a place.
   *
   * @param version where its version is
   * @param copies where its copies are
   * @return the bytes, whole
   * @throws RegionFormatException if the length in the file is none
   */
  byte[] get(long version, long copies) {
    for (int i = 0; i < HASTY_READS; i++) {
      long before = block.getLongAcquire(version);
      byte[] bytes = read(copy(copies, before));
      Block.readFence();
      if (block.getLongOpaque(version) == before) {
        return bytes;
      }
    }
    return writers.<byte[], RuntimeException>locked(
        () -> read(copy(copies, block.getLong(version))));
  }

  /** May be garbage if a writer is at it; its length is always one that somebody wrote. */
  private byte[] read(long offset) {
    int length = block.getInt(offset);
    if (length < 0 || length > maxBytes) {
      throw new RegionFormatException(
          "cannot read "
              + home.label()
              + ": length="
              + length
              + " at offset="
              + offset
              + ", at most="
              + maxBytes
              + "; delete it and create it again");
    }
    byte[] bytes = new byte[length];
    block.getBytes(offset + Integer.BYTES, bytes, length);
    return bytes;
  }

  /**
   * Replaces the bytes at a place.
   *
   * @param version where its version is
   * @param copies where its copies are
   * @param bytes the new ones, no more than there may be
   */
  void set(long version, long copies, byte[] bytes) {
    writers.<Boolean, RuntimeException>locked(() -> {
      long next = block.getLong(version) + 1;
      long offset = copy(copies, next);
      // step: copies.write
      block.setInt(offset, bytes.length);
      // step: copies.write.length
      block.setBytes(offset + Integer.BYTES, bytes);
      // step: copies.written
      block.setLongRelease(version, next);
      // step: copies.published
      return true;
    });
  }

  private long copy(long copies, long version) {
    return copies + (version & 1) * copyBytes;
  }
}
