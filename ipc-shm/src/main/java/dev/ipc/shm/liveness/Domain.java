package dev.ipc.shm.liveness;

import dev.ipc.RegionMissingException;
import dev.ipc.shm.os.OwnFiles;
import dev.ipc.shm.os.Uninterruptible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A folder that processes share, and this process's membership in it.
 *
 * <pre>
 * root/             of the user, 0700
 *   .gate           see {@link Gate}; in the folder itself for a domain outside the root
 *   orders/         a domain
 *     members       empty; byte n locked = slot n is alive; never read, never deleted alone
 *     roster        see {@link RosterLayout}
 *     quotes        an object, one file each
 *     .anon.3.1.7   an object without a name; goes with its creator: slot 3, generation 1
 *     .tmp.3.1.8    an object that is being made; garbage when its creator is dead
 *   .tmp-4711-8c2f/ a temporary domain
 * </pre>
 *
 * <p>Joining, leaving and sweeping happen under the gate, so a temporary domain is never deleted
 * while somebody joins. What the others see if this process dies: in joining, a slot that is free
 * again; in leaving, either a member that died or a folder whose deletion the next sweep finishes.
 */
public final class Domain {
  /** How many members a domain has room for. */
  public static final int DEFAULT_CAPACITY = 256;

  /** How much room a new domain takes, without its objects. */
  public static final long NEEDED_BYTES = RosterLayout.bytes(DEFAULT_CAPACITY);

  static final String MEMBERS = "members";
  private static final String TEMPORARY_PREFIX = ".tmp-";
  private static final Duration EXIT_PATIENCE = Duration.ofSeconds(2);
  private static final long CHECK_MILLIS = 1_000;

  private final Path folder;
  private final Path gateFolder;
  private final GuardedFile members;
  private final Roster roster;
  private final Membership membership;

  private Domain(Path folder, Path gateFolder, GuardedFile members, Roster roster) {
    this.folder = folder;
    this.gateFolder = gateFolder;
    this.members = members;
    this.roster = roster;
    this.membership = Membership.claim(members, roster);
  }

  /** Where a new domain is, and how long it lives. */
  public enum Place {
    /** Below the root, deleted with its last member. */
    TEMPORARY,
    /** Below the root, until it is deleted. */
    NAMED,
    /** Anywhere, with a gate of its own, until it is deleted. */
    ELSEWHERE
  }

  /**
   * A name for a temporary domain that no other has.
   *
   * @return the name of its folder
   */
  public static String temporaryName() {
    String random = Long.toHexString(UUID.randomUUID().getMostSignificantBits());
    return TEMPORARY_PREFIX + ProcessHandle.current().pid() + "-" + random;
  }

  /**
   * Joins a domain, and makes it first if need be.
   *
   * @param folder its folder
   * @param place what it is if it is made now
   * @return the domain
   * @throws IOException if the file system fails or is not fit for shared memory
   */
  public static Domain join(Path folder, Place place) throws IOException {
    Path gateFolder = gateFolder(folder, place == Place.ELSEWHERE);
    try (var _ = Gate.enter(gateFolder, Gate.PATIENCE)) {
      if (!gateFolder.equals(folder)) {
        Sweeper.sweep(gateFolder);
      }
      OwnFiles.createFolder(folder);
      boolean isNew = !hasOwnFiles(folder);
      try {
        OwnFiles.createEmpty(folder.resolve(MEMBERS));
        // step: domain.created
        int lifetime = place == Place.TEMPORARY ? RosterLayout.TEMPORARY : RosterLayout.PERSISTENT;
        return enter(folder, gateFolder, lifetime);
      } catch (Throwable t) {
        if (isNew) {
          Sweeper.undo(folder, t);
        }
        throw t;
      }
    }
  }

  /**
   * Joins a domain that another process made.
   *
   * @param folder its folder
   * @return the domain
   * @throws RegionMissingException if it is gone
   * @throws IOException if the file system fails
   */
  public static Domain joinExisting(Path folder) throws IOException {
    Path gateFolder = gateFolder(folder);
    if (Files.exists(gateFolder)) {
      try (var _ = Gate.enter(gateFolder, Gate.PATIENCE)) {
        if (Files.exists(folder.resolve(MEMBERS))) {
          return enter(folder, gateFolder, RosterLayout.TEMPORARY);
        }
      }
    }
    throw new RegionMissingException(
        "domain "
            + folder
            + " is gone: its last process has left it; keep the creator in the"
            + " domain for as long as others join");
  }

  private static Domain enter(Path folder, Path gateFolder, int lifetime) throws IOException {
    return Uninterruptible.io(() -> {
      OwnFiles.checkFolder(folder);
      OwnFiles.checkLocal(folder);
      OwnFiles.checkFile(folder.resolve(MEMBERS));
      Roster roster = Roster.openOrCreate(folder, DEFAULT_CAPACITY, lifetime);
      GuardedFile members = null;
      Domain domain = null;
      try {
        members = Guard.open(folder.resolve(MEMBERS));
        domain = new Domain(folder, gateFolder, members, roster);
        // step: join.joined
        Sweeper.reap(folder, domain.membership);
        return domain;
      } catch (Throwable t) {
        if (domain != null) {
          domain.release();
        } else {
          if (members != null) {
            members.close();
          }
          roster.close();
        }
        throw t;
      }
    });
  }

  /**
   * Where the gate of a domain that exists is.
   *
   * @param folder the domain's folder
   * @return the folder itself, or the one above
   */
  public static Path gateFolder(Path folder) {
    return Gate.isIn(folder) ? folder : parent(folder);
  }

  /** A domain that exists has decided by how it was made first where its gate is. */
  private static Path gateFolder(Path folder, boolean ownGate) {
    boolean inside =
        Files.exists(folder.resolve(MEMBERS)) ? Files.exists(folder.resolve(Gate.NAME)) : ownGate;
    return inside ? folder : parent(folder);
  }

  private static Path parent(Path folder) {
    Path parent = folder.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("not a folder for a domain: " + folder);
    }
    return parent;
  }

  /**
   * The domain's folder.
   *
   * @return an absolute path
   */
  public Path folder() {
    return folder;
  }

  /**
   * How many members the domain has room for.
   *
   * @return the number of slots
   */
  public int capacity() {
    return membership.capacity();
  }

  /**
   * Who this process is here, and who else is alive.
   *
   * @return the membership
   */
  public Membership membership() {
    return membership;
  }

  /**
   * Does something under the gate.
   *
   * @param work what to do
   * @param <R> the type of its result
   * @return the result
   * @throws IOException if the file system fails
   */
  public <R> R gated(Uninterruptible.Io<R> work) throws IOException {
    try (var _ = Gate.enter(gateFolder, Gate.PATIENCE)) {
      return Uninterruptible.io(work);
    }
  }

  /**
   * Checks once a second that this process still counts as alive.
   *
   * @param lost told what happened if it does not
   * @return the number of the duty, for {@link #endDuty}
   */
  public long watch(Consumer<String> lost) {
    return startDuty(
        () -> {
          if (!membership.isIntact()) {
            lost.accept(
                "membership lost: the lock on byte "
                    + membership.self().slot()
                    + " of "
                    + members.path()
                    + " is gone, so other processes take this one for dead; some"
                    + " code in this JVM opened and closed that file, which nobody may do");
          }
        },
        CHECK_MILLIS);
  }

  /**
   * Has the guard thread do something again and again.
   *
   * @param work short work that never blocks
   * @param periodMillis how often
   * @return the number of the duty, for {@link #endDuty}
   */
  public long startDuty(Runnable work, long periodMillis) {
    return members.startDuty(work, periodMillis);
  }

  /**
   * Ends a duty.
   *
   * @param duty its number
   */
  public void endDuty(long duty) {
    members.endDuty(duty);
  }

  /**
   * Leaves; the last member of a temporary domain deletes it. Nothing of this process may use the
   * domain any more.
   *
   * @throws IOException if the file system fails; the domain is left then, too, but its files may
   *     have to wait for the next sweep
   */
  public void leave() throws IOException {
    try (var _ = Gate.enter(gateFolder, Gate.PATIENCE)) {
      try {
        if (roster.isTemporary() && !membership.hasOthers()) {
          // step: leave.last
          Sweeper.delete(folder);
        }
      } finally {
        // step: leave.release
        release();
      }
      // step: leave.released
    } finally {
      release(); // unless that was done under the gate, which may not let us in
    }
  }

  private void release() {
    if (membership.release()) {
      members.close();
      roster.close();
    }
  }

  /**
   * Deletes a temporary domain if nobody else needs it, when this JVM is about to end. The slot
   * stays taken until the process is gone, because its threads still run.
   *
   * @throws IOException if the file system fails
   */
  public void exit() throws IOException {
    if (roster.isTemporary()) {
      try (var _ = Gate.enter(gateFolder, EXIT_PATIENCE)) {
        membership.announceEnd();
        // step: exit.announced
        if (!membership.hasOthers()) {
          Sweeper.delete(folder);
        }
      }
    }
  }

  /**
   * Whether a folder is a domain, be it half made or half deleted.
   *
   * @param folder any path
   * @return true if some of a domain's own files are there
   */
  public static boolean isDomain(Path folder) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && (isTemporaryName(folder) || hasOwnFiles(folder));
  }

  private static boolean hasOwnFiles(Path folder) {
    return Files.exists(folder.resolve(MEMBERS), LinkOption.NOFOLLOW_LINKS)
        || Files.exists(folder.resolve(Roster.NAME), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Whether a file of a domain serves the domain itself and is no object.
   *
   * @param file a file in a domain's folder
   * @return true of {@code members}, {@code roster} and the gate
   */
  public static boolean isOwnFile(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.equals(MEMBERS)
        || name.equals(Roster.NAME)
        || name.equals(Roster.NEW_NAME)
        || name.equals(Gate.NAME);
  }

  /**
   * Whether a folder's name is that of a temporary domain.
   *
   * @param folder any path
   * @return true if it is
   */
  public static boolean isTemporaryName(Path folder) {
    return String.valueOf(folder.getFileName()).startsWith(TEMPORARY_PREFIX);
  }

  /**
   * Whether no process is a member. The gate is held.
   *
   * @param folder the domain's folder
   * @return true also of a domain that is half made or half deleted
   * @throws IOException if the file system fails
   */
  public static boolean isDeserted(Path folder) throws IOException {
    Path path = folder.resolve(MEMBERS);
    GuardedFile members;
    try {
      members = Guard.open(path);
    } catch (IOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return true;
      }
      throw e;
    }
    try {
      boolean deserted = members.tryLock(0, Long.MAX_VALUE) == Guard.TAKEN;
      if (deserted) {
        members.unlock(0);
      }
      return deserted;
    } finally {
      members.close();
    }
  }
}
