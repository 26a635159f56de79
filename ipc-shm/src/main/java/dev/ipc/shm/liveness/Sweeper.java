package dev.ipc.shm.liveness;

import dev.ipc.owner.Liveness;
import dev.ipc.shm.os.Events;
import dev.ipc.shm.os.OwnFiles;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds and removes what the dead left behind. Always under the gate. */
public final class Sweeper {
  private Sweeper() {}

  /** Deletes the temporary domains below a root of which every member is dead. */
  static void sweep(Path root) throws IOException {
    for (Path folder : OwnFiles.list(root)) {
      if (isDeserted(folder)) {
        // step: sweep.deserted
        delete(folder);
        Events.info("deleted temporary domain whose processes all died: " + folder);
      }
    }
  }

  /**
   * Whether a path is a temporary domain of which every member is dead.
   *
   * @param folder any path
   * @return true if it is garbage
   * @throws IOException if the file system fails
   */
  public static boolean isDeserted(Path folder) throws IOException {
    return Domain.isTemporaryName(folder)
        && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Domain.isDeserted(folder);
  }

  /** Deletes the files of dead members in a domain that lives on. */
  static void reap(Path folder, Liveness liveness) throws IOException {
    for (Path file : orphans(folder, liveness)) {
      // step: sweep.reap
      Files.deleteIfExists(file);
      Events.info("deleted what a dead member left behind: " + file);
    }
  }

  /**
   * The files in a domain that belonged to members who are dead.
   *
   * @param folder the domain's folder
   * @param liveness knows the domain's members
   * @return what is garbage
   * @throws IOException if the file system fails
   */
  public static List<Path> orphans(Path folder, Liveness liveness) throws IOException {
    List<Path> orphans = new ArrayList<>();
    for (Path file : OwnFiles.list(folder)) {
      var owner = OwnedName.owner(file);
      if (owner.isPresent() && !liveness.isAlive(owner.get())) {
        orphans.add(file);
      }
    }
    return orphans;
  }

  /**
   * Deletes a domain: its objects first, so that a half deleted one is still recognised. A gate in
   * its folder stays, and the folder with it.
   *
   * @param folder the domain's folder
   * @throws IOException if the file system fails
   */
  public static void delete(Path folder) throws IOException {
    List<Path> files = new ArrayList<>(OwnFiles.list(folder));
    files.removeIf(file -> file.endsWith(Gate.NAME));
    // A new roster counts from the start: nothing may outlive the old one that names its members.
    files.sort(Comparator.comparing(Domain::isOwnFile));
    for (Path file : files) {
      // step: sweep.delete
      Files.deleteIfExists(file);
    }
    if (Gate.isIn(folder)) {
      return;
    }
    // step: sweep.emptied
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // A program that is ending made an object meanwhile: the next sweep takes it.
      Events.info("left for the next sweep: " + folder);
    }
  }

  /**
   * Deletes what there is of a domain that could not be made. Nobody is in it, and what else is in
   * its folder is none of ours.
   *
   * @param folder the domain's folder, in which there was no domain
   * @param why what went wrong, and gets to know what else does
   */
  static void undo(Path folder, Throwable why) {
    try {
      for (String name : List.of(Roster.NEW_NAME, Roster.NAME, Domain.MEMBERS)) {
        Files.deleteIfExists(folder.resolve(name));
      }
      if (!Gate.isIn(folder)) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }
}
