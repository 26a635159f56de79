package dev.ipc.process;

import dev.ipc.shm.os.OwnFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The user's folder for what may be lost: {@code $XDG_CACHE_HOME/ipc} or {@code ~/.cache/ipc},
 * where neither can be written one below the system's temporary folder. The system property {@value
 * #PROPERTY} names another.
 */
final class CacheFolder {
  static final String PROPERTY = "ipc.cache";

  private CacheFolder() {}

  /** A part of it, made if need be; empty if there is no place where this user may write. */
  static Optional<Path> part(String name) {
    for (Path place : places()) {
      Path folder = place.resolve(name);
      try {
        OwnFiles.createFolder(place);
        OwnFiles.createFolder(folder);
        if (Files.isWritable(folder)) {
          return Optional.of(folder);
        }
      } catch (IOException e) {
        // The next place may do.
      }
    }
    return Optional.empty();
  }

  private static List<Path> places() {
    String chosen = System.getProperty(PROPERTY);
    if (chosen != null) {
      return List.of(Path.of(chosen).toAbsolutePath());
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache == null || cache.isBlank() || !Path.of(cache).isAbsolute()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    Path temporary =
        Path.of(
            System.getProperty("java.io.tmpdir"), "ipc-cache-" + System.getProperty("user.name"));
    return List.of(base.resolve("ipc").toAbsolutePath(), temporary.toAbsolutePath());
  }

  /**
   * Deletes the oldest files of a folder until so many are left, and no more than so many bytes.
   */
  static void trim(Path folder, int files, long bytes) throws IOException {
    record Entry(Path path, FileTime used, long size) {}
    List<Entry> entries = new ArrayList<>();
    for (Path path : OwnFiles.list(folder)) {
      try {
        entries.add(new Entry(path, Files.getLastModifiedTime(path), Files.size(path)));
      } catch (IOException e) {
        // Another process deleted it.
      }
    }
    entries.sort(Comparator.comparing(Entry::used).reversed());
    int kept = 0;
    long size = 0;
    for (Entry entry : entries) {
      size += entry.size();
      kept++;
      if (kept > files || size > bytes) {
        Files.deleteIfExists(entry.path());
      }
    }
  }
}
