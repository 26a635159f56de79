package dev.ipc.bind;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.memory.Block;
import java.io.Serializable;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A new shared object that is not yet anywhere.
 *
 * @param <T> the shared type
 * @param format what it is, with its exact element type
 * @param size how much memory it needs in a domain with so many slots, in bytes
 * @param initialize fills the memory, which is zero, before any other process can see it
 * @param extra what its handles carry, see {@link Home#handle}
 */
public record Blueprint<T extends Shared>(
    Format<T> format,
    IntToLongFunction size,
    Consumer<Block> initialize,
    @Nullable Serializable extra)
    implements Spec<T> {
  /**
   * An object that needs the same memory in every domain.
   *
   * @param format what it is, with its exact element type
   * @param payloadBytes how much memory it needs
   * @param initialize fills the memory, which is zero, before any other process can see it
   * @param extra what its handles carry, see {@link Home#handle}
   */
  public Blueprint(
      Format<T> format,
      long payloadBytes,
      Consumer<Block> initialize,
      @Nullable Serializable extra) {
    this(format, slots -> payloadBytes, initialize, extra);
  }

  /**
   * How much memory it needs.
   *
   * @param slots how many members the domain has room for
   * @return bytes
   */
  public long payloadBytes(int slots) {
    return size.applyAsLong(slots);
  }
}
