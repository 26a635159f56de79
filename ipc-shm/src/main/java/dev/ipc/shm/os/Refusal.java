package dev.ipc.shm.os;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Explains why work on files failed, and says what to do. The cause is looked for, not read from
 * the kernel's text, which is in the language of the user.
 */
public final class Refusal {
  /** As many descriptors as one call here has open at a time, and some for other threads. */
  private static final int DESCRIPTORS_IN_USE = 8;

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final String DESCRIPTOR_LIMIT = "Max open files";

  private Refusal() {}

  /**
   * Explains a failure, for a message that already says what failed.
   *
   * @param refused the failure
   * @param folder where it happened; need not exist
   * @param neededBytes how much room was needed, 0 if none
   * @return the failure's own message, and where the cause is known, the values behind it and what
   *     to do
   */
  public static String explain(IOException refused, Path folder, long neededBytes) {
    IOException first = refused.getCause() instanceof FileSystemException cause ? cause : refused;
    return text(first)
        + descriptors()
            .or(() -> fileSystem(first, folder, neededBytes))
            .map(why -> ": " + why)
            .orElse("");
  }

  /** What has no reason, such as a missing permission, says it by its class. */
  private static String text(IOException refused) {
    return refused instanceof FileSystemException named && named.getReason() == null
        ? refused.toString()
        : String.valueOf(refused.getMessage());
  }

  private static Optional<String> descriptors() {
    if (!Files.exists(DESCRIPTORS)) {
      return Optional.empty();
    }
    long limit;
    try {
      limit = Uninterruptible.io(Refusal::descriptorLimit);
    } catch (IOException e) {
      return Optional.of(usedUp(lowestFreeDescriptor())); // not even to look is there one left
    }
    try {
      return OwnFiles.list(DESCRIPTORS).size() + DESCRIPTORS_IN_USE < limit
          ? Optional.empty()
          : Optional.of(usedUp(limit));
    } catch (IOException e) {
      return Optional.of(usedUp(limit)); // a folder takes two
    }
  }

  private static String usedUp(long limit) {
    return "file descriptors are used up: limit="
        + limit
        + "; close files and sockets, or raise the limit (ulimit -n; in Docker, --ulimit nofile)";
  }

  /** A line reads {@code Max open files 1024 4096 files}: what counts is the first number. */
  private static long descriptorLimit() throws IOException {
    for (String line : Files.readAllLines(LIMITS)) {
      if (line.startsWith(DESCRIPTOR_LIMIT)) {
        String soft = line.substring(DESCRIPTOR_LIMIT.length()).strip().split("\\s+", 2)[0];
        return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
      }
    }
    return Long.MAX_VALUE;
  }

  /** The limit when all descriptors below it are open; looks without opening any. */
  private static int lowestFreeDescriptor() {
    int open = 0;
    int free = 1;
    while (isOpen(free)) {
      open = free;
      free *= 2;
    }
    while (free - open > 1) {
      int middle = (open + free) / 2;
      if (isOpen(middle)) {
        open = middle;
      } else {
        free = middle;
      }
    }
    return free;
  }

  private static boolean isOpen(int descriptor) {
    return Files.exists(DESCRIPTORS.resolve(Integer.toString(descriptor)), NOFOLLOW_LINKS);
  }

  private static Optional<String> fileSystem(IOException refused, Path folder, long neededBytes) {
    Path existing = folder;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      FileStore store = Files.getFileStore(existing);
      if (!Files.isWritable(existing) && !(refused instanceof AccessDeniedException)) {
        return Optional.of(
            "the file system is read-only: folder="
                + existing
                + ", type="
                + store.type()
                + "; mount it for writing, or use a domain elsewhere");
      }
      long free = store.getUsableSpace();
      if (free >= neededBytes) {
        return Optional.empty();
      }
      return Optional.of(
          "no room: needed="
              + neededBytes
              + " bytes, free="
              + free
              + " bytes of "
              + store.getTotalSpace()
              + ", file system="
              + store
              + "; make room there (in Docker, whose /dev/shm has 64 MB, with --shm-size) or use a"
              + " domain elsewhere");
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
