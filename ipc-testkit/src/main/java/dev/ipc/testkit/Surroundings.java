package dev.ipc.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Commands that change what a child finds when it starts, to be used with {@code
 * ChildCommand.through}. What they change ends with the child, however it ends.
 */
public final class Surroundings {
  private static final List<List<String>> NAMESPACES =
      List.of(List.of("unshare", "-m"), List.of("unshare", "-rm"));

  private Surroundings() {}

  /**
   * A file system in memory that only the child sees, and with it the right to mount more.
   *
   * @param folder an existing folder, over which it is mounted
   * @param bytes its size
   * @return the command, or empty where that is not allowed
   */
  public static Optional<List<String>> smallDisk(Path folder, long bytes) {
    String mount = "mount -t tmpfs -o mode=700,size=" + bytes + " tmpfs '" + folder + "'";
    return NAMESPACES.stream()
        .filter(namespace -> succeeds(words(namespace, "sh", "-c", mount)))
        .findFirst()
        .map(namespace -> words(namespace, "sh", "-c", mount + " && exec \"$@\"", "sh"));
  }

  /**
   * A limit to open files.
   *
   * @param limit how many may be open at once
   * @return the command
   */
  public static List<String> openFiles(int limit) {
    return List.of("sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh");
  }

  private static List<String> words(List<String> first, String... more) {
    return Stream.concat(first.stream(), List.of(more).stream()).toList();
  }

  /**
   * Makes what a folder shows read-only, from now on; what is open goes on. Only in a child with a
   * disk of its own.
   *
   * @param folder the folder
   */
  public static void forbidWriting(Path folder) {
    run("mount", "--bind", folder.toString(), folder.toString());
    run("mount", "-o", "remount,bind,ro", folder.toString());
  }

  /**
   * Takes {@link #forbidWriting} back.
   *
   * @param folder the same folder
   */
  public static void allowWriting(Path folder) {
    run("umount", folder.toString());
  }

  private static void run(String... command) {
    if (!succeeds(List.of(command))) {
      throw new AssertionError("failed: " + String.join(" ", command));
    }
  }

  private static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // no such command
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + command, e);
    }
  }
}
