package dev.ipc.cli;

import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.Platform;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Looks at what the toolkit stands on: the JDK, and the place where domains live. */
final class Doctor {
  private static final long MEGABYTE = 1 << 20;
  private static final long TOO_LITTLE_BYTES = MEGABYTE;
  private static final long LITTLE_BYTES = 16 * MEGABYTE;
  private static final long DOCKER_DEFAULT_BYTES = 64 * MEGABYTE;
  private static final long FEW_MAPPINGS = 65_530; // the default of Linux
  private static final long FEW_FILES = 1_024; // likewise
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
  private static final Duration A_WHILE = Duration.ofMillis(50);

  private final Path root;

  Doctor(Path root) {
    this.root = root;
  }

  List<Check> examine() {
    return List.of(
        java(),
        nativeAccess(),
        futex(),
        membarrier(),
        domainRoot(),
        fileSystem(),
        space(),
        mappings(),
        openFiles(),
        trial());
  }

  private static Check java() {
    String found =
        Runtime.version()
            + " of "
            + System.getProperty("java.vendor")
            + " in "
            + System.getProperty("java.home");
    return Check.ok("java", found);
  }

  private static Check nativeAccess() {
    String name = "native access";
    if (isNativeOff()) {
      return Check.warn(
          name,
          "switched off, so waiting threads poll",
          "leave out -Dipc.native=off, unless you want that");
    }
    Module library = Shm.class.getModule();
    if (library.isNativeAccessEnabled()) {
      return Check.ok(name, "granted");
    }
    return Check.warn(
        name,
        "not granted, so the JDK prints a warning at the first wait",
        "start java with --enable-native-access="
            + (library.isNamed() ? library.getName() : "ALL-UNNAMED"));
  }

  private static Check futex() {
    String name = "futex";
    if (isNativeOff()) {
      return Check.warn(name, "not tried, because -Dipc.native=off", "leave that out to use it");
    }
    return Platform.futexFailure()
        .map(failure ->
            Check.warn(
                name,
                "does not work, so waiting threads poll: " + failure,
                "do what the message says; in a container, allow the system call"))
        .orElseGet(() -> Check.ok(name, "works, so waiting threads sleep in the kernel"));
  }

  private static Check membarrier() {
    String name = "membarrier";
    if (isNativeOff()) {
      return Check.warn(name, "not tried, because -Dipc.native=off", "leave that out to use it");
    }
    return Platform.hasMembarrier()
        ? Check.ok(name, "offered by the kernel, so giving a lock back needs no atomic instruction")
        : Check.warn(
            name,
            "not offered, so locks are somewhat slower",
            "on Linux from 4.16 on, allow the system call in the container");
  }

  private static boolean isNativeOff() {
    return "off".equals(System.getProperty("ipc.native"));
  }

  private static Check mappings() {
    return limit(
        "mappings",
        Limits.mappings(),
        "per process, one for each open object",
        FEW_MAPPINGS,
        "raise it: sysctl -w vm.max_map_count=" + FEW_MAPPINGS);
  }

  private static Check openFiles() {
    return limit(
        "open files",
        Limits.openFiles(),
        "per process, one for each domain and more for each child process",
        FEW_FILES,
        "raise it before java starts: ulimit -n " + FEW_FILES);
  }

  private static Check limit(
      String name, OptionalLong limit, String what, long least, String advice) {
    if (limit.isEmpty()) {
      return Check.ok(name, "not told by this system");
    }
    long value = limit.getAsLong();
    String detail =
        (value == Limits.UNLIMITED ? "unlimited" : String.format(Locale.ROOT, "%,d", value))
            + " "
            + what;
    return value >= least ? Check.ok(name, detail) : Check.warn(name, detail, advice);
  }

  private Check domainRoot() {
    String name = "domain root";
    try {
      PosixFileAttributes attributes = Files.readAttributes(root, PosixFileAttributes.class);
      String mode = PosixFilePermissions.toString(attributes.permissions());
      String detail = root + ", owner " + attributes.owner().getName() + ", mode " + mode;
      if (!attributes.owner().equals(ownerOfNewFiles())) {
        return Check.fail(
            name, detail, "it belongs to another user: set IPC_ROOT to a folder of your own");
      }
      return mode.endsWith("------")
          ? Check.ok(name, detail)
          : Check.fail(name, detail, "it is open to other users: chmod 700 " + root);
    } catch (NoSuchFileException e) {
      return Check.ok(name, root + ", made when it is needed");
    } catch (UnsupportedOperationException e) {
      return Check.ok(name, root.toString());
    } catch (IOException e) {
      return Check.fail(name, root + ": " + e, "set IPC_ROOT to a folder of your own");
    }
  }

  private static Object ownerOfNewFiles() throws IOException {
    Path mine = Files.createTempFile("ipc-doctor-", null);
    try {
      return Files.getOwner(mine);
    } finally {
      Files.delete(mine);
    }
  }

  private Check fileSystem() {
    String name = "file system";
    try {
      String type = Files.getFileStore(existing()).type();
      Optional<String> unfit = Platform.unfit(existing());
      if (unfit.isPresent()) {
        return Check.fail(
            name, existing() + " " + unfit.get(), "set IPC_ROOT to a folder in /dev/shm");
      }
      return IN_MEMORY.contains(type)
          ? Check.ok(name, type + ", in memory")
          : Check.warn(
              name,
              type + ", so the kernel writes what is shared to disk",
              "set IPC_ROOT to a folder in memory, such as one in /dev/shm");
    } catch (IOException e) {
      return Check.fail(name, "unknown: " + e, "set IPC_ROOT to a folder that can be read");
    }
  }

  private Check space() {
    String name = "free space";
    try {
      FileStore store = Files.getFileStore(existing());
      long free = store.getUsableSpace();
      String detail =
          String.format(
              Locale.ROOT, "%,d MB of %,d MB", free / MEGABYTE, store.getTotalSpace() / MEGABYTE);
      boolean docker = store.getTotalSpace() == DOCKER_DEFAULT_BYTES;
      if (free >= LITTLE_BYTES && !docker) {
        return Check.ok(name, detail);
      }
      String advice =
          docker
              ? "64 MB is what Docker gives by default; for more: docker run --shm-size=1g"
              : "delete what is not needed there, or set IPC_ROOT to a larger place";
      return free < TOO_LITTLE_BYTES
          ? Check.fail(name, detail, advice)
          : Check.warn(name, detail, advice);
    } catch (IOException e) {
      return Check.fail(name, "unknown: " + e, "set IPC_ROOT to a folder that can be read");
    }
  }

  /** The root, or what exists of the way to it. */
  private Path existing() {
    Path path = root;
    while (!Files.exists(path) && path.getParent() != null) {
      path = path.getParent();
    }
    return path;
  }

  /** Shares a value, and lets a thread wait in vain for its lock: all of the above at work. */
  private static Check trial() {
    String name = "trial";
    try (Shm shm = Shm.temporary();
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      SharedInt value = shm.create(SharedInt.initially(1));
      SharedLock lock = shm.create(SharedLock.plain());
      boolean both;
      try (var _ = lock.hold()) {
        both = other.submit(() -> lock.tryLock(A_WHILE)).get();
        value.incrementAndGet();
      }
      return value.get() == 2 && !both
          ? Check.ok(name, "made a shared value, changed it, waited for its lock")
          : Check.fail(name, value + ", two threads had the lock: " + both, "report this bug");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Check.fail(name, "interrupted", "try again");
    } catch (ExecutionException | RuntimeException e) {
      String cause = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
      return Check.fail(name, e.getMessage() + cause, "do what the message says");
    }
  }
}
