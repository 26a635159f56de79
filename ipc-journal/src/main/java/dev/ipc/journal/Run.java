package dev.ipc.journal;

import java.util.Objects;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.io.ReferenceOwner;
import net.openhft.chronicle.wire.DocumentContext;
import org.jspecify.annotations.Nullable;

/*
 * Overview. Where items follow each other in a mapped block of a file, the next begins where the one
 * before ends, and has the next index. So Chronicle Queue is asked for the first only; it is asked
 * again where the next is anything but a whole item within the block: nothing yet, an entry of the
 * file's own books, its end, the next block. The header of an item is stored last, with release, and
 * read first, with acquire (pair "document"). The block stays mapped for as long as the run has it,
 * whatever Chronicle Queue's tailer does meanwhile, and even if the file is deleted.
 */

/** Items that follow each other in a file. One thread at a time. */
final class Run implements AutoCloseable {
  private @Nullable BytesStore<?, ?> block;
  private @Nullable ReferenceOwner owner;
  private long position;
  private int length;

  /** Whether the next item is known to be there, and to have that length. */
  private boolean isThere;

  private final Envelope copy = new Envelope();
  private boolean isCopied;
  private long first;
  private long index;

  /** Begins with an item that Chronicle Queue has found; ends what was before. */
  void begin(DocumentContext item) {
    Bytes<?> bytes = Objects.requireNonNull(item.wire()).bytes();
    BytesStore<?, ?> found = Objects.requireNonNull(bytes.bytesStore());
    ReferenceOwner next = ReferenceOwner.temporary("run");
    found.reserve(next);
    close();
    block = found;
    owner = next;
    // The block begins between the header and what follows, if the border of two blocks is there.
    position = bytes.readPosition() - CycleFile.HEADER_BYTES;
    length = Math.toIntExact(bytes.readRemaining());
    isThere = found.inside(bytes.readPosition(), length);
    first = item.index();
    index = first;
  }

  /** Looks whether its next item is there. */
  boolean hasNext() {
    if (isThere) {
      return true;
    }
    BytesStore<?, ?> from = block;
    if (from == null || !from.inside(position, CycleFile.HEADER_BYTES)) {
      return false;
    }
    int header = from.readVolatileInt(position);
    length = CycleFile.length(header);
    isThere = CycleFile.isItem(header) && from.inside(position, CycleFile.HEADER_BYTES + length);
    return isThere;
  }

  /** Copies the next item, which is there; says whether it is as it was written. */
  boolean copyNext() {
    BytesStore<?, ?> from = Objects.requireNonNull(block);
    isCopied = copy.read(from, position + CycleFile.HEADER_BYTES, length);
    return isCopied;
  }

  /** Whether the next item was copied; then no memory of the file is needed to get it. */
  boolean isCopied() {
    return isCopied;
  }

  /** What was copied last. */
  Envelope copy() {
    return copy;
  }

  /** Goes behind the next item, which is there. */
  void pass() {
    isCopied = false;
    isThere = false;
    position = CycleFile.next(position, length);
    index++;
  }

  boolean isOver() {
    return block == null;
  }

  /** Whether Chronicle Queue's tailer, which is behind its first item, is not at its end. */
  boolean isAhead() {
    return block != null && index > first + 1;
  }

  /** The index of the next item, whether it is there or not. */
  long index() {
    return index;
  }

  /** Ends it. */
  @Override
  public void close() {
    BytesStore<?, ?> last = block;
    block = null;
    isCopied = false;
    isThere = false;
    if (last != null) {
      last.release(Objects.requireNonNull(owner));
    }
  }
}
