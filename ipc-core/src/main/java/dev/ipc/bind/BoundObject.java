package dev.ipc.bind;

import dev.ipc.Shared;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What all shared objects have in common: they live somewhere, and travel as a handle. */
public abstract class BoundObject implements Shared {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Home home;

  /**
   * Binds the object.
   *
   * @param home where it lives
   */
  protected BoundObject(Home home) {
    this.home = home;
  }

  /**
   * Names the object in messages.
   *
   * @return its name and where it is
   */
  protected final String label() {
    return home.label();
  }

  /**
   * Describes the object's present state, for display: {@code 3 of 5 permits}, say. Asked of open
   * objects only, by any thread of any process that looks.
   *
   * @return a phrase, in which no name of the object is needed
   */
  protected abstract String state();

  /**
   * Describes the present state of a shared object.
   *
   * @param object any shared object
   * @return a phrase
   */
  public static String stateOf(Shared object) {
    return switch (object) {
      case BoundObject bound -> bound.state();
      case Displayed displayed -> displayed.state();
      default -> object.toString();
    };
  }

  /**
   * Maps a part of a shared object's memory once more; see {@link Home#mapAgain}.
   *
   * @param object any open shared object
   * @param part some of its memory
   * @return the same memory at another address
   * @throws IllegalArgumentException if the part is not of the object's memory
   */
  public static MemorySegment mapAgain(Shared object, MemorySegment part) {
    if (!(object instanceof BoundObject bound)) {
      throw new IllegalArgumentException(
          "not a shared object: " + object.getClass().getName() + "; use what a domain gave");
    }
    bound.home.turnstile().check();
    MemorySegment whole = bound.home.block().segment();
    long offset = part.address() - whole.address();
    if (!part.scope().equals(whole.scope())
        || offset < 0
        || part.byteSize() > whole.byteSize() - offset) {
      throw new IllegalArgumentException(
          "not memory of "
              + bound.label()
              + ": "
              + part
              + "; use a segment that this object gave, or a slice of one");
    }
    return bound.home.mapAgain(offset, part.byteSize());
  }

  @Override
  public String toString() {
    return getClass().getSimpleName()
        + "["
        + (isClosed() ? "closed" : state())
        + ", "
        + label()
        + "]";
  }

  /**
   * What the handles of this object carry beside its identity.
   *
   * @return by default nothing
   */
  protected @Nullable Serializable extra() {
    return null;
  }

  @Override
  public final Optional<String> name() {
    return home.name();
  }

  @Override
  public final boolean isClosed() {
    return home.turnstile().isClosed();
  }

  @Override
  public final void close() {
    home.close();
  }

  /**
   * Writes a handle in place of the object.
   *
   * @return the handle
   */
  @Serial
  protected final Object writeReplace() {
    return home.handle(extra());
  }

  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a shared object travels as a handle only");
  }
}
