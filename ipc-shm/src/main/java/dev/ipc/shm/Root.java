package dev.ipc.shm;

import dev.ipc.shm.os.OwnFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the folder of a user's domains. */
final class Root {
  private static final String PROPERTY = "ipc.root";
  private static final String VARIABLE = "IPC_ROOT";
  private static final Path MEMORY = Path.of("/dev/shm");

  private Root() {}

  static Path path() {
    String chosen = System.getProperty(PROPERTY, System.getenv(VARIABLE));
    Path root = chosen == null || chosen.isBlank() ? standard() : Path.of(chosen);
    return root.toAbsolutePath().normalize();
  }

  private static Path standard() {
    Path base = Files.isDirectory(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
    try {
      int user = OwnFiles.userId();
      return base.resolve("ipc-" + (user < 0 ? System.getProperty("user.name") : user));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot find out who this process belongs to", e);
    }
  }
}
