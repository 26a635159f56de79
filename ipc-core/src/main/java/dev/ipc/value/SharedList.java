package dev.ipc.value;

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
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A list of fixed length that processes share, whose elements are of mixed types: {@code null},
 * {@code Boolean}, {@code Byte}, {@code Short}, {@code Integer}, {@code Long}, {@code Float},
 * {@code Double}, {@code Character}, {@code String} and {@code byte[]}. An element may become one
 * of another type; it keeps its room, which all elements have the same.
 *
 * <p>Readers never wait and always get a whole element. Writers of a list take turns. A process
 * that dies while it writes leaves the element from before; one that returned from {@link #set} has
 * stored it. So there is nothing to repair:
 *
 * <ul>
 *   <li>at {@code copies.write}, {@code copies.write.length} and {@code copies.written} the others
 *       read the old element;
 *   <li>at {@code copies.published} they read the new one;
 *   <li>in each case the next writer takes the writers' lock over.
 * </ul>
 *
 * <p><b>Memory effects:</b> what a thread did before {@link #set} is visible to a thread that got
 * that element, or a later one in its place, from {@link #get}. Different elements are not read at
 * one moment: for that, let readers and writers hold {@link #lock}.
 *
 * <p>Every method that reads or writes an element throws {@link dev.ipc.RegionClosedException} once
 * the handle is closed, and {@link RegionFormatException} if what its file has there is no element.
 */
@SuppressWarnings("exports") // users see no more of the superclass than its public methods
public final class SharedList extends BoundObject implements Lockable, Iterable<@Nullable Object> {
  @Serial private static final long serialVersionUID = 1L;

  private static final Format<SharedList> FORMAT =
      new Format<>(
          SharedListLayout.KIND,
          "list",
          SharedListLayout.ELEMENT,
          "mixed",
          SharedListLayout.bytes(0, SharedListLayout.LEAST_BYTES),
          (home, extra) -> new SharedList(home));

  /** Opens a shared list. */
  public static final Kind<SharedList> KIND = FORMAT;

  private final transient Home home;
  private final transient int size;
  private final transient int maxBytes;
  private final transient TwoCopies copies;
  private final transient SharedLock lock;

  private SharedList(Home home) {
    super(home);
    this.home = home;
    Block block = home.block();
    this.size = block.getInt(SharedListLayout.SIZE_OFFSET);
    this.maxBytes = block.getInt(SharedListLayout.MAX_BYTES_OFFSET);
    if (!SharedListLayout.isSound(block)) {
      throw new RegionFormatException(
          "cannot open "
              + home.label()
              + ": size="
              + size
              + " elements of at most "
              + maxBytes
              + " bytes do not fit the memory="
              + block.byteSize()
              + "; delete it and create it again");
    }
    this.copies =
        new TwoCopies(
            home,
            SharedListLayout.WRITER_OFFSET,
            Scalars.TYPE_BYTES + maxBytes,
            SharedListLayout.copyBytes(maxBytes));
    this.lock = LockedValue.ownLock(home, SharedListLayout.LOCK_OFFSET, this);
  }

  /**
   * A list of these elements, in which each has room for the longest of them, rounded up to a
   * multiple of 8 bytes; at least for 8 bytes.
   *
   * @param elements what it starts with
   * @return the spec
   * @throws IllegalArgumentException if an element is of no supported type
   */
  public static Spec<SharedList> of(@Nullable Object... elements) {
    List<byte[]> encoded = encode(elements);
    long room = SharedListLayout.align(longest(encoded));
    return spec(Math.clamp(room, SharedListLayout.LEAST_BYTES, Scalars.MAX_BYTES), encoded);
  }

  /**
   * A list of these elements with room for longer ones.
   *
   * @param maxBytesPerElement how long a text, in UTF-8, or an array may be; at least 8, so that
   *     each number fits
   * @param elements what it starts with
   * @return the spec
   * @throws IllegalArgumentException if an element is of no supported type or does not fit
   */
  public static Spec<SharedList> ofCapacity(int maxBytesPerElement, @Nullable Object... elements) {
    List<byte[]> encoded = encode(elements);
    int longest = longest(encoded);
    if (maxBytesPerElement < Math.max(SharedListLayout.LEAST_BYTES, longest)
        || maxBytesPerElement > Scalars.MAX_BYTES) {
      throw new IllegalArgumentException(
          "not a room for elements: maxBytesPerElement="
              + maxBytesPerElement
              + ", longest element="
              + longest
              + "; it must be at least that and "
              + SharedListLayout.LEAST_BYTES
              + ", at most "
              + Scalars.MAX_BYTES);
    }
    return spec(maxBytesPerElement, encoded);
  }

  private static List<byte[]> encode(@Nullable Object[] elements) {
    return Arrays.stream(elements).map(Scalars::encode).toList();
  }

  private static int longest(List<byte[]> encoded) {
    return encoded.stream().mapToInt(SharedList::valueBytes).max().orElse(0);
  }

  private static int valueBytes(byte[] encoded) {
    return encoded.length - Scalars.TYPE_BYTES;
  }

  private static Spec<SharedList> spec(int maxBytes, List<byte[]> elements) {
    return new Blueprint<>(
        FORMAT,
        SharedListLayout.bytes(elements.size(), maxBytes),
        block -> {
          block.setInt(SharedListLayout.SIZE_OFFSET, elements.size());
          block.setInt(SharedListLayout.MAX_BYTES_OFFSET, maxBytes);
          for (int i = 0; i < elements.size(); i++) {
            byte[] bytes = elements.get(i);
            TwoCopies.initialize(block, SharedListLayout.copiesOffset(i, maxBytes), bytes);
          }
        },
        null);
  }

  /**
   * How many elements there are; always as many.
   *
   * @return the size
   */
  public int size() {
    home.turnstile().check();
    return size;
  }

  /**
   * How long a text or an array may be.
   *
   * @return bytes, of a text in UTF-8
   */
  public int maxBytesPerElement() {
    home.turnstile().check();
    return maxBytes;
  }

  /**
   * Reads an element.
   *
   * @param index which, from 0
   * @return the element, whole; an array is a copy
   * @throws IndexOutOfBoundsException if there is none at that index
   */
  public @Nullable Object get(int index) {
    check(index);
    byte[] bytes =
        copies.get(
            SharedListLayout.versionOffset(index, maxBytes),
            SharedListLayout.copiesOffset(index, maxBytes));
    if (!Scalars.isSound(bytes)) {
      throw new RegionFormatException(
          "cannot read "
              + label()
              + ": element "
              + index
              + " has type="
              + (bytes.length == 0 ? "none" : bytes[0])
              + " and bytes="
              + bytes.length
              + "; set it, or delete the list and create it again");
    }
    return Scalars.decode(bytes);
  }

  /**
   * Replaces an element.
   *
   * @param index which, from 0
   * @param value the new one, of any supported type
   * @throws IndexOutOfBoundsException if there is none at that index
   * @throws IllegalArgumentException if it is too long, or of no supported type; the element is as
   *     it was then
   */
  public void set(int index, @Nullable Object value) {
    check(index);
    byte[] bytes = Scalars.encode(value);
    if (valueBytes(bytes) > maxBytes) {
      throw new IllegalArgumentException(
          "value does not fit "
              + label()
              + ": element="
              + index
              + ", bytes="
              + valueBytes(bytes)
              + ", at most="
              + maxBytes
              + "; shorten it or create the list with ofCapacity");
    }
    copies.set(
        SharedListLayout.versionOffset(index, maxBytes),
        SharedListLayout.copiesOffset(index, maxBytes),
        bytes);
  }

  private void check(int index) {
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException(
          "no such element of "
              + label()
              + ": index="
              + index
              + ", size="
              + size
              + "; the first has index 0, and none is counted from the end");
    }
  }

  /**
   * How often a value is in the list: equal as by {@link Objects#deepEquals}, so 1 is not 1L, and
   * arrays are compared byte by byte.
   *
   * @param value what to look for
   * @return how many elements equal it
   */
  public int count(@Nullable Object value) {
    int count = 0;
    for (int i = 0; i < size(); i++) {
      if (Objects.deepEquals(get(i), value)) {
        count++;
      }
    }
    return count;
  }

  /**
   * Where a value is in the list first, equal as for {@link #count}.
   *
   * @param value what to look for
   * @return its index, or -1 if it is not there
   */
  public int indexOf(@Nullable Object value) {
    for (int i = 0; i < size(); i++) {
      if (Objects.deepEquals(get(i), value)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * The elements in their order, each as it is when it comes to it.
   *
   * @return an iterator that cannot remove
   */
  @Override
  public Iterator<@Nullable Object> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < size();
      }

      @Override
      public @Nullable Object next() {
        if (!hasNext()) {
          throw new NoSuchElementException("no element after the last: size=" + size);
        }
        return get(next++);
      }
    };
  }

  /**
   * The lock that belongs to the list, for sections of more than one operation. The methods of the
   * list neither need nor take it.
   *
   * @return a plain lock, always the same one
   */
  @Override
  public SharedLock lock() {
    return lock;
  }

  @Override
  protected String state() {
    return size + (size == 1 ? " element" : " elements") + " of at most " + maxBytes + " bytes";
  }
}
