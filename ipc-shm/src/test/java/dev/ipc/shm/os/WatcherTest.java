package dev.ipc.shm.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.memory.Block;
import dev.ipc.shm.os.Sleepers.Word;
import dev.ipc.testkit.Eventually;
import dev.ipc.wait.Parker;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatcherTest {
  private static final long FOR_EVER_NANOS = Duration.ofMinutes(10).toNanos();

  private final Block block = new Block(Arena.ofAuto().allocate(Long.BYTES, Long.BYTES));

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void shouldEndItsThreadWhenNobodySleeps(String mode) throws Exception {
    Parker parker = Parkers.choose(mode);
    Eventually.until("watchers of other tests have ended", () -> !isWatching());
    for (int round = 0; round < 2; round++) {
      int before = round;
      FutureTask<?> sleeper = new FutureTask<>(() -> sleepWhile(parker, before), null);
      Thread.startVirtualThread(sleeper);
      Eventually.until("the watcher has started", WatcherTest::isWatching);

      block.setIntRelease(0, before + 1);
      parker.wake(block, 0, 1);
      sleeper.get(60, TimeUnit.SECONDS);
      Eventually.until("the watcher has ended", () -> !isWatching());
    }
  }

  private void sleepWhile(Parker parker, int value) {
    while (block.getIntAcquire(0) == value) {
      parker.park(block, 0, value, FOR_EVER_NANOS);
    }
  }

  private static boolean isWatching() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals(Watcher.THREAD_NAME));
  }

  @Test
  void shouldFindWhoEntersAfterItWasArmed() {
    Sleepers sleepers = new Sleepers();
    AtomicReference<List<Word>> found = new AtomicReference<>();
    Watch watch =
        new Watch() {
          @Override
          public void arm() {
            if (found.get() == null) {
              sleepers.enter(block, 0, 0);
            }
          }

          @Override
          public void await(List<Word> words, long nanos) {
            found.compareAndSet(null, words);
            sleepers.wake(block.address(0), 1);
            LockSupport.parkNanos(POLL_NANOS);
          }

          @Override
          public void ring() {}
        };
    new Watcher(sleepers, () -> watch).attend();

    Eventually.until("the watcher has looked", () -> found.get() != null);
    assertThat(found.get()).containsExactly(new Word(block.address(0), 0));
  }
}
