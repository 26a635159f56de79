package dev.ipc.journal;

import dev.ipc.RegionFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/*
 * Overview. What is on disk is Chronicle's; it is read here as a file, without mapping it, so that
 * whatever it contains no fault can end the JVM. Documents follow each other on multiples of four:
 *
 *   int header    bit 31: not complete; bit 30: not an item but a part of the file's own books;
 *                 the other 30: length of what follows. 0 is the end so far, and 0xC0000000 the end
 *                 for good, behind which nothing is appended
 *   bytes         of an item: what Envelope says
 *
 * The first document is the file's header. It has a field "writePosition" with the position of the
 * last item that was appended, or of one before it if the process that appended died.
 */

/** A file of a journal, read without Chronicle Queue. */
final class CycleFile {
  static final String SUFFIX = ".cq4";
  static final String METADATA = "metadata.cq4t";

  private static final String DISCARDED = ".discard";
  private static final int NOT_COMPLETE = 0x80000000;
  private static final int META = 0x40000000;
  private static final int END = NOT_COMPLETE | META;
  private static final int LENGTH = 0x3FFFFFFF;
  static final int HEADER_BYTES = 4;
  private static final int LONGEST_FILE_HEADER = 4096;
  private static final byte[] WRITE_POSITION = "writePosition".getBytes(StandardCharsets.US_ASCII);

  /** How Chronicle tells that an array of longs follows: two longs about it, then the first. */
  private static final byte ARRAY_OF_LONGS = (byte) 0x8D;

  private static final int BEFORE_FIRST_LONG = 1 + 2 * Long.BYTES;
  private static final byte[] FILE_TYPE = "header".getBytes(StandardCharsets.US_ASCII);
  private static final int WINDOW_BYTES = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final long size;
  private ByteBuffer window = buffer(WINDOW_BYTES).limit(0);
  private long windowPosition;

  /** Whether the header is that of a whole item. */
  static boolean isItem(int header) {
    return header > 0 && (header & META) == 0;
  }

  /** How many bytes follow a header. */
  static int length(int header) {
    return header & LENGTH;
  }

  /** Where the header behind a document is. */
  static long next(long position, int header) {
    return (position + HEADER_BYTES + length(header) + 3) & ~3L;
  }

  private CycleFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
  }

  private interface Reading<R> {
    R read(CycleFile file) throws IOException;
  }

  private static <R> R reading(Path file, Reading<R> work) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return work.read(new CycleFile(file, channel));
    }
  }

  /** The files of a journal that have items, the oldest first. */
  static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /**
   * Looks, before anything is mapped, whether the files are whole. What a process left behind that
   * died before it had written a file's header is put aside: nothing can be in it. To be called by
   * who keeps all others from appending.
   *
   * @throws RegionFormatException if a file is foreign or truncated
   */
  static void checkAll(Path folder) throws IOException {
    Path metadata = folder.resolve(METADATA);
    if (Files.exists(metadata)) {
      if (reading(metadata, CycleFile::isUnfinished)) {
        putAside(metadata); // it is made again, from what there is
      } else {
        check(metadata);
      }
    }
    putAsideWhatWasNotBegun(folder);
    for (Path file : in(folder)) {
      check(file);
    }
  }

  /** What a process left that died before it had begun a file is no file of the journal. */
  static void putAsideWhatWasNotBegun(Path folder) throws IOException {
    for (Path file : in(folder)) {
      if (reading(file, CycleFile::wasNeverBegun)) {
        putAside(file);
      }
    }
  }

  private static void putAside(Path file) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + DISCARDED);
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void check(Path file) throws IOException {
    Optional<String> problem = reading(file, CycleFile::problem);
    if (problem.isPresent()) {
      throw new RegionFormatException(
          "cannot open the journal: file="
              + file
              + " is damaged: "
              + problem.get()
              + "; move it away to read the rest, and see ./ipc journal verify");
    }
  }

  /** Up to where appended items reach, in bytes, at least. */
  static long usedBytes(Path file) throws IOException {
    return reading(file, CycleFile::writePosition);
  }

  /** Has the kernel write what is in a file to the disk. */
  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Reads all of a file. */
  static JournalFile verify(Path file) throws IOException {
    return reading(file, CycleFile::verify);
  }

  private boolean wasNeverBegun() throws IOException {
    return size < HEADER_BYTES || at(0, HEADER_BYTES).getInt() == 0 || isBegun(at(0, 4).getInt());
  }

  private static boolean isBegun(int header) {
    return (header & NOT_COMPLETE) != 0 && header != END;
  }

  /** Whether its creator died while he wrote it; for a small file that is written once. */
  private boolean isUnfinished() throws IOException {
    if (wasNeverBegun()) {
      return true;
    }
    long position = 0;
    while (position + HEADER_BYTES <= size) {
      int header = at(position, HEADER_BYTES).getInt();
      if (header == 0 || isBegun(header)) {
        return header != 0;
      }
      position = next(position, header);
    }
    return false;
  }

  /** What is wrong with the file, as far as its header tells. */
  private Optional<String> problem() throws IOException {
    int header = at(0, HEADER_BYTES).getInt();
    int length = length(header);
    if ((header & END) != META || length > LONGEST_FILE_HEADER) {
      return Optional.of("it does not begin as a file of Chronicle Queue");
    }
    if (HEADER_BYTES + length > size) {
      return Optional.of("it is truncated: bytes=" + size + ", its header alone has " + length);
    }
    if (indexOf(FILE_TYPE, at(HEADER_BYTES, length)) < 0) {
      return Optional.of("it does not begin as a file of Chronicle Queue");
    }
    long position = writePosition();
    return position + HEADER_BYTES > size
        ? Optional.of("it is truncated: bytes=" + size + ", its last item begins at " + position)
        : Optional.empty();
  }

  /** What the header says; 0 for a file without such a field. */
  private long writePosition() throws IOException {
    ByteBuffer header = at(HEADER_BYTES, length(at(0, HEADER_BYTES).getInt()));
    int name = indexOf(WRITE_POSITION, header);
    if (name < 0) {
      return 0;
    }
    int at = header.position() + name + WRITE_POSITION.length;
    while (at < header.limit() && header.get(at) != ARRAY_OF_LONGS) {
      at++;
    }
    at += BEFORE_FIRST_LONG;
    return at + Long.BYTES <= header.limit() ? header.getLong(at) : 0;
  }

  private JournalFile verify() throws IOException {
    if (wasNeverBegun()) {
      return new JournalFile(file, 0, 0, Optional.of("its creator died, or it was emptied"));
    }
    Optional<String> problem = problem();
    if (problem.isPresent() && !problem.get().startsWith("it is truncated")) {
      return new JournalFile(file, 0, 0, problem);
    }
    long items = 0;
    long position = 0;
    while (position + HEADER_BYTES <= size) {
      int header = at(position, HEADER_BYTES).getInt();
      int length = length(header);
      if (header == 0 || (header & NOT_COMPLETE) != 0) {
        return new JournalFile(file, items, position, atEnd(position, problem));
      }
      if (position + HEADER_BYTES + length > size) {
        String what = "it is truncated: bytes=" + size + ", an item begins at " + position;
        return new JournalFile(file, items, position, Optional.of(what));
      }
      if ((header & META) == 0) {
        if (!Envelope.isWhole(at(position + HEADER_BYTES, length))) {
          String what = "the item at " + position + " is damaged: its checksum is wrong";
          return new JournalFile(file, items, position, Optional.of(what));
        }
        items++;
      }
      position = next(position, header);
    }
    return new JournalFile(file, items, position, problem);
  }

  private Optional<String> atEnd(long position, Optional<String> problem) throws IOException {
    long last = writePosition();
    return problem.isPresent() || last < position
        ? problem
        : Optional.of("there is nothing at " + position + ", but items reach to " + last);
  }

  /** Bytes of the file; as many as there are. */
  private ByteBuffer at(long position, int length) throws IOException {
    long offset = position - windowPosition;
    if (offset < 0 || offset + length > window.limit()) {
      if (length > window.capacity()) {
        window = buffer(length);
      }
      window.clear();
      windowPosition = position;
      offset = 0;
      while (window.hasRemaining() && channel.read(window, position + window.position()) >= 0) {
        // until the window is full or the file ends
      }
      window.flip();
    }
    int from = (int) offset;
    int count = Math.max(0, Math.min(length, window.limit() - from));
    return window.slice(from, count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int indexOf(byte[] text, ByteBuffer bytes) {
    for (int at = 0; at + text.length <= bytes.limit(); at++) {
      if (bytes.slice(at, text.length).equals(ByteBuffer.wrap(text))) {
        return at;
      }
    }
    return -1;
  }
}
