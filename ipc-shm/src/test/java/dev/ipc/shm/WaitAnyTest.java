package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.Waitable;
import dev.ipc.pipe.Connection;
import dev.ipc.pipe.PipeEndedException;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.process.JvmProcess;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side;
import dev.ipc.sync.SharedEvent;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.MayRemain;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting for the first of several objects, which other threads and processes make ready. */
@ExtendWith(LeakLedger.class)
@MayRemain(threads = "ipc-virtual-sleepers") // ends when no virtual thread has slept for a while
class WaitAnyTest {
  private static final Duration LONG = Duration.ofDays(1);

  private Shm shm;
  private SharedQueue<Object> queue;
  private SharedEvent event;
  private Connection<Object> here;
  private Connection<Object> there;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    queue = shm.create(SharedQueue.ofObjects());
    event = shm.create(SharedEvent.unset());
    SharedPipe<Object> pipe = shm.create(SharedPipe.duplex());
    here = pipe.first();
    there = pipe.second();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  private Background<List<Waitable>> waiting() {
    Background<List<Waitable>> waiting =
        Background.of(() -> Waitable.waitAny(List.of(event, queue, here)));
    Eventually.until(
        "it waits for all",
        () -> event.toString().contains("awaited") && queue.toString().contains("awaited"));
    return waiting;
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldGiveWhoIsReadyWhenOthersMakeThemSo(Side.Where where) throws Exception {
    SharedQueue<Object> jobs = queue;
    SharedEvent signal = event;
    SharedQueue<Integer> turns = shm.create(SharedQueue.of(Integer.class));
    Connection<Object> end = there;
    try (Side side = where.open()) {
      var others =
          side.start(() -> {
            turns.forEachUntilEnd(turn -> {
              try {
                switch (turn % 3) {
                  case 0 -> jobs.put(turn);
                  case 1 -> end.send(turn);
                  default -> signal.set();
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
            end.close();
          });
      for (int turn = 0; turn < 999; turn++) {
        turns.put(turn);
        List<Waitable> ready = Waitable.waitAny(List.of(queue, here, event), LONG);
        assertThat(ready).hasSize(1);
        switch (turn % 3) {
          case 0 -> assertThat(queue.poll()).isEqualTo(turn);
          case 1 -> assertThat(here.receive(Duration.ZERO)).isEqualTo(turn);
          default -> event.clear();
        }
        assertThat(ready.getFirst()).isSameAs(List.of(queue, here, event).get(turn % 3));
      }
      turns.shutdown();
      assertThat(Waitable.waitAny(List.of(queue, event, here))).containsExactly(here);
      assertThatThrownBy(here::receive).isInstanceOf(PipeEndedException.class);
      others.result();
    }
    event.set();
    queue.put("x");
    assertThat(Waitable.waitAny(List.of(event, here, queue))).containsExactly(event, here, queue);
  }

  @Test
  void shouldGiveNothingAndNeverEarlyWhenTheTimeIsOver() throws InterruptedException {
    long start = System.nanoTime();
    assertThat(Waitable.waitAny(List.of(event, queue, here), Duration.ofMillis(60))).isEmpty();
    assertThat(Waitable.waitAny(List.of(queue), Duration.ofMillis(60))).isEmpty();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000);
  }

  @Test
  void shouldEndWhenInterrupted() {
    Background<List<Waitable>> waiting = waiting();
    waiting.thread().interrupt();
    assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    Background<List<Waitable>> late =
        Background.of(() -> {
          Thread.currentThread().interrupt();
          return Waitable.waitAny(List.of(event));
        });
    assertThat(late.failure()).isInstanceOf(InterruptedException.class);
  }

  @Test
  void shouldEndWhenOneOfThemIsClosed() {
    Background<List<Waitable>> first = waiting();
    here.close();
    assertThat(first.failure()).isInstanceOf(RegionClosedException.class);
    Background<List<Waitable>> second =
        Background.of(() -> Waitable.waitAny(List.of(event, queue)));
    Eventually.until("it waits", () -> queue.toString().contains("awaited"));
    queue.close();
    assertThat(second.failure()).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(() -> Waitable.waitAny(List.of(event, queue)))
        .isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldEndWhenTheDomainIsClosed() {
    Background<List<Waitable>> waiting = waiting();
    shm.close();
    assertThat(waiting.failure()).isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldGiveTheConnectionWhenTheProcessAtItsOtherEndIsKilled() throws Exception {
    Connection<Object> end = there;
    try (Partner partner = Partner.start()) {
      assertThat(partner.<Boolean>call(end::isClosed)).isFalse();
      Background<List<Waitable>> waiting = waiting();
      partner.kill();
      assertThat(waiting.result()).containsExactly(here);
      assertThatThrownBy(here::receive).isInstanceOf(PipeEndedException.class);
    }
  }

  @Test
  void shouldGiveTheProcessWhenItHasEnded() throws Exception {
    JvmProcess sleeper = JvmProcess.start(() -> TimeUnit.DAYS.sleep(1));
    JvmProcess other = JvmProcess.start(() -> TimeUnit.DAYS.sleep(1));
    assertThat(Waitable.waitAny(List.of(sleeper, other), Duration.ofMillis(1))).isEmpty();
    Background<List<Waitable>> waiting =
        Background.of(() -> Waitable.waitAny(List.of(queue, sleeper, other)));
    other.kill();
    assertThat(waiting.result()).containsExactly(other);
    sleeper.kill();
    sleeper.join();
    other.join();
    assertThat(Waitable.waitAny(List.of(sleeper, other))).containsExactly(sleeper, other);
  }
}
