package dev.ipc.bind;

import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.memory.Block;
import dev.ipc.owner.Liveness;
import dev.ipc.owner.OwnerId;
import dev.ipc.wait.Parker;
import dev.ipc.wait.Turnstile;
import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one shared object stands on in this JVM: its memory, and what its algorithms ask. */
public interface Home {
  /**
   * The object's memory.
   *
   * @return the payload, without the header of its file
   */
  Block block();

  /**
   * What sort of element the object holds.
   *
   * @return the number from the header of its file
   */
  int element();

  /**
   * How threads wait.
   *
   * @return the parker
   */
  Parker parker();

  /**
   * Who is alive.
   *
   * @return the liveness of the object's domain
   */
  Liveness liveness();

  /**
   * Who this process is.
   *
   * @return its membership in the object's domain
   */
  OwnerId self();

  /**
   * Where threads that sleep on the memory announce themselves.
   *
   * @return the turnstile of this handle
   */
  Turnstile turnstile();

  /**
   * The name that the object can be opened by.
   *
   * @return the name, or empty if it is anonymous
   */
  Optional<String> name();

  /**
   * Names the object in messages.
   *
   * @return its name and where it is
   */
  String label();

  /**
   * Tells this object from all others that are, were or will be.
   *
   * @return its identity, the same for every handle in every process
   */
  Identity identity();

  /**
   * Makes another object in the same domain, without a name.
   *
   * @param spec what it is
   * @param <T> the shared type
   * @return the object
   */
  <T extends Shared> T create(Spec<T> spec);

  /**
   * Stands for the object in a serialized form.
   *
   * @param extra what the handle carries beside the object's identity
   * @return what is written in the object's place
   */
  Object handle(@Nullable Serializable extra);

  /**
   * Introduces what lives here: the object, or a part of it, such as a lock.
   *
   * @param resident what is asked when the region closes and while it is open
   */
  void attach(Resident resident);

  /**
   * Reports that something was recovered from a dead process.
   *
   * @param message what happened, with its values
   */
  void report(String message);

  /**
   * Does something with the object's memory when the handle was closed, through another mapping.
   *
   * @param work what to do; its block is only good until it returns
   * @return what it returned, or false if the object is not there any more
   */
  boolean remapped(Predicate<Block> work);

  /**
   * Maps a part of the object's memory once more, for code that keeps addresses: it stays as long
   * as the result or a buffer of it is reachable, whatever becomes of this handle and the object.
   *
   * @param offset where in the object's memory the part begins
   * @param byteSize how long it is
   * @return the part
   */
  MemorySegment mapAgain(long offset, long byteSize);

  /**
   * Where bytes go that are too many for the object's memory.
   *
   * @return what of the object is beside its memory; the same for the whole object and its parts,
   *     which see to it that their numbers differ
   */
  Spill spill();

  /**
   * Takes the object's file away, for objects that end before their domain does: nobody opens it
   * any more, and no handle on it can be sent; those that are open stay usable. Does nothing if it
   * is gone already.
   */
  void delete();

  /** Closes the handle; see {@link dev.ipc.Shared#close}. */
  void close();
}
