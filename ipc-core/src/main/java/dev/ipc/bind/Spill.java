package dev.ipc.bind;

import java.nio.ByteBuffer;

/**
 * What of one shared object is too large for its memory: bytes under numbers, beside the object.
 * They go when their number is deleted, or with the object; so an object that is deleted has none,
 * and takes none, though its handles go on.
 *
 * <p>Who has which number is up to the object, and so is the order of calls for the same number.
 */
public interface Spill {
  /** Bytes that have no number yet, and are garbage if this process dies. */
  interface Draft extends AutoCloseable {
    /**
     * Gives them a number, at once and whole. What had the number before is gone.
     *
     * @param number any
     * @throws dev.ipc.RegionMissingException if the object was deleted
     */
    void commit(int number);

    /** Deletes the bytes if they got no number. */
    @Override
    void close();
  }

  /**
   * Stores bytes, without a number.
   *
   * @param bytes from its position to its limit, both of which stay
   * @return what to give a number
   * @throws dev.ipc.RegionMissingException if the object was deleted
   * @throws java.io.UncheckedIOException if there is no room; nothing is left then
   */
  Draft draft(ByteBuffer bytes);

  /**
   * Reads bytes.
   *
   * @param number what they were given
   * @param length how many they are
   * @return the bytes
   * @throws dev.ipc.RegionMissingException if there are none, since the object was deleted
   * @throws dev.ipc.RegionBrokenException if they are not that many
   */
  byte[] load(int number, int length);

  /**
   * Deletes bytes, if there are any.
   *
   * @param number what they were given
   */
  void delete(int number);
}
