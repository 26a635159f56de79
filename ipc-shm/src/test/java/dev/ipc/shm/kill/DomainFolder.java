package dev.ipc.shm.kill;

import dev.ipc.shm.Shm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folders of named domains, as an administrator sees them. */
final class DomainFolder {
  private DomainFolder() {}

  /** Deletes a domain that no process is in. */
  static void delete(String domain) throws IOException {
    Path folder = Shm.root().resolve(domain);
    for (String file : list(folder)) {
      Files.delete(folder.resolve(file));
    }
    Files.delete(folder);
  }

  static List<String> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
