package dev.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.codec.Codec;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Side;
import dev.ipc.shm.support.Side.Call;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a queue promises, to threads of both sorts, here and in another JVM. */
@ExtendWith(LeakLedger.class)
class SharedQueueContractTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int MANY = 20_000;

  record Job(int producer, int number, String path) implements Serializable {}

  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  private SharedQueue<Job> jobs() {
    return shm.create(SharedQueue.of(Job.class));
  }

  private SharedQueue<Job> jobs(int maxItems) {
    return shm.create(SharedQueue.of(Codec.of(Job.class), 1024, maxItems));
  }

  private static Job job(int number) {
    return new Job(0, number, "/" + number);
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldPassItemsInOrderWhenBothSidesHaveTheirShare(Side.Where where) throws Exception {
    try (Side side = where.open()) {
      SharedQueue<Job> there = jobs();
      SharedQueue<Job> back = jobs(3);
      Call<Integer> echo =
          side.begin(() -> {
            int count = 0;
            for (Optional<Job> job = there.next(); job.isPresent(); job = there.next()) {
              back.put(job.get());
              count++;
            }
            back.shutdown();
            return count;
          });
      Call<Void> putting =
          new Side.Here(Side.Threads.PLATFORM)
              .begin(() -> {
                for (int i = 0; i < MANY; i++) {
                  there.put(job(i));
                }
                there.shutdown();
                return null;
              });
      List<Job> came = new ArrayList<>();
      back.forEachUntilEnd(came::add);

      assertThat(echo.result()).isEqualTo(MANY);
      putting.result();
      assertThat(came).hasSize(MANY);
      for (int i = 0; i < MANY; i++) {
        assertThat(came.get(i)).isEqualTo(job(i));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldKeepOrderOfEachProducerWhenManyPutAndTake(Side.Where where) throws Exception {
    try (Side side = where.open()) {
      SharedQueue<Job> jobs = shm.create(SharedQueue.of(Codec.of(Job.class), 8192, 0));
      List<Call<Void>> producers = new ArrayList<>();
      List<Call<List<Job>>> consumers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        int producer = i;
        producers.add(
            side.begin(() -> {
              for (int number = 0; number < MANY / 4; number++) {
                jobs.put(new Job(producer, number, "x".repeat(number % 200)));
              }
              return null;
            }));
        consumers.add(
            side.begin(() -> {
              List<Job> mine = new ArrayList<>();
              for (Optional<Job> job = jobs.next(); job.isPresent(); job = jobs.next()) {
                mine.add(job.get());
              }
              return mine;
            }));
      }
      producers.forEach(Call::result);
      jobs.shutdown();

      int count = 0;
      for (Call<List<Job>> consumer : consumers) {
        int[] last = {-1, -1, -1};
        for (Job job : consumer.result()) {
          assertThat(job.number()).isGreaterThan(last[job.producer()]);
          last[job.producer()] = job.number();
          count++;
        }
      }
      assertThat(count).isEqualTo(3 * (MANY / 4));
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldWaitForItemUntilItIsPut(Side.Where where) throws Exception {
    try (Side side = where.open()) {
      SharedQueue<Job> jobs = jobs();
      Call<Job> taking = side.begin(jobs::take);
      Eventually.until("somebody waits", () -> jobs.state().contains("awaited"));
      assertThat(taking.isDone()).isFalse();

      jobs.put(job(1));

      assertThat(taking.result()).isEqualTo(job(1));
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldWaitForRoomUntilThereIsSome(Side.Where where) throws Exception {
    try (Side side = where.open()) {
      SharedQueue<Job> jobs = jobs(1);
      jobs.put(job(1));
      Call<Boolean> putting = side.begin(() -> jobs.offer(job(2), LONG));
      Eventually.until("somebody waits", () -> jobs.state().contains("wait for room"));
      assertThat(putting.isDone()).isFalse();

      assertThat(jobs.take()).isEqualTo(job(1));

      assertThat(putting.result()).isTrue();
      assertThat(jobs.take()).isEqualTo(job(2));
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldSendWaitersAwayWhenShutDown(Side.Where where) throws Exception {
    try (Side side = where.open()) {
      SharedQueue<Job> empty = jobs();
      SharedQueue<Job> full = jobs(1);
      full.put(job(1));
      Call<Boolean> next = side.begin(() -> empty.next().isPresent());
      Call<Job> take = side.begin(empty::take);
      Call<Void> put = side.start(() -> full.put(job(2)));
      Eventually.until("somebody waits", () -> empty.state().contains("awaited"));
      Eventually.until("somebody waits", () -> full.state().contains("wait for room"));

      empty.shutdown();
      full.shutdown();

      assertThat(next.result()).isFalse();
      assertThat(take.failure()).isInstanceOf(QueueShutDownException.class);
      assertThat(put.failure())
          .isInstanceOf(QueueShutDownException.class)
          .hasMessageContaining("cannot put");
      assertThat(full.isShutdown()).isTrue();
      assertThat(full.next()).contains(job(1));
      assertThat(full.next()).isEmpty();
      assertThat(full.poll()).isNull();
      assertThatThrownBy(() -> full.offer(job(3))).isInstanceOf(QueueShutDownException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldEndWaitWhenInterruptedOrClosed(Side.Where where) throws Exception {
    try (Side side = where.open()) {
      SharedQueue<Job> jobs = jobs();
      Call<Boolean> interrupted =
          side.begin(() -> {
            Thread.currentThread().interrupt();
            try {
              jobs.take();
              return false;
            } catch (InterruptedException e) {
              return !Thread.currentThread().isInterrupted();
            }
          });
      assertThat(interrupted.result()).isTrue();

      Call<Job> closed = side.begin(jobs::take);
      Eventually.until("somebody waits", () -> jobs.state().contains("awaited"));
      side.start(jobs::close).result();
      assertThat(closed.failure()).isInstanceOf(RegionClosedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldJoinWhenAllIsDone(Side.Where where) throws Exception {
    try (Side side = where.open()) {
      SharedQueue<Job> jobs = jobs();
      jobs.put(job(1));
      jobs.put(job(2));
      assertThat(jobs.join(Duration.ZERO)).isFalse();
      Call<Void> joining = side.start(jobs::join);
      jobs.take();
      try (Lease<Job> lease = jobs.lease()) {
        assertThat(jobs.isEmpty()).isTrue();
        jobs.taskDone();
        assertThat(joining.isDone()).isFalse();
        assertThat(lease.done()).isTrue();
      }
      joining.result();
      assertThatThrownBy(jobs::taskDone)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("too often");
    }
  }

  @Test
  void shouldTimeOutNeverEarlyWhenNothingHappens() throws Exception {
    SharedQueue<Job> jobs = jobs(1);
    long start = System.nanoTime();
    assertThat(jobs.poll(Duration.ofMillis(60))).isNull();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000);
    jobs.add(job(1));
    start = System.nanoTime();
    assertThat(jobs.offer(job(2), Duration.ofMillis(60))).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000);
    assertThatThrownBy(() -> jobs.add(job(2))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldGiveItemBackWhenLeaseIsClosedOrHandleIs() throws Exception {
    shm.create("jobs", SharedQueue.of(Job.class));
    SharedQueue<Job> jobs = shm.open("jobs", SharedQueue.of(Job.class));
    jobs.put(job(1));
    jobs.put(job(2));
    try (Lease<Job> first = jobs.lease()) {
      assertThat(first.item()).isEqualTo(job(1));
      assertThat(jobs.peek()).isEqualTo(job(2));
      assertThat(jobs.size()).isEqualTo(1);
    }
    assertThat(jobs).containsExactly(job(1), job(2));
    Lease<Job> again = jobs.lease();
    jobs.close();
    again.close();

    SharedQueue<Job> other = shm.open("jobs", SharedQueue.of(Job.class));
    assertThat(other).containsExactly(job(1), job(2));
    assertThatThrownBy(again::done).isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldGiveItemAgainWhenHandlerFails() throws Exception {
    SharedQueue<Job> jobs = jobs();
    jobs.put(job(1));
    assertThatThrownBy(() ->
            jobs.forEachUntilEnd(job -> {
              throw new IllegalArgumentException("not that one");
            }))
        .hasMessage("not that one");
    assertThat(jobs.size()).isEqualTo(1);
  }

  @Test
  void shouldRemoveFromTheMiddleWhenAsked() {
    SharedQueue<Job> jobs = jobs();
    for (int i = 0; i < 5; i++) {
      jobs.add(job(i));
    }
    assertThat(jobs.remove(job(2))).isTrue();
    assertThat(jobs.remove(job(2))).isFalse();
    Iterator<Job> each = jobs.iterator();
    each.next();
    each.next();
    each.remove();
    assertThatThrownBy(each::remove).isInstanceOf(IllegalStateException.class);
    assertThat(jobs).containsExactly(job(0), job(3), job(4)).hasSize(3);
    List<Job> drained = new ArrayList<>();
    assertThat(jobs.drainTo(drained, 2)).isEqualTo(2);
    assertThat(jobs.drainTo(drained)).isEqualTo(1);
    assertThat(drained).containsExactly(job(0), job(3), job(4));
  }
}
