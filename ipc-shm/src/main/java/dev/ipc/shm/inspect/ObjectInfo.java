package dev.ipc.shm.inspect;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A shared object at one moment.
 *
 * @param file the name of its file
 * @param name its name, or empty if it has none
 * @param kind its kind, or the number of one that this version does not know
 * @param element its element type, or the number of one that this version does not know
 * @param bytes length of its file
 * @param payloadBytes length of its own memory
 * @param id 128 random bits, as text
 * @param created when it was made
 * @param creatorPid process id of its maker
 * @param creatorAlive whether a process of that id is in the domain
 * @param unlinked whether its name is being deleted
 * @param broken whether it lost its memory in use
 * @param value what it holds: a {@link Number}, say; empty if it is no value
 * @param lock its lock, if it is one
 * @param state what state it is in, in words; empty if it is a value or a lock
 * @param counters its counters, if it has any
 * @param workers its workers, if it is the board of a pool
 */
public record ObjectInfo(
    String file,
    Optional<String> name,
    String kind,
    String element,
    long bytes,
    long payloadBytes,
    String id,
    Instant created,
    long creatorPid,
    boolean creatorAlive,
    boolean unlinked,
    boolean broken,
    Optional<Object> value,
    Optional<LockInfo> lock,
    Optional<String> state,
    List<CounterInfo> counters,
    List<WorkerInfo> workers) {
  /** Copies the lists. */
  public ObjectInfo {
    counters = List.copyOf(counters);
    workers = List.copyOf(workers);
  }
}
