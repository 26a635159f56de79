package dev.ipc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much processor time went elsewhere while something was measured.
 *
 * @param stealPercent what the host of a virtual machine took, of all cores
 * @param foreignPercent what other processes took, of all cores
 */
record Noise(double stealPercent, double foreignPercent) {
  static final Noise NONE = new Noise(0, 0);

  /** More stolen time than this, and the figures mean little. */
  static final double MOST_STEAL_PERCENT = 5;

  /** And more than this spent by others. */
  static final double MOST_FOREIGN_PERCENT = 10;

  private static final long LOOK_MILLIS = 250;
  private static final Path STAT = Path.of("/proc/stat");

  boolean isTooMuch() {
    return stealPercent > MOST_STEAL_PERCENT || foreignPercent > MOST_FOREIGN_PERCENT;
  }

  /** The worse of each. */
  Noise max(Noise other) {
    return new Noise(
        Math.max(stealPercent, other.stealPercent), Math.max(foreignPercent, other.foreignPercent));
  }

  /** Waits until it is quiet, but not for long. */
  static void awaitQuiet(Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    while (isKnown() && System.nanoTime() - start < patience.toNanos()) {
      Reading before = Reading.now();
      Thread.sleep(LOOK_MILLIS);
      if (!before.until(Reading.now()).isTooMuch()) {
        return;
      }
    }
  }

  /** Whether this machine tells. */
  static boolean isKnown() {
    return Files.isReadable(STAT);
  }

  /**
   * Clock ticks since the machine started, of all cores.
   *
   * @param busy spent by processes and the kernel
   * @param steal taken by the host
   * @param idle not spent
   * @param own spent by this process, those that it started, and theirs
   */
  record Reading(long busy, long steal, long idle, long own) {
    static Reading now() {
      if (!isKnown()) {
        return new Reading(0, 0, 0, 0);
      }
      try (Stream<String> lines = Files.lines(STAT)) {
        // cpu user nice system idle iowait irq softirq steal
        long[] ticks = numbers(lines.findFirst().orElseThrow().replaceFirst("cpu +", ""));
        long busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6];
        return new Reading(busy, ticks[7], ticks[3] + ticks[4], ownTicks());
      } catch (IOException e) {
        return new Reading(0, 0, 0, 0);
      }
    }

    Noise until(Reading later) {
      double all = later.busy - busy + later.steal - steal + later.idle - idle;
      if (all <= 0) {
        return NONE;
      }
      double foreign = Math.max(0, later.busy - busy - (later.own - own));
      return new Noise(100 * (later.steal - steal) / all, 100 * foreign / all);
    }

    private static long ownTicks() {
      ProcessHandle self = ProcessHandle.current();
      return Stream.concat(Stream.of(self), self.descendants())
          .mapToLong(process -> ticks(process.pid()))
          .sum();
    }

    /**
     * Time in user and kernel mode of a process that still runs, and of its children that ended.
     */
    private static long ticks(long pid) {
      try {
        String line = Files.readString(Path.of("/proc", "" + pid, "stat"));
        // What follows the name, which may have any character in it: state is field 3.
        List<String> fields = List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
        return fields.subList(14 - 3, 18 - 3).stream().mapToLong(Long::parseLong).sum();
      } catch (IOException e) {
        return 0;
      }
    }

    private static long[] numbers(String line) {
      return Stream.of(line.strip().split(" +", -1)).mapToLong(Long::parseLong).toArray();
    }
  }
}
