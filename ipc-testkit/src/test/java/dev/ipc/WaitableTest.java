package dev.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.codec.Codec;
import dev.ipc.pipe.Connection;
import dev.ipc.pipe.SharedPipe;
import dev.ipc.queue.SharedQueue;
import dev.ipc.sync.SyncWorld;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What waiting without taking means for others, by a script; and for those who do the waiting. */
class WaitableTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final ScriptedParker parker = ScriptedParker.blocking();
  private final ScriptedLiveness liveness = new ScriptedLiveness();
  private final Spec<SharedQueue<String>> spec = SharedQueue.of(Codec.of(String.class), 1024, 0);

  private <T extends Shared> LocalHome home(Spec<T> what) {
    return LocalHome.of(what, parker, liveness).inProcess(liveness.join(1, 1001));
  }

  private static <T> FutureTask<T> begin(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private static <T> T resultOf(FutureTask<T> task) throws Exception {
    return task.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void shouldWakeWhoTakesWhenTheWakeUpWentToWhoLooks() throws Exception {
    SharedQueue<String> queue = home(spec).bind(spec);
    FutureTask<Boolean> looking = begin(() -> queue.awaitReady(LONG));
    parker.awaitSleepers(1);
    FutureTask<String> taking = begin(queue::take);
    parker.awaitSleepers(2);
    queue.put("a");

    assertThat(resultOf(taking)).isEqualTo("a");
    assertThat(resultOf(looking)).isTrue();
    assertThat(queue).isEmpty();
  }

  @Test
  void shouldWakeWhoReceivesWhenTheWakeUpWentToWhoLooks() throws Exception {
    SharedPipe<Object> pipe = home(SharedPipe.duplex()).bind(SharedPipe.duplex());
    Connection<Object> end = pipe.second();
    FutureTask<Boolean> looking = begin(() -> end.awaitReady(LONG));
    parker.awaitSleepers(1);
    FutureTask<Object> receiving = begin(end::receive);
    parker.awaitSleepers(2);
    pipe.first().send("a");

    assertThat(resultOf(receiving)).isEqualTo("a");
    assertThat(resultOf(looking)).isTrue();
  }

  @Test
  void shouldWaitWhenTheOnlyItemIsOnLeaseUntilItsHolderDies() throws Exception {
    SyncWorld<SharedQueue<String>> world = new SyncWorld<>(spec);
    LocalHome there = world.join(2);
    SharedQueue<String> far = there.bind(spec);
    SharedQueue<String> near = world.handle(1);
    far.put("a");
    assertThat(near.isReady()).isTrue();
    far.lease();
    assertThat(near.isReady()).isFalse();
    assertThat(near.awaitReady(Duration.ofSeconds(1))).isFalse();
    world.onPark(3, () -> world.kill(there));
    assertThat(near.awaitReady(Duration.ofSeconds(1))).isTrue();
    assertThat(near.poll()).isEqualTo("a");
    assertThat(near.isReady()).isFalse();
    near.shutdown();
    assertThat(near.isReady()).isTrue();
    assertThat(near.awaitReady(LONG)).isTrue();
  }

  @Test
  void shouldSeeTheItemWhenItComesBetweenTheLookAndTheSleep() throws Exception {
    SyncWorld<SharedQueue<String>> world = new SyncWorld<>(spec);
    SharedQueue<String> far = world.handle(2);
    SharedQueue<String> near = world.handle(1);
    world.onPark(1, () -> far.offer("a"));
    assertThat(near.awaitReady(LONG)).isTrue();
    assertThat(world.parker.nanoTime()).as("it did not sleep").isZero();
    assertThat(near.take()).isEqualTo("a");
  }

  @Test
  void shouldLookOnlyWhenThereIsNoTime() throws Exception {
    Door open = new Door();
    Door closed = new Door();
    assertThat(Waitable.waitAny(List.of(open, closed), Duration.ZERO)).isEmpty();
    open.ready.countDown();
    assertThat(Waitable.waitAny(List.of(closed, open), Duration.ZERO)).containsExactly(open);
    assertThat(Waitable.waitAny(List.of(closed, open))).containsExactly(open);
    assertThat(open.waits).hasValue(0);
    assertThat(closed.waits).hasValue(0);
    assertThatThrownBy(() -> Waitable.waitAny(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nothing to wait for; give at least one object");
  }

  @Test
  void shouldLeaveNoWaitWhenOneIsReadyOrFailsOrTheTimeIsOver() throws Exception {
    List<Door> doors = List.of(new Door(), new Door(), new Door());
    assertThat(Waitable.waitAny(doors, Duration.ofMillis(20))).isEmpty();
    assertThat(doors).allSatisfy(door -> assertThat(door.inside).hasValue(0));

    FutureTask<List<Door>> waiting = begin(() -> Waitable.waitAny(doors));
    Eventually.until("all wait", () -> doors.stream().allMatch(door -> door.inside.get() == 1));
    doors.get(1).failure = new IllegalStateException("gone");
    doors.get(1).ready.countDown();
    assertThatThrownBy(() -> resultOf(waiting)).hasRootCauseMessage("gone");
    assertThat(doors).allSatisfy(door -> assertThat(door.inside).hasValue(0));

    List<Door> others = List.of(doors.get(0), doors.get(2));
    FutureTask<List<Door>> again = begin(() -> Waitable.waitAny(others));
    Eventually.until("all wait", () -> others.stream().allMatch(door -> door.inside.get() == 1));
    doors.get(2).ready.countDown();
    assertThat(resultOf(again)).containsExactly(doors.get(2));
    assertThat(doors).allSatisfy(door -> assertThat(door.inside).hasValue(0));
  }

  /** Is ready when it is told so; counts who waits. */
  private static final class Door implements Waitable {
    final CountDownLatch ready = new CountDownLatch(1);
    final AtomicInteger waits = new AtomicInteger();
    final AtomicInteger inside = new AtomicInteger();
    volatile RuntimeException failure;

    @Override
    public boolean isReady() {
      return ready.getCount() == 0;
    }

    @Override
    public boolean awaitReady(Duration timeout) throws InterruptedException {
      waits.incrementAndGet();
      inside.incrementAndGet();
      try {
        boolean in = ready.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        if (failure != null) {
          throw failure;
        }
        return in;
      } finally {
        inside.decrementAndGet();
      }
    }
  }
}
