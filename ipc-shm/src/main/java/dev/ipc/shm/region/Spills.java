package dev.ipc.shm.region;

import dev.ipc.shm.liveness.Domain;
import dev.ipc.shm.os.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files with what was too large for the memory of objects. Their names say to which object they
 * belong and under which number, so that it shows which are garbage.
 */
public final class Spills {
  private static final Pattern SPILL = Pattern.compile("\\.spill\\.([0-9a-f-]{36})\\.\\d+");

  private Spills() {}

  static String name(ObjectId id, int number) {
    return ".spill." + id + "." + Integer.toUnsignedString(number);
  }

  /**
   * Which object a file belongs to.
   *
   * @param file a file in a domain's folder
   * @return the object's id, as text; or empty if it is no such file
   */
  public static Optional<String> object(Path file) {
    Matcher matcher = SPILL.matcher(String.valueOf(file.getFileName()));
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * Those of objects that are not there any more.
   *
   * @param folder a domain's folder
   * @param gone objects that count as gone
   * @return what is garbage
   * @throws IOException if the file system fails
   */
  public static List<Path> orphans(Path folder, Set<Path> gone) throws IOException {
    // These first: an object is there before what it spills, and when it is gone it stays gone.
    List<Path> spills =
        OwnFiles.list(folder).stream().filter(file -> object(file).isPresent()).toList();
    if (spills.isEmpty()) {
      return spills;
    }
    Set<String> ids = new HashSet<>();
    for (Path file : OwnFiles.list(folder)) {
      // Nobody may open what the domain is locked by, see Domain.
      if (object(file).isEmpty() && !Domain.isOwnFile(file) && !gone.contains(file)) {
        RegionFiles.idOfLiving(file).ifPresent(id -> ids.add(id.toString()));
      }
    }
    return spills.stream().filter(file -> !ids.contains(object(file).orElseThrow())).toList();
  }

  /** Deletes what an object spilled. */
  static void deleteOf(Path folder, ObjectId id) throws IOException {
    for (Path file : OwnFiles.list(folder)) {
      if (object(file).filter(id.toString()::equals).isPresent()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Deletes what objects spilled that are not there any more. */
  static void reap(Path folder) throws IOException {
    for (Path file : orphans(folder, Set.of())) {
      Files.deleteIfExists(file);
    }
  }
}
