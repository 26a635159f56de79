package dev.ipc.bench;

import dev.ipc.process.JvmOptions;
import dev.ipc.process.JvmProcess;
import dev.ipc.shm.Shm;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Starts a child, and waits until it has written to memory that both share. */
final class ChildStart implements Work {
  private static final Duration CACHE_LIMIT = Duration.ofMinutes(2);
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
  private static final long LOOK_NANOS = 50_000;

  /** What a child writes. */
  private static final int PLAIN = 1;

  private static final int CACHED = 2;

  private final Shm shm = Shm.temporary();
  private final SharedInt sign = shm.create(SharedInt.initially(0));
  private final JvmOptions jvm;
  private long nanos;

  ChildStart(JvmOptions jvm) {
    this.jvm = jvm;
  }

  /** Starts children until one came from the cache, which is made because of the first. */
  static void awaitCache() throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (Shm shm = Shm.temporary()) {
      SharedInt sign = shm.create(SharedInt.initially(0));
      while (true) {
        JvmProcess.start(() -> sign.set(isFromCache() ? CACHED : PLAIN)).join();
        if (sign.get() == CACHED) {
          return;
        }
        if (System.nanoTime() - start > CACHE_LIMIT.toNanos()) {
          throw new IOException(
              "children have no AOT cache, which the libraries in folders never have; use jars,"
                  + " as ./ipc bench does: class path="
                  + System.getProperty("java.class.path"));
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    }
  }

  private static boolean isFromCache() throws IOException {
    return Files.readString(Path.of("/proc/self/cmdline")).contains("-XX:AOTCache=");
  }

  @Override
  public int operations() {
    return 1;
  }

  @Override
  public void batch() throws InterruptedException {
    sign.set(0);
    SharedInt of = sign;
    long start = System.nanoTime();
    JvmProcess child = JvmProcess.start(jvm, () -> of.set(PLAIN));
    while (sign.get() == 0 && child.isAlive()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
    nanos += System.nanoTime() - start;
    child.join();
    if (sign.get() == 0) {
      throw new IllegalStateException("child gave no sign: " + child.ending().orElseThrow());
    }
  }

  @Override
  public long told(long all) {
    long told = nanos;
    nanos = 0;
    return told;
  }

  @Override
  public void close() {
    shm.close();
  }
}
