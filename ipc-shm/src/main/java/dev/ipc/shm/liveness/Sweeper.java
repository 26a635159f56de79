package dev.ipc.shm.liveness;

import dev.ipc.shm.os.Events;
import dev.ipc.shm.os.OwnFiles;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Removes what the dead left behind. Always under the gate. */
final class Sweeper {
  private Sweeper() {}

  /** Deletes the temporary domains below a root of which every member is dead. */
  static void sweep(Path root) throws IOException {
    for (Path folder : OwnFiles.list(root)) {
      if (Domain.isTemporaryName(folder)
          && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && Domain.isDeserted(folder)) {
        // step: sweep.deserted
        delete(folder);
        Events.info("deleted temporary domain whose processes all died: " + folder);
      }
    }
  }

  /** Deletes the files of dead members in a domain that lives on. */
  static void reap(Path folder, Membership membership) throws IOException {
    for (Path file : OwnFiles.list(folder)) {
      var owner = OwnedName.owner(file);
      if (owner.isPresent() && !membership.isAlive(owner.get())) {
        // step: sweep.reap
        Files.deleteIfExists(file);
        Events.info("deleted what dead member " + owner.get() + " left behind: " + file);
      }
    }
  }

  /** Deletes a domain: its objects first, so that a half deleted one is still recognised. */
  static void delete(Path folder) throws IOException {
    for (Path file : OwnFiles.list(folder)) {
      // step: sweep.delete
      Files.deleteIfExists(file);
    }
    // step: sweep.emptied
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // A program that is ending made an object meanwhile: the next sweep takes it.
      Events.info("left for the next sweep: " + folder);
    }
  }
}
