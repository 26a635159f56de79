package dev.ipc.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.rollcycles.LegacyRollCycles;

/** How often a journal begins a new file, by the clock in UTC. */
public enum Roll {
  /** A file for each minute in which something is appended; up to 64 million items in each. */
  MINUTELY(Duration.ofMinutes(1), "yyyyMMdd-HHmm"),
  /** A file for each hour in which something is appended; up to 4 billion items in each. */
  HOURLY(Duration.ofHours(1), "yyyyMMdd-HH'F'"),
  /** A file for each day on which something is appended; up to 4 billion items in each. */
  DAILY(Duration.ofDays(1), "yyyyMMdd'F'");

  private final Duration length;
  private final DateTimeFormatter format;

  Roll(Duration length, String format) {
    this.length = length;
    this.format = DateTimeFormatter.ofPattern(format).withZone(ZoneOffset.UTC);
  }

  /**
   * How long a file is appended to.
   *
   * @return the time from one file to the next
   */
  public Duration length() {
    return length;
  }

  /** The name of the file of a cycle. */
  String fileName(int cycle) {
    return format.format(start(cycle)) + CycleFile.SUFFIX;
  }

  /** When a cycle begins. */
  Instant start(int cycle) {
    return Instant.ofEpochMilli(cycle * length.toMillis());
  }

  /**
   * The same in the words of Chronicle Queue; asked for only once its flags are known to be set.
   */
  RollCycle cycle() {
    return switch (this) {
      case MINUTELY -> LegacyRollCycles.MINUTELY;
      case HOURLY -> RollCycles.FAST_HOURLY;
      case DAILY -> RollCycles.FAST_DAILY;
    };
  }
}
