package dev.ipc.lock;

import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.memory.Offsets;
import dev.ipc.owner.OwnerId;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The memory of a read-write lock: the writer's lock, a line of bells, and a line per slot of the
 * domain, so that readers of different processes do not write to the same one.
 *
 * <pre>
 *  0 writer    who writes, or waits until nobody reads any more, see {@link LockLayout}
 * 64 waiting   bell of the readers that wait for the writer
 * 68 draining  bell of the writer that waits for the readers
 * 72 mark      no slot from this one on was ever read from
 * </pre>
 *
 * <p>Lines of 64 bytes follow, one per slot. Each begins with {@code
 * [0:1][slot:12][generation:19][count:32]}, how many threads of a process read, or 0.
 *
 * <p>A line is changed by atomic additions of the process that is in it, and by CAS in place of a
 * dead one: by the next in its slot, which puts itself there, or by a writer, which clears it.
 * {@code mark} only grows, before the line under it is used for the first time.
 */
public final class ReadWriteLayout {
  /** What comes before the lines. */
  public static final StructLayout LAYOUT =
      MemoryLayout.structLayout(
              LockLayout.LAYOUT.withName("writer"),
              ValueLayout.JAVA_INT.withName("waiting"),
              ValueLayout.JAVA_INT.withName("draining"),
              ValueLayout.JAVA_INT.withName("mark"),
              MemoryLayout.paddingLayout(52))
          .withName("readWriteLock");

  static final long WAITING_OFFSET = offset("waiting");
  static final long DRAINING_OFFSET = offset("draining");
  static final long MARK_OFFSET = offset("mark");

  private static final long LINES_OFFSET = LAYOUT.byteSize();
  private static final long LINE_BYTES = 64;

  private ReadWriteLayout() {}

  private static long offset(String field) {
    return Offsets.of(LAYOUT, field);
  }

  /**
   * How much memory the lock needs.
   *
   * @param slots how many members the domain has room for
   * @return bytes
   */
  public static long bytes(int slots) {
    return lineOffset(slots);
  }

  static long lineOffset(int slot) {
    return LINES_OFFSET + slot * LINE_BYTES;
  }

  static int slots(Block block) {
    return Math.toIntExact((block.byteSize() - LINES_OFFSET) / LINE_BYTES);
  }

  /** The bits of the member in a line. */
  static int owner(long line) {
    return (int) (line >>> Integer.SIZE);
  }

  /** How many of its threads read. */
  static int count(long line) {
    return (int) line;
  }

  /**
   * Looks for what no lock can have, in memory that came from a file.
   *
   * @param block all of the lock's memory
   * @return what is wrong, with its values, or empty
   */
  public static Optional<String> flaw(Block block) {
    if (block.byteSize() != bytes(slots(block))) {
      return Optional.of("bytes=" + block.byteSize() + " are no whole number of lines of 64");
    }
    int mark = block.getIntVolatile(MARK_OFFSET);
    if (mark < 0 || mark > slots(block)) {
      return Optional.of("mark=" + mark + ", at most=" + slots(block));
    }
    for (int slot = 0; slot < mark; slot++) {
      long line = block.getLongVolatile(lineOffset(slot));
      if (line != 0 && !isValid(line, slot)) {
        return Optional.of("line of slot=" + slot + " is 0x" + Long.toHexString(line));
      }
    }
    return Optional.empty();
  }

  /**
   * Looks whether the calling process has a line.
   *
   * @param home where the lock lives; one that is only looked at needs none
   * @return what is wrong, with its values, or empty
   */
  public static Optional<String> misfit(Home home) {
    int slots = slots(home.block());
    return home.self().slot() >= slots && !home.block().segment().isReadOnly()
        ? Optional.of("it has room for slots=" + slots + ", this process has " + home.self())
        : Optional.empty();
  }

  private static boolean isValid(long line, int slot) {
    int generation = owner(line) & OwnerId.MAX_GENERATION;
    return generation != 0
        && slot <= OwnerId.MAX_SLOT
        && owner(line) == new OwnerId(slot, generation).bits()
        && count(line) >= 0;
  }
}
