package dev.ipc.value;

import static dev.ipc.value.SharedTextArrayLayout.ELEMENTS_OFFSET;
import static dev.ipc.value.SharedTextArrayLayout.MAX_BYTES_OFFSET;

import dev.ipc.Kind;
import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.bind.Blueprint;
import dev.ipc.bind.Format;
import dev.ipc.bind.Home;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * An array of texts that processes share, each of bounded length in UTF-8.
 *
 * <p>Each element is a {@link SharedText} for itself: readers never wait and always get a whole
 * text; a text that is too long is refused whole; a process that dies while it writes leaves the
 * text from before. Writers take turns, also for different elements. An element needs twice the
 * bytes of the longest text, and some 16 to 24 more.
 *
 * <p><b>Memory effects:</b> what a thread did before {@link #set} is visible to a thread that got
 * that text, or a later one, from {@link #get}.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedTextArray extends BoundArray<SharedTextArray> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedTextArray> FORMAT =
      new Format<>(
          SharedArrayLayout.KIND,
          "array",
          SharedTextLayout.ELEMENT,
          "text",
          ELEMENTS_OFFSET,
          (home, extra) -> new SharedTextArray(home, boundOf(home)));

  /** Opens a shared array of texts. */
  public static final Kind<SharedTextArray> KIND = FORMAT;

  private final transient TextCells cells;
  private final transient long elementBytes;

  private SharedTextArray(Home home, int maxBytes) {
    super(home, ELEMENTS_OFFSET, SharedTextArrayLayout.elementBytes(maxBytes));
    this.elementBytes = SharedTextArrayLayout.elementBytes(maxBytes);
    this.cells =
        new TextCells(
            home,
            SharedTextArrayLayout.WRITER_OFFSET,
            maxBytes,
            SharedTextArrayLayout.copyBytes(maxBytes));
  }

  private SharedTextArray(SharedTextArray array, long from, long to) {
    super(array, from, to);
    this.elementBytes = array.elementBytes;
    this.cells = array.cells;
  }

  private static int boundOf(Home home) {
    int maxBytes = home.block().getInt(MAX_BYTES_OFFSET);
    if (maxBytes < 1) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + ": the longest text="
              + maxBytes
              + " bytes; delete it and create it again");
    }
    return maxBytes;
  }

  /**
   * An array of empty texts.
   *
   * @param length how many; may be more than an {@code int} can count
   * @param maxBytes how long a text may be, in bytes of UTF-8; at least 1
   * @return the spec
   * @throws IllegalArgumentException if the length is negative or cannot be addressed, or a text
   *     may hold nothing
   */
  public static Spec<SharedTextArray> ofLength(long length, int maxBytes) {
    return spec(length, maxBytes, new byte[0][]);
  }

  /**
   * An array to start with.
   *
   * @param maxBytes how long a text may be, in bytes of UTF-8; at least 1
   * @param texts the elements
   * @return the spec
   * @throws IllegalArgumentException if one of them is too long, or cannot be written in UTF-8
   */
  public static Spec<SharedTextArray> of(int maxBytes, String... texts) {
    return spec(texts.length, maxBytes, encode(maxBytes, "new array", texts));
  }

  private static byte[][] encode(int maxBytes, String label, String... texts) {
    return Arrays.stream(texts)
        .map(text -> TextCells.encode(text, maxBytes, label))
        .toArray(byte[][]::new);
  }

  private static Spec<SharedTextArray> spec(long length, int maxBytes, byte[]... texts) {
    TextCells.checkBound(maxBytes);
    long elementBytes = SharedTextArrayLayout.elementBytes(maxBytes);
    return new Blueprint<>(
        FORMAT,
        SharedArrayLayout.bytes(ELEMENTS_OFFSET, length, elementBytes),
        block -> {
          block.setLong(SharedArrayLayout.LENGTH_OFFSET, length);
          block.setInt(MAX_BYTES_OFFSET, maxBytes);
          for (int i = 0; i < texts.length; i++) {
            long copy = copies(ELEMENTS_OFFSET + i * elementBytes);
            block.setInt(copy, texts[i].length);
            block.setBytes(copy + Integer.BYTES, texts[i]);
          }
        },
        null);
  }

  private static long copies(long versionOffset) {
    return versionOffset + Long.BYTES;
  }

  @Override
  SharedTextArray view(long from, long to) {
    return new SharedTextArray(this, from, to);
  }

  @Override
  String show(long index) {
    return "'" + get(index) + "'";
  }

  private long offset(long index) {
    return ELEMENTS_OFFSET + (from() + check(index)) * elementBytes;
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
   * Reads an element.
   *
   * @param index which
   * @return its text, whole
   */
  public String get(long index) {
    long offset = offset(index);
    return cells.get(offset, copies(offset));
  }

  /**
   * Replaces an element.
   *
   * @param index which
   * @param text its new text
   * @throws IllegalArgumentException if it is too long, or cannot be written in UTF-8; the element
   *     is as it was then
   */
  public void set(long index, String text) {
    store(index, cells.encode(text));
  }

  private void store(long index, byte[] text) {
    long offset = offset(index);
    cells.set(offset, copies(offset), text);
  }

  /**
   * Gives all elements the same text.
   *
   * @param text their new text
   * @throws IllegalArgumentException as {@link #set}
   */
  public void fill(String text) {
    fill(0, length(), text);
  }

  /**
   * Gives elements the same text, one after the other.
   *
   * @param from the first of them
   * @param to the one after the last
   * @param text their new text
   * @throws IllegalArgumentException as {@link #set}
   */
  public void fill(long from, long to, String text) {
    checkRange(from, to);
    byte[] bytes = cells.encode(text);
    for (long i = from; i < to; i++) {
      store(i, bytes);
    }
  }

  /**
   * Copies texts to an array of Java, one after the other.
   *
   * @param from the first element to copy
   * @param target where to
   * @param targetFrom where the first goes
   * @param length how many
   */
  public void copyTo(long from, String[] target, int targetFrom, int length) {
    checkSize(from, length);
    Objects.checkFromIndexSize(targetFrom, length, target.length);
    for (int i = 0; i < length; i++) {
      target[targetFrom + i] = get(from + i);
    }
  }

  /**
   * Copies texts from an array of Java, one after the other.
   *
   * @param to where the first goes
   * @param source where from
   * @param sourceFrom the first element to copy
   * @param length how many
   * @throws IllegalArgumentException if one of them is too long, or cannot be written in UTF-8; all
   *     elements are as they were then
   */
  public void copyFrom(long to, String[] source, int sourceFrom, int length) {
    checkSize(to, length);
    Objects.checkFromIndexSize(sourceFrom, length, source.length);
    String[] texts = Arrays.copyOfRange(source, sourceFrom, sourceFrom + length);
    byte[][] encoded = encode(maxBytes(), label(), texts);
    for (int i = 0; i < length; i++) {
      store(to + i, encoded[i]);
    }
  }

  /**
   * Copies all texts.
   *
   * @return a new array of Java
   * @throws IllegalStateException if there are more than such an array can have
   */
  public String[] toArray() {
    String[] array = new String[javaLength()];
    copyTo(0, array, 0, array.length);
    return array;
  }

  /**
   * The texts, in order, each read when its turn comes.
   *
   * @return a stream that is good in parallel, too
   */
  public Stream<String> stream() {
    return indexes().mapToObj(this::get);
  }

  @Override
  public MemorySegment asSegment() {
    throw new UnsupportedOperationException(
        "texts cannot be used as memory: " + label() + "; get and set them");
  }
}
