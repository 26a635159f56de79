package dev.ipc.testkit;

import dev.ipc.RegionBrokenException;
import dev.ipc.RegionMissingException;
import dev.ipc.bind.Spill;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What of an object is too large for its memory, on the heap. */
public final class LocalSpill implements Spill {
  private final Map<Integer, byte[]> stored = new ConcurrentHashMap<>();

  /** Creates one without anything in it. */
  public LocalSpill() {}

  /**
   * The numbers that there is something under.
   *
   * @return the numbers, sorted
   */
  public Set<Integer> numbers() {
    return new TreeSet<>(stored.keySet());
  }

  @Override
  public Draft draft(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return new Draft() {
      @Override
      public void commit(int number) {
        stored.put(number, copy);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public byte[] load(int number, int length) {
    byte @Nullable [] bytes = stored.get(number);
    if (bytes == null) {
      throw new RegionMissingException("nothing is spilled: number=" + number + "; put it first");
    }
    if (bytes.length != length) {
      throw new RegionBrokenException(
          "spilled bytes=" + bytes.length + ", expected=" + length + "; store as many as are read");
    }
    return bytes.clone();
  }

  @Override
  public void delete(int number) {
    stored.remove(number);
  }
}
