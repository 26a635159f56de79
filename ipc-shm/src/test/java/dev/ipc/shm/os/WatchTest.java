package dev.ipc.shm.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ipc.memory.Block;
import dev.ipc.shm.os.Sleepers.Word;
import dev.ipc.testkit.Eventually;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final long FOR_EVER_NANOS = Duration.ofMinutes(10).toNanos();

  abstract static class Contract {
    final Sleepers sleepers = new Sleepers();
    final Block block = new Block(Arena.ofAuto().allocate(4096, Long.BYTES));

    abstract Watch watch();

    @Test
    void shouldNotSleepWhenRungAfterItWasArmed() {
      Watch watch = watch();
      awaitEnd(
          () -> {
            watch.arm();
            watch.ring();
            watch.await(List.of(), FOR_EVER_NANOS);
          },
          () -> {});
    }

    @Test
    void shouldEndItsSleepWhenRung() {
      Watch watch = watch();
      for (int round = 0; round < 500; round++) {
        awaitEnd(
            () -> {
              watch.arm();
              watch.await(List.of(), FOR_EVER_NANOS);
            },
            watch::ring);
      }
    }

    @Test
    void shouldEndItsSleepWhenThereAreTooManyWordsToWatch() {
      Watch watch = watch();
      List<Word> words =
          LongStream.range(0, 1_000).mapToObj(i -> new Word(block.address(4 * i), 0)).toList();
      awaitEnd(
          () -> {
            watch.arm();
            watch.await(words, FOR_EVER_NANOS);
          },
          () -> {});
    }

    @Test
    void shouldEndItsSleepWhenAnAddressIsNotMapped() {
      Watch watch = watch();
      awaitEnd(
          () -> {
            watch.arm();
            watch.await(List.of(new Word(64, 0)), FOR_EVER_NANOS);
          },
          () -> {});
    }

    /** Runs a sleep in a thread, and does something again and again until it is over. */
    static void awaitEnd(Runnable sleep, Runnable disturb) {
      FutureTask<?> task = new FutureTask<>(sleep, null);
      Thread.ofPlatform().daemon().start(task);
      Eventually.until(
          "the sleep is over",
          () -> {
            disturb.run();
            return task.isDone();
          });
      assertThat(task.state()).isEqualTo(FutureTask.State.SUCCESS);
    }
  }

  @Nested
  class Polling extends Contract {
    private final Watch watch = new PollingWatch();

    @Override
    Watch watch() {
      return watch;
    }
  }

  @Nested
  class Kernel extends Contract {

    @Override
    Watch watch() {
      assumeTrue(FutexParker.works(), "there is no futex here");
      FutexSet futexes = new FutexSet();
      assumeTrue(futexes.works(), "the kernel is older than 5.16 or refuses futex_waitv");
      return new KernelWatch(sleepers, futexes);
    }

    @Test
    void shouldEndItsSleepWhenAWordIsWoken() {
      Watch watch = watch();
      awaitEnd(
          () -> {
            watch.arm();
            watch.await(List.of(new Word(block.address(0), 0)), FOR_EVER_NANOS);
          },
          () -> Futex.wake(block.address(0), 1));
    }

    @Test
    void shouldNotSleepWhenAWordHasChanged() {
      Watch watch = watch();
      awaitEnd(
          () -> {
            watch.arm();
            watch.await(List.of(new Word(block.address(0), 1)), FOR_EVER_NANOS);
          },
          () -> {});
    }
  }
}
