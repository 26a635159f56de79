package dev.ipc.journal;

import java.time.Duration;

/**
 * How a journal is kept.
 *
 * @param roll how often a new file begins; a journal that exists keeps what it was created with
 * @param keep how long a file is kept after its last moment; older ones are deleted when a new one
 *     begins and when the journal is opened, but never one that a named tailer has not finished
 * @param blockBytes by how much a file grows at a time, in bytes; an item may take a quarter of it.
 *     Files are sparse, so what is not written takes no space
 */
public record JournalOptions(Roll roll, Duration keep, long blockBytes) {
  /** Nothing is deleted. */
  public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** A file for each day, kept forever, in blocks of 64 MiB. */
  public static final JournalOptions DEFAULTS = new JournalOptions(Roll.DAILY, FOREVER, 64L << 20);

  private static final long MIN_BLOCK_BYTES = 1L << 20;
  private static final long MAX_BLOCK_BYTES = 1L << 30;

  /** Checks the numbers. */
  public JournalOptions {
    if (keep.isNegative() || blockBytes < MIN_BLOCK_BYTES || blockBytes > MAX_BLOCK_BYTES) {
      throw new IllegalArgumentException(
          "not options for a journal: keep="
              + keep
              + ", blockBytes="
              + blockBytes
              + "; give a time of zero or more, and "
              + MIN_BLOCK_BYTES
              + " to "
              + MAX_BLOCK_BYTES
              + " bytes");
    }
  }

  /**
   * The same with another roll.
   *
   * @param other how often a new file begins
   * @return new options
   */
  public JournalOptions roll(Roll other) {
    return new JournalOptions(other, keep, blockBytes);
  }

  /**
   * The same with another time to keep files.
   *
   * @param time how long
   * @return new options
   */
  public JournalOptions keep(Duration time) {
    return new JournalOptions(roll, time, blockBytes);
  }

  /**
   * The same, keeping the files of so many cycles before the current one.
   *
   * @param cycles how many, in the time of the roll that these options have
   * @return new options
   */
  public JournalOptions keepCycles(int cycles) {
    return keep(roll.length().multipliedBy(cycles));
  }

  /**
   * The same with another size of blocks.
   *
   * @param bytes how many
   * @return new options
   */
  public JournalOptions blockBytes(long bytes) {
    return new JournalOptions(roll, keep, bytes);
  }
}
