package dev.ipc.bind;

import dev.ipc.Kind;
import dev.ipc.Shared;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A kind of shared object, as its file knows it. The numbers are in files: they are never used
 * again for something else.
 *
 * @param <T> the shared type
 * @param kind number of the kind, from 1
 * @param kindName the kind in messages
 * @param element number of the element type, or {@link #ANY_ELEMENT}
 * @param elementName the element type in messages
 * @param minPayloadBytes the smallest payload that is valid
 * @param binder makes the object
 */
public record Format<T extends Shared>(
    int kind,
    String kindName,
    int element,
    String elementName,
    long minPayloadBytes,
    Binder<T> binder)
    implements Kind<T> {
  /** Accepts every element type of the kind. */
  public static final int ANY_ELEMENT = 0;

  /** Makes the object that lives in a region. */
  @FunctionalInterface
  public interface Binder<T extends Shared> {
    /**
     * Makes the object.
     *
     * @param home where it lives
     * @param extra what its handle carried, see {@link Home#handle}
     * @return the object
     */
    T bind(Home home, @Nullable Serializable extra);
  }
}
