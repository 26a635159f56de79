package dev.ipc.shm.support;

import dev.ipc.shm.Shm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A domain with a name of its own, that goes with the test: for JVMs that join by name. */
public final class NamedDomain implements AutoCloseable {
  private final String name = "test-" + UUID.randomUUID();

  /** Makes up a name; the domain is made by the first who joins. */
  public NamedDomain() {}

  /**
   * What others join.
   *
   * @return its name
   */
  public String name() {
    return name;
  }

  /**
   * Where it is.
   *
   * @return its folder
   */
  public Path folder() {
    return Shm.root().resolve(name);
  }

  /**
   * Joins it.
   *
   * @return a stay, to be closed
   */
  public Shm join() {
    return Shm.named(name);
  }

  /** Deletes it; nobody may be in it any more. */
  @Override
  public void close() {
    delete(folder());
  }

  /**
   * Deletes a folder and all that is in it.
   *
   * @param folder the folder; need not exist
   */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> insideOut = found.sorted(Comparator.reverseOrder()).toList();
      for (Path path : insideOut) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
