package dev.ipc.shm.inspect;

import dev.ipc.IpcException;
import dev.ipc.MembershipException;
import dev.ipc.RegionFormatException;
import dev.ipc.shm.inspect.Leftover.What;
import dev.ipc.shm.liveness.Census;
import dev.ipc.shm.liveness.Domain;
import dev.ipc.shm.liveness.Gate;
import dev.ipc.shm.liveness.OwnedName;
import dev.ipc.shm.liveness.Sweeper;
import dev.ipc.shm.os.OwnFiles;
import dev.ipc.shm.region.RegionView;
import dev.ipc.shm.region.Spills;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Removes what the dead left behind, as the next process that joins would, and more. All of it is
 * done under the gate, so nobody joins or leaves meanwhile; the living notice nothing else.
 *
 * @param dryRun whether it only tells what would go
 */
public record Cleaner(boolean dryRun) {
  /**
   * Cleans one domain: all of it if it is temporary and all its members died, otherwise what dead
   * members left in it.
   *
   * @param folder the domain's folder
   * @return what went, or would go
   * @throws IOException if the file system fails
   * @throws RegionFormatException if the domain's roster is damaged
   */
  public List<Leftover> clean(Path folder) throws IOException {
    try (var _ = gate(folder)) {
      if (Sweeper.isDeserted(folder)) {
        return List.of(remove(folder, "all its processes are gone"));
      }
      if (!Domain.isDomain(folder)) {
        return List.of();
      }
      try (Census census = Census.open(folder)) {
        return cleanInside(folder, census);
      } catch (NoSuchFileException e) {
        return List.of(); // half made: whoever joins next finishes it
      }
    }
  }

  private List<Leftover> cleanInside(Path folder, Census census) throws IOException {
    List<Leftover> gone = new ArrayList<>();
    for (Path file : Sweeper.orphans(folder, census)) {
      What what = OwnedName.isTemporary(file) ? What.TEMPORARY : What.ANONYMOUS;
      String owner = OwnedName.owner(file).map(id -> "member " + id).orElse("its member");
      gone.add(remove(what, file, owner + " is gone"));
    }
    for (Path file : OwnFiles.list(folder)) {
      if (!Domain.isOwnFile(file) && OwnedName.owner(file).isEmpty() && isHalfDeleted(file)) {
        gone.add(remove(What.DELETED, file, "its deleter died half-way"));
      }
    }
    Set<Path> objects = gone.stream().map(Leftover::path).collect(Collectors.toSet());
    for (Path file : Spills.orphans(folder, objects)) {
      gone.add(remove(What.SPILL, file, "it was too large for the memory of the object"));
    }
    return gone;
  }

  private static boolean isHalfDeleted(Path file) throws IOException {
    try (RegionView view = RegionView.open(file)) {
      return view.flaw().isEmpty() && view.isUnlinked();
    } catch (FileSystemException | InternalError e) {
      return false; // no region, or gone meanwhile
    }
  }

  /**
   * Deletes a domain with all that is in it.
   *
   * @param folder the domain's folder
   * @return what went, or would go
   * @throws MembershipException if processes live in it
   * @throws IOException if the file system fails
   */
  public Leftover delete(Path folder) throws IOException {
    try (var _ = gate(folder)) {
      if (!Domain.isDeserted(folder)) {
        throw new MembershipException(
            "domain "
                + folder
                + " was not deleted: processes live in it: "
                + inhabitants(folder)
                + "; end them first");
      }
      for (Path file : OwnFiles.list(folder)) {
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          throw new IpcException(
              "domain "
                  + folder
                  + " was not deleted: it has a folder in it that is not its own: "
                  + file.getFileName()
                  + "; move that away first");
        }
      }
      return remove(folder, "asked for, and no process lives in it");
    }
  }

  private static String inhabitants(Path folder) throws IOException {
    try (Census census = Census.open(folder)) {
      String pids =
          census.members().stream()
              .filter(Census.Member::alive)
              .map(member -> "pid " + member.pid())
              .collect(Collectors.joining(", "));
      return pids.isEmpty() ? "one that is not in the roster" : pids;
    }
  }

  /** Enters the gate; a dry run makes none, because without one nobody was ever here. */
  private @Nullable Gate gate(Path folder) throws IOException {
    Path gateFolder = Domain.gateFolder(folder);
    return dryRun && !Gate.isIn(gateFolder) ? null : Gate.enter(gateFolder, Gate.PATIENCE);
  }

  private Leftover remove(Path folder, String reason) throws IOException {
    long bytes = 0;
    for (Path file : OwnFiles.list(folder)) {
      bytes += bytes(file);
    }
    if (!dryRun) {
      Sweeper.delete(folder);
    }
    return new Leftover(What.DOMAIN, folder, Optional.empty(), bytes, reason);
  }

  private Leftover remove(What what, Path file, String reason) throws IOException {
    long bytes = bytes(file);
    if (!dryRun) {
      Files.deleteIfExists(file);
    }
    Path folder = file.toAbsolutePath().getParent();
    String name = file.getFileName().toString();
    return new Leftover(what, folder == null ? file : folder, Optional.of(name), bytes, reason);
  }

  private static long bytes(Path file) {
    try {
      return OwnFiles.checkFile(file).size();
    } catch (IOException e) {
      return 0;
    }
  }
}
