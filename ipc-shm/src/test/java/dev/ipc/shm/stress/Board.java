package dev.ipc.shm.stress;

import dev.ipc.memory.Block;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the processes of a run write down about themselves, in a mapped file that what is tested has
 * no part in, and that outlives them.
 *
 * <pre>
 * header    stop, failed; per seat: number of the process in it, and of the one before
 * record 1  of process 1: its pid, whether it is dead; then one {@link Line} per thread
 * record 2  ...
 * </pre>
 *
 * <p>Processes are numbered from 1; each has one of {@value #SEATS} seats, in which it follows a
 * dead one. Seats and deaths are written by the test alone, a death as soon as the kernel has let
 * go of the process.
 */
final class Board implements AutoCloseable {
  static final int SEATS = 4;
  static final int MAX_LINES = 31;

  private static final long STOP_OFFSET = 0;
  private static final long FAILED_OFFSET = 8;
  private static final long SEATS_OFFSET = 64;
  private static final long SEAT_BYTES = 16;
  private static final long HEADER_BYTES = 4096;

  private static final long PID_OFFSET = 0;
  private static final long DEAD_OFFSET = 8;
  private static final long LINES_OFFSET = 64;
  private static final long RECORD_BYTES = LINES_OFFSET + MAX_LINES * Line.BYTES;

  private final Path file;
  private final MappedFile mapped;
  private final Block block;

  private Board(Path file, MappedFile mapped) {
    this.file = file;
    this.mapped = mapped;
    this.block = mapped.block();
  }

  /** Makes a board for so many processes, one after the other. */
  static Board create(Path file, int processes) {
    return new Board(file, MappedFile.create(file, HEADER_BYTES + (processes + 1) * RECORD_BYTES));
  }

  static Board open(Path file) {
    return new Board(file, MappedFile.open(file));
  }

  Path file() {
    return file;
  }

  /** How many processes it has room for. */
  int room() {
    return Math.toIntExact((block.byteSize() - HEADER_BYTES) / RECORD_BYTES) - 1;
  }

  void stop() {
    block.setLongVolatile(STOP_OFFSET, 1);
  }

  boolean isStopped() {
    return block.getLongVolatile(STOP_OFFSET) != 0 || hasFailed();
  }

  /** The process in a seat. */
  int process(int seat) {
    return (int) block.getLongVolatile(seatOffset(seat));
  }

  /** The process that was in a seat before; 0 if it is the first. */
  int predecessor(int seat) {
    return (int) block.getLongVolatile(seatOffset(seat) + Long.BYTES);
  }

  /** Gives a seat to a process that is about to start. */
  void seat(int seat, int process) {
    block.setLongVolatile(seatOffset(seat) + Long.BYTES, process(seat));
    block.setLongVolatile(seatOffset(seat), process);
  }

  private static long seatOffset(int seat) {
    return SEATS_OFFSET + seat * SEAT_BYTES;
  }

  void setPid(int process, long pid) {
    block.setLongVolatile(record(process) + PID_OFFSET, pid);
  }

  void setDead(int process) {
    block.setLongVolatile(record(process) + DEAD_OFFSET, 1);
  }

  boolean isDead(int process) {
    return block.getLongVolatile(record(process) + DEAD_OFFSET) != 0;
  }

  /** Whether a process with that id was here and is dead. */
  boolean isDeadPid(long pid) {
    for (int process = 1; process <= room(); process++) {
      if (isDead(process) && block.getLongVolatile(record(process) + PID_OFFSET) == pid) {
        return true;
      }
    }
    return false;
  }

  Line line(int process, int number) {
    return new Line(block.slice(record(process) + LINES_OFFSET + number * Line.BYTES, Line.BYTES));
  }

  private static long record(int process) {
    return HEADER_BYTES + process * RECORD_BYTES;
  }

  /** Says that something is wrong; everybody stops. */
  void fail(String who, Throwable why) {
    StringWriter text = new StringWriter();
    text.append(who).append(": ");
    why.printStackTrace(new PrintWriter(text));
    try {
      Files.writeString(Files.createTempFile(file.getParent(), "failure", ""), text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      block.setLongVolatile(FAILED_OFFSET, 1);
    }
  }

  boolean hasFailed() {
    return block.getLongVolatile(FAILED_OFFSET) != 0;
  }

  /** What is wrong, in words. */
  List<String> failures() {
    List<String> texts = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(file.getParent(), "failure*")) {
      for (Path failure : found) {
        texts.add(Files.readString(failure));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  @Override
  public void close() {
    mapped.close();
  }
}
