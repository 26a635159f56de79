package dev.ipc.process;

import dev.ipc.shm.os.Events;
import dev.ipc.shm.os.OwnFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The JDK's ahead-of-time caches, by which a child starts in half the time: its classes come loaded
 * and linked. They are in the user's cache folder, one for each {@link AotKey}:
 *
 * <pre>
 * ~/.cache/ipc/aot/
 *   5e1f...-10362880.aot   a cache, and its length
 *   5e1f....training       somebody makes it; too old: the maker died
 *   5e1f....failed         this JVM makes none with these flags; tried again after a day
 *   5e1f....4711.config    what the process 4711 makes one of
 *   5e1f....4711.aot       one that it is making
 * </pre>
 *
 * <p>The first child for which there is none starts without; afterwards one is made in the
 * background ({@link AotTraining}). A file gets its name when it is whole and was tried. A JVM that
 * cannot use a cache starts without it, and its words about that are switched off: so the file may
 * vanish or be spoilt at any time. The system property {@value #PROPERTY} is {@code on} or {@code
 * off}.
 */
final class AotCache {
  static final String PROPERTY = "ipc.aot";
  static final String CACHE_SUFFIX = ".aot";
  static final String RECORD_SUFFIX = ".config";

  private static final int KEPT_FILES = 8;
  private static final long KEPT_BYTES = 256 << 20;
  private static final Duration TRAINING_LIMIT = Duration.ofMinutes(3);
  private static final Duration FAILED_LIMIT = Duration.ofDays(1);
  private static final Duration USED_GRAIN = Duration.ofHours(12);

  /** What was found, by the name of the key. */
  private static final Map<String, Optional<Path>> FOUND = new ConcurrentHashMap<>();

  private AotCache() {}

  private static final class Holder {
    static final Optional<Path> FOLDER = CacheFolder.part("aot");
  }

  /** Whether caches are wanted, by this JVM's property and by a child's own flags. */
  static boolean isWanted(List<String> flags) {
    String mode = System.getProperty(PROPERTY, "on");
    for (String flag : flags) {
      if (flag.startsWith("-D" + PROPERTY + "=")) {
        mode = flag.substring(PROPERTY.length() + 3);
      }
    }
    return switch (mode) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new IllegalArgumentException(
              "system property "
                  + PROPERTY
                  + " is not understood: value="
                  + mode
                  + ", possible=on or off; leave it out for on");
    };
  }

  /** The cache for a child, or empty if there is none yet; then one is made in the background. */
  static Optional<Path> find(AotKey key) {
    String name = key.fileName();
    Optional<Path> found = FOUND.get(name);
    if (found == null) {
      found = Holder.FOLDER.flatMap(folder -> look(folder, name));
      FOUND.put(name, found);
      if (found.isEmpty()) {
        Holder.FOLDER.ifPresent(folder -> AotTraining.start(key, folder));
      }
    }
    return found;
  }

  /** What a JVM needs to use a cache, and to be silent if it cannot. */
  static List<String> flags(Path cache) {
    return List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off", "-Xlog:cds*=off");
  }

  /** A whole cache of that name; deletes one that is not. */
  static Optional<Path> look(Path folder, String name) {
    try {
      for (Path file : OwnFiles.list(folder)) {
        String fileName = file.getFileName().toString();
        if (fileName.startsWith(name + "-") && fileName.endsWith(CACHE_SUFFIX)) {
          if (fileName.equals(name + "-" + Files.size(file) + CACHE_SUFFIX)) {
            touch(file);
            return Optional.of(file);
          }
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // It was deleted meanwhile.
    }
    return Optional.empty();
  }

  /** The least recently used goes first. */
  private static void touch(Path file) throws IOException {
    Instant now = Instant.now();
    if (Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(USED_GRAIN))) {
      Files.setLastModifiedTime(file, FileTime.from(now));
    }
  }

  /** Makes the caller the only one who makes a cache; false if another does, or it cannot be. */
  static boolean claim(Path folder, String name) throws IOException {
    removeLeftovers(folder);
    CacheFolder.trim(folder, KEPT_FILES, KEPT_BYTES);
    if (isYoung(folder.resolve(name + ".failed"), FAILED_LIMIT)) {
      return false;
    }
    Path claim = folder.resolve(name + ".training");
    if (!isYoung(claim, TRAINING_LIMIT)) {
      Files.deleteIfExists(claim);
    }
    try {
      Files.createFile(claim);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Deletes what a JVM did not finish that was killed. */
  private static void removeLeftovers(Path folder) throws IOException {
    for (Path file : OwnFiles.list(folder)) {
      String name = file.getFileName().toString();
      boolean unfinished = name.endsWith(CACHE_SUFFIX) && name.indexOf('-') < 0;
      if ((unfinished || name.endsWith(RECORD_SUFFIX)) && !isYoung(file, TRAINING_LIMIT)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Looks once more; while another process makes one, this is to be repeated. */
  static boolean isMadeByAnother(Path folder, String name) throws IOException {
    Optional<Path> found = look(folder, name);
    if (found.isPresent()) {
      FOUND.put(name, found);
    }
    return found.isEmpty() && isYoung(folder.resolve(name + ".training"), TRAINING_LIMIT);
  }

  private static boolean isYoung(Path file, Duration limit) throws IOException {
    return Files.exists(file)
        && Files.getLastModifiedTime(file).toInstant().isAfter(Instant.now().minus(limit));
  }

  /** Gives a cache that was made its name, or without one remembers that none can be made. */
  static void publish(Path folder, AotKey key, Optional<Path> made) throws IOException {
    String name = key.fileName();
    if (made.isPresent()) {
      Path cache = folder.resolve(name + "-" + Files.size(made.get()) + CACHE_SUFFIX);
      Files.move(made.get(), cache, StandardCopyOption.ATOMIC_MOVE);
      FOUND.put(name, Optional.of(cache));
      Events.info("children start faster from now on: cache=" + cache);
    } else {
      Path failed = folder.resolve(name + ".failed");
      Files.deleteIfExists(failed);
      Files.createFile(failed);
    }
    CacheFolder.trim(folder, KEPT_FILES, KEPT_BYTES);
  }

  static void release(Path folder, String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name + ".training"));
  }
}
