package dev.ipc.shm;

import dev.ipc.Kind;
import dev.ipc.RegionExistsException;
import dev.ipc.RegionMissingException;
import dev.ipc.Shared;
import dev.ipc.Spec;
import dev.ipc.shm.liveness.Domain;
import dev.ipc.shm.liveness.Domain.Place;
import dev.ipc.shm.os.OwnFiles;
import dev.ipc.shm.region.Session;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A domain: a set of shared objects, and the processes that use them.
 *
 * <pre>{@code
 * try (Shm shm = Shm.temporary()) {
 *   SharedInt value = shm.create(SharedInt.initially(1));
 *   SharedLock lock = shm.create(SharedLock.plain());
 *   var child = JvmProcess.start(() -> add(value, lock));
 *   child.join();
 * }
 * }</pre>
 *
 * <p>Objects without a name reach other processes by being captured or serialized; objects with a
 * name can be opened by every process of the domain and of the same user. An object without a name
 * lasts as long as its creator is in the domain, one with a name until it is {@linkplain #delete
 * deleted}, and all of them as long as the domain.
 *
 * <p>A process that dies is noticed by the others through a file lock that the kernel drops; what
 * it left behind is removed by the next process that joins.
 *
 * <p>Safe for use by several threads. A {@code Shm} can be sent to another process, which joins the
 * domain when it arrives.
 */
public final class Shm implements AutoCloseable, Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,119}");
  private static final Pattern RESERVED = Pattern.compile("members|roster");

  private final transient Session session;

  /** Read by who uses the session, written by who closes it. */
  private final transient ReentrantReadWriteLock life = new ReentrantReadWriteLock();

  private transient volatile boolean closed;

  private Shm(Session session) {
    this.session = session;
  }

  /**
   * Makes a domain that is deleted with its last process, also if that ends without closing it. If
   * all its processes are killed at once, the next process that joins any domain deletes it.
   *
   * @return the domain
   * @throws UncheckedIOException if the file system fails
   */
  public static Shm temporary() {
    return new Shm(Session.join(root().resolve(Domain.temporaryName()), Place.TEMPORARY));
  }

  /**
   * Joins a domain by its name, and makes it first if need be. It lasts until its folder is
   * deleted; on Linux that folder is in memory and ends with the machine.
   *
   * @param domain 1 to 120 letters, digits, {@code . _ -}, not beginning with {@code .} or {@code
   *     -}
   * @return the domain
   * @throws IllegalArgumentException if the name is not allowed
   * @throws dev.ipc.MembershipException if the domain has as many processes as it has room for
   * @throws UncheckedIOException if the file system fails
   */
  public static Shm named(String domain) {
    return new Shm(Session.join(root().resolve(checked("a domain", domain)), Place.NAMED));
  }

  /**
   * Joins a domain in a folder of the caller's choice, and makes it first if need be. The folder is
   * used for nothing else, and is on a local file system; on a disk, the kernel writes changes back
   * from time to time.
   *
   * @param folder the folder
   * @return the domain
   * @throws dev.ipc.MembershipException if the domain has as many processes as it has room for
   * @throws UncheckedIOException if the file system fails, is a network file system, or the folder
   *     belongs to another user or is open to others
   */
  public static Shm at(Path folder) {
    return new Shm(Session.join(folder, Place.ELSEWHERE));
  }

  /**
   * Where named and temporary domains of this user live: the system property {@code ipc.root}, or
   * the environment variable {@code IPC_ROOT}, or a folder in {@code /dev/shm}, or, where there is
   * no such thing, in the folder for temporary files.
   *
   * @return an absolute path; it need not exist yet
   */
  public static Path root() {
    return Root.path();
  }

  /**
   * Where this domain lives.
   *
   * @return an absolute path
   */
  public Path folder() {
    return session.domain().folder();
  }

  /**
   * Makes an object without a name.
   *
   * @param spec what it is
   * @param <T> the shared type
   * @return the object
   * @throws UncheckedIOException if there is no room; nothing is left then
   */
  public <T extends Shared> T create(Spec<T> spec) {
    return whileOpen(() -> session.create(this, null, spec));
  }

  /**
   * Makes an object with a name.
   *
   * @param name 1 to 120 letters, digits, {@code . _ -}, not beginning with {@code .} or {@code -}
   * @param spec what it is
   * @param <T> the shared type
   * @return the object
   * @throws RegionExistsException if the name is taken
   * @throws IllegalArgumentException if the name is not allowed
   * @throws UncheckedIOException if there is no room; nothing is left then
   */
  public <T extends Shared> T create(String name, Spec<T> spec) {
    return whileOpen(() -> session.create(this, checked("a shared object", name), spec));
  }

  /**
   * Opens an object that some process made.
   *
   * @param name its name
   * @param kind what it is
   * @param <T> the shared type
   * @return a handle of its own: closing it touches no other
   * @throws RegionMissingException if there is none
   * @throws dev.ipc.RegionFormatException if it is something else
   * @throws dev.ipc.RegionBrokenException if it lost its memory
   */
  public <T extends Shared> T open(String name, Kind<T> kind) {
    return whileOpen(() -> session.open(this, checked("a shared object", name), kind));
  }

  /**
   * Opens an object, or makes it if there is none. Of several processes that do this at once, one
   * makes it and all get the same.
   *
   * @param name its name
   * @param spec what it must be, and what it starts with if it is made
   * @param <T> the shared type
   * @return the object
   * @throws dev.ipc.RegionFormatException if it is something else
   */
  public <T extends Shared> T openOrCreate(String name, Spec<T> spec) {
    while (true) {
      try {
        return open(name, spec);
      } catch (RegionMissingException missing) {
        try {
          return create(name, spec);
        } catch (RegionExistsException raced) {
          // Somebody made it in between: it can be opened now, unless it is gone again.
          Thread.onSpinWait();
        }
      }
    }
  }

  /**
   * Takes an object's name away. Whoever has the object open goes on using it; nobody opens it any
   * more, and the name can be used again.
   *
   * @param name its name
   * @return false if there was none
   */
  public boolean delete(String name) {
    return whileOpen(() -> session.delete(checked("a shared object", name)));
  }

  /**
   * The names of the objects in this domain.
   *
   * @return the names at this moment, sorted
   */
  public Stream<String> names() {
    return whileOpen(() -> {
      try {
        return OwnFiles.list(folder()).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> NAME.matcher(name).matches() && !RESERVED.matcher(name).matches())
            .sorted();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list domain " + folder(), e);
      }
    });
  }

  /**
   * Closes the handles that were made here. If no other {@code Shm} of this JVM is in the domain,
   * this JVM leaves it; the last process deletes a temporary domain. Closing again does nothing.
   *
   * @throws IllegalStateException if this process holds a lock here; nothing is closed then
   * @throws UncheckedIOException if the file system fails; all is closed and left then, but the
   *     files of a temporary domain may have to wait for the next process that joins any
   */
  @Override
  public void close() {
    life.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.leave(this);
      }
    } catch (IllegalStateException held) {
      closed = false;
      throw held;
    } finally {
      life.writeLock().unlock();
    }
  }

  @Override
  public String toString() {
    return "Shm["
        + folder()
        + (closed ? ", closed" : ", member " + session.domain().membership().self())
        + "]";
  }

  /** Does something with the session, which is not left meanwhile. */
  private <R> R whileOpen(Supplier<R> work) {
    life.readLock().lock();
    try {
      checkOpen();
      return work.get();
    } finally {
      life.readLock().unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("domain " + folder() + " was closed here; join it again");
    }
  }

  private static String checked(String what, String name) {
    if (!NAME.matcher(name).matches() || RESERVED.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "not a name for "
              + what
              + ": '"
              + name
              + "'; use 1 to 120 letters, digits, '.', '_' and '-', beginning with a letter, digit"
              + " or '_', but not 'members' or 'roster'");
    }
    return name;
  }

  /**
   * Writes a ticket in place of the domain.
   *
   * @return the ticket
   */
  @Serial
  private Object writeReplace() {
    checkOpen();
    return new Ticket(folder().toString());
  }

  /**
   * Refuses what no ticket stands for.
   *
   * @param in not read
   * @throws InvalidObjectException always
   */
  @Serial
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a domain travels as a ticket only");
  }

  /**
   * A domain on its way to another process.
   *
   * @param folder the domain's folder
   */
  private record Ticket(String folder) implements Serializable {
    @Serial
    private Object readResolve() {
      return new Shm(Session.joinExisting(Path.of(folder)));
    }
  }
}
