package dev.ipc.shm.inspect;

import dev.ipc.shm.os.Membarrier;
import dev.ipc.shm.os.OwnFiles;
import dev.ipc.shm.os.Parkers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the kernel and the file system offer to shared memory. */
public final class Platform {
  private Platform() {}

  /**
   * Tries the kernel's way to sleep on shared memory. Links native code.
   *
   * @return why it does not work and what to do, or empty if it works
   */
  public static Optional<String> futexFailure() {
    return Optional.of(Parkers.futexFailure()).filter(failure -> !failure.isEmpty());
  }

  /**
   * Asks for the kernel's fence in other processes. Links native code.
   *
   * @return whether it is offered
   */
  public static boolean hasMembarrier() {
    return Membarrier.isOffered();
  }

  /**
   * Why a folder's file system is not fit for domains.
   *
   * @param folder an existing folder
   * @return the reason, or empty if it is fit
   * @throws IOException if that cannot be found out
   */
  public static Optional<String> unfit(Path folder) throws IOException {
    return OwnFiles.remote(folder);
  }
}
