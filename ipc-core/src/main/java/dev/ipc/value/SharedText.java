package dev.ipc.value;

import static dev.ipc.value.SharedTextLayout.COPIES_OFFSET;
import static dev.ipc.value.SharedTextLayout.VERSION_OFFSET;

import dev.ipc.Kind;
import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.BoundObject;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import dev.ipc.memory.Block;
import dev.ipc.sync.SharedLock;
import java.io.Serial;

/**
 * A text that processes share, of bounded length in UTF-8.
 *
 * <p>Readers never wait and always get a whole text. Writers take turns. A process that dies while
 * it writes leaves the text from before; one that returned from {@link #set} has stored it.
 *
 * <p><b>Memory effects:</b> what a thread did before {@link #set} is visible to a thread that got
 * that text, or a later one, from {@link #get}.
 *
 * <p>Every method throws {@link dev.ipc.RegionClosedException} once the handle is closed.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedText extends BoundObject implements SharedValue {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedText> FORMAT =
      new Format<>(
          SharedValueLayout.KIND,
          "value",
          SharedTextLayout.ELEMENT,
          "text",
          SharedTextLayout.bytes(1),
          (home, extra) -> new SharedText(home));

  /** Opens a shared text. */
  public static final Kind<SharedText> KIND = FORMAT;

  private final transient TextCells cells;
  private final transient SharedLock lock;

  private SharedText(Home home) {
    super(home);
    Block block = home.block();
    int maxBytes = SharedTextLayout.maxBytes(block);
    if (maxBytes < 0) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + ": the longest text="
              + block.getInt(SharedTextLayout.MAX_BYTES_OFFSET)
              + " bytes does not fit the memory="
              + block.byteSize()
              + "; delete it and create it again");
    }
    this.cells =
        new TextCells(
            home, SharedTextLayout.WRITER_OFFSET, maxBytes, SharedTextLayout.copyBytes(maxBytes));
    this.lock = LockedValue.ownLock(home, SharedTextLayout.LOCK_OFFSET, this);
  }

  /**
   * An empty text to start with.
   *
   * @param maxBytes how long a text may be, in bytes of UTF-8; at least 1
   * @return the spec
   * @throws IllegalArgumentException if it may hold nothing
   */
  public static Spec<SharedText> ofBytes(int maxBytes) {
    TextCells.checkBound(maxBytes);
    return new Blueprint<>(
        FORMAT,
        SharedTextLayout.bytes(maxBytes),
        block -> block.setInt(SharedTextLayout.MAX_BYTES_OFFSET, maxBytes),
        null);
  }

  /**
   * How long a text may be.
   *
   * @return bytes of UTF-8
   */
  public int maxBytes() {
    return cells.maxBytes();
  }

  /**
   * Reads the text.
   *
   * @return the text, whole
   */
  public String get() {
    return cells.get(VERSION_OFFSET, COPIES_OFFSET);
  }

  /**
   * Replaces the text.
   *
   * @param text the new text
   * @throws IllegalArgumentException if it is too long, or cannot be written in UTF-8; the text is
   *     as it was then
   */
  public void set(String text) {
    cells.set(VERSION_OFFSET, COPIES_OFFSET, cells.encode(text));
  }

  @Override
  public SharedLock lock() {
    return lock;
  }

  @Override
  protected String state() {
    return "'" + get() + "'";
  }
}
