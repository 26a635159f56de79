package dev.ipc.shm.liveness;

import dev.ipc.MembershipException;
import dev.ipc.shm.os.KernelLocks;
import dev.ipc.shm.os.OwnFiles;
import dev.ipc.shm.os.Uninterruptible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock file that is never deleted, held for joining, leaving, sweeping and deleting. It is held
 * for milliseconds; the kernel frees it when its holder dies.
 */
public final class Gate implements AutoCloseable {
  static final String NAME = ".gate";

  /** When to give up: nobody who runs stays in that long. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long SHORTEST_WAIT_NANOS = 50_000;
  private static final long LONGEST_WAIT_NANOS = 2_000_000;

  private final GuardedFile file;

  private Gate(GuardedFile file) {
    this.file = file;
  }

  /**
   * Whether a folder has a gate: if not, no process has been in a domain there.
   *
   * @param folder any path
   * @return true if it has
   */
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  /**
   * Enters, as soon as nobody else is in.
   *
   * @param folder where the gate is; made if it is missing
   * @param patience when to give up
   * @return the gate, to be closed
   * @throws IOException if the file cannot be made or opened
   * @throws MembershipException if somebody stayed in all the time
   */
  public static Gate enter(Path folder, Duration patience) throws IOException {
    Path path = folder.resolve(NAME);
    GuardedFile file =
        Uninterruptible.io(() -> {
          OwnFiles.createFolder(folder);
          OwnFiles.createEmpty(path);
          return Guard.open(path);
        });
    boolean entered = false;
    boolean interrupted = false;
    try {
      long start = System.nanoTime();
      long wait = SHORTEST_WAIT_NANOS;
      while (file.tryLock(0, 1) != Guard.TAKEN) {
        if (System.nanoTime() - start > patience.toNanos()) {
          throw stuck(path, patience);
        }
        LockSupport.parkNanos(wait);
        interrupted |= Thread.interrupted();
        wait = Math.min(2 * wait, LONGEST_WAIT_NANOS);
      }
      entered = true;
      return new Gate(file);
    } finally {
      if (!entered) {
        file.close();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static MembershipException stuck(Path path, Duration patience) {
    return new MembershipException(
        "cannot enter the gate "
            + path
            + ": timeout="
            + patience
            + ", held by pid="
            + KernelLocks.writers(path, 0).orElse(Set.of())
            + "; that process is alive but does not run, continue or end it");
  }

  @Override
  public void close() {
    try {
      file.unlock(0);
    } finally {
      file.close();
    }
  }
}
