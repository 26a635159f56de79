package dev.ipc.shm.os;

import static java.nio.channels.FileChannel.MapMode.READ_WRITE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.memory.Block;
import dev.ipc.testkit.ParkerContract;
import dev.ipc.wait.Parker;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "futex is a call of Linux")
class FutexParkerTest {

  @Test
  void shouldFindFutexWhenTheSystemIsLinux() {
    assertThat(FutexParker.works()).as(Futex.failure()).isTrue();
  }

  @Nested
  class OnPlatformThreads extends ParkerContract {
    private final Parker parker = new FutexParker();

    @Override
    protected Parker parker() {
      return parker;
    }

    @Override
    protected Thread.Builder threads() {
      return Thread.ofPlatform().daemon();
    }

    @Test
    void shouldWakeWhenTheWakerUsesAnotherMapping(@TempDir Path folder) throws Exception {
      wakeByAnotherMapping(folder, parker, threads());
    }
  }

  @Nested
  class OnVirtualThreads extends ParkerContract {
    private final Parker parker = Parkers.choose("auto");

    @Override
    protected Parker parker() {
      return parker;
    }

    @Override
    protected Thread.Builder threads() {
      return Thread.ofVirtual();
    }

    @Override
    protected long interruptibleNanos() {
      return FOR_EVER_NANOS;
    }

    @Test
    void shouldWakeWhenTheWakerUsesAnotherMapping(@TempDir Path folder) throws Exception {
      wakeByAnotherMapping(folder, parker, threads());
    }
  }

  /**
   * To this JVM the other mapping is what another process would be: other addresses, same words.
   */
  private static void wakeByAnotherMapping(Path folder, Parker parker, Thread.Builder threads)
      throws Exception {
    Path file = folder.resolve("words");
    Parker other = new FutexParker();
    try (Arena arena = Arena.ofShared()) {
      Block ours = map(file, arena);
      Block theirs = map(file, arena);
      for (int round = 0; round < 1_000; round++) {
        int before = round;
        FutureTask<?> sleeper = new FutureTask<>(() -> sleepWhile(parker, ours, before), null);
        threads.start(sleeper);
        theirs.setIntRelease(0, round + 1);
        other.wake(theirs, 0, 1);
        sleeper.get(60, TimeUnit.SECONDS);
      }
      FutureTask<?> sleeper =
          new FutureTask<>(() -> parker.park(ours, 0, 1_000, 600_000_000_000L), null);
      threads.start(sleeper);
      while (!sleeper.isDone()) {
        other.wake(theirs, 0, 1); // the word stays as it is
        Thread.onSpinWait();
      }
      sleeper.get();
    }
  }

  private static void sleepWhile(Parker parker, Block block, int value) {
    while (block.getIntAcquire(0) == value) {
      parker.park(block, 0, value, 600_000_000_000L);
    }
  }

  private static Block map(Path file, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE)) {
      return new Block(channel.map(READ_WRITE, 0, 4096, arena));
    }
  }
}
