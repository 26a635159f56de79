package dev.ipc.shm.inspect;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Something that the dead left behind.
 *
 * @param what what it is
 * @param domain the folder of its domain
 * @param file the name of the file, or empty if it is the whole domain
 * @param bytes length of the file, or of all files of the domain
 * @param reason why it is garbage
 */
public record Leftover(What what, Path domain, Optional<String> file, long bytes, String reason) {
  /** Kinds of leftovers. */
  public enum What {
    /** A whole domain. */
    DOMAIN,
    /** An object that was not finished. */
    TEMPORARY,
    /** An object without a name. */
    ANONYMOUS,
    /** An object whose deletion was not finished. */
    DELETED,
    /** What was too large for the memory of an object that is gone. */
    SPILL
  }

  /**
   * Where it is.
   *
   * @return the path of the file or domain
   */
  public Path path() {
    return file.map(domain::resolve).orElse(domain);
  }
}
