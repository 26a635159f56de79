package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.queue.SharedQueue;
import dev.ipc.queue.SharedRing;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedBoolean;
import dev.ipc.value.SharedLong;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Processes that put so often that the queue's lock is left to them, and are killed meanwhile. */
@ExtendWith(LeakLedger.class)
final class BiasKillTest {
  static final List<String> ALONE = List.of("bias.cell", "bias.left", "bias.entered", "bias.leave");
  static final List<String> TAKING = List.of("bias.taken", "bias.outside");

  /** More than a processor's caches hold. */
  private static final int FAR_LONGS = 1 << 22;

  private static final int WAITING_STORES = 48;
  private static final int COUNTS_PER_STORES = 64;

  static Stream<String> steps() {
    return Stream.of(ALONE, TAKING).flatMap(List::stream);
  }

  private Shm shm;
  private SharedQueue<byte[]> queue;
  private SharedLong count;
  private SharedBoolean stop;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    queue = shm.create(SharedQueue.ofBytes());
    count = shm.create(SharedLong.initially(0));
    stop = shm.create(SharedBoolean.initially(false));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  /** Counts while it keeps all others out. */
  private static void count(SharedQueue<byte[]> queue, SharedLong count) {
    SharedRing ring = queue.bytes();
    while (!ring.offer(0, memory -> count.setPlain(count.getPlain() + 1))) {
      ring.poll(memory -> {}, Integer.MAX_VALUE);
    }
  }

  /**
   * For as long as others do not stop it; now and then it does something else for a while. Without
   * the fence of who takes the lock, it would be inside together with that: its store that it is
   * inside waits behind those to memory far away, while its loads do not.
   */
  private static long countOn(SharedQueue<byte[]> queue, SharedLong count, SharedBoolean stop) {
    long counted = 0;
    RandomGenerator random = RandomGenerator.getDefault();
    long[] far = new long[FAR_LONGS];
    while (!stop.get()) {
      for (int i = random.nextInt(10_000); i > 0; i--) {
        if (i % COUNTS_PER_STORES == 0) {
          storeFarAway(far, random);
        }
        count(queue, count);
        counted++;
      }
      LockSupport.parkNanos(random.nextInt(50_000));
    }
    return counted;
  }

  /** As many stores as wait in a processor, each of which takes long. */
  private static void storeFarAway(long[] far, RandomGenerator random) {
    for (int i = 0; i < WAITING_STORES; i++) {
      far[random.nextInt(far.length)] = i;
    }
  }

  private void assertOthersGoOn() {
    long before = count.get();
    count(queue, count);
    assertThat(count.get()).isEqualTo(before + 1);
    queue.clear();
    assertThat(queue.offer(new byte[1])).isTrue();
    assertThat(queue.poll()).hasSize(1);
  }

  @ParameterizedTest
  @FieldSource("ALONE")
  void shouldGoOnWhenWhoTheLockIsLeftToIsKilled(String step) {
    SharedQueue<byte[]> all = queue;
    SharedLong counter = count;
    SharedBoolean never = stop;
    try (Partner victim = Partner.startStepped(step)) {
      victim.start(() -> countOn(all, counter, never));
      victim.stepped().awaitStep(step);
      victim.kill();
    }
    assertOthersGoOn();
  }

  @ParameterizedTest
  @FieldSource("TAKING")
  void shouldGoOnWhenWhoTakesWhatWasLeftToAnotherIsKilled(String step) throws Exception {
    SharedQueue<byte[]> all = queue;
    SharedLong counter = count;
    SharedBoolean end = stop;
    FutureTask<Long> counting = new FutureTask<>(() -> countOn(all, counter, end));
    try (Partner victim = Partner.startStepped(step)) {
      Thread.ofPlatform().daemon().start(counting);
      victim.start(() -> countOn(all, counter, end));
      victim.stepped().awaitStep(step);
      victim.kill();
    }
    long before = count.get();
    Eventually.until("the other goes on", () -> count.get() > before);
    stop.set(true);
    counting.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertOthersGoOn();
  }

  @Test
  void shouldWaitAndNotStealWhenWhoTheLockIsLeftToIsStoppedInside() {
    SharedQueue<byte[]> all = queue;
    SharedLong counter = count;
    SharedBoolean end = stop;
    try (Partner holder = Partner.startStepped("bias.entered")) {
      Side.Call<?> counting = holder.start(() -> countOn(all, counter, end));
      holder.stepped().awaitStep("bias.entered");
      assertThat(queue.offer(new byte[1])).as("gives up").isFalse();
      stop.set(true);
      holder.stepped().disarm("bias.entered");
      holder.stepped().resume();
      counting.result();
    }
    assertOthersGoOn();
  }

  @Test
  void shouldKeepOthersOutWhenTheLockIsLeftToAndTakenFromManyThreads() throws Exception {
    countTogether(2_000_000);
  }

  @Test
  @Tag("stress")
  void shouldKeepOthersOutForLongWhenTheLockIsLeftToAndTakenFromManyThreads() throws Exception {
    countTogether(200_000_000);
  }

  private void countTogether(long enough) throws Exception {
    SharedQueue<byte[]> all = queue;
    SharedLong counter = count;
    SharedBoolean end = stop;
    List<FutureTask<Long>> here = new ArrayList<>();
    long sum = 0;
    try (Partner there = Partner.start()) {
      List<Side.Call<Long>> others = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        FutureTask<Long> task = new FutureTask<>(() -> countOn(all, counter, end));
        Thread.ofPlatform().daemon().start(task);
        here.add(task);
        others.add(there.begin(() -> countOn(all, counter, end)));
      }
      while (count.get() < enough) {
        LockSupport.parkNanos(1_000_000);
      }
      stop.set(true);
      for (FutureTask<Long> task : here) {
        sum += task.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      for (Side.Call<Long> call : others) {
        sum += call.result();
      }
    }
    assertThat(count.get()).isEqualTo(sum);
  }
}
