package dev.ipc;

import java.io.Serializable;
import java.util.Optional;

/**
 * An object that lives in a memory-mapped file and is used by any number of processes at once.
 *
 * <p>A {@code Shared} is a handle of this JVM on that file. It can be sent to another process
 * (captured by a function that runs there, or serialized): what travels is the name of the file and
 * the identity of the object, and what arrives is a handle on the same object.
 *
 * <p>The domain owns its objects, so a handle need not be closed one by one: closing the domain
 * closes all of them.
 */
public interface Shared extends Serializable {
  /**
   * The name under which other processes can open this object.
   *
   * @return the name, or empty for an anonymous object, which only travels by its handle
   */
  Optional<String> name();

  /**
   * Tells whether this handle was closed.
   *
   * @return true once {@link #close()} was called here, or the domain was closed
   */
  boolean isClosed();

  /**
   * Gives back what this JVM holds for this object: its mapping and its descriptor. Threads of this
   * JVM that wait on the object leave with {@link RegionClosedException}, as does every later call.
   * The object itself and its other users are not touched. Closing again does nothing.
   *
   * @throws IllegalStateException if this process holds something that others wait for, such as a
   *     lock; release it first
   */
  void close();
}
