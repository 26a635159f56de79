package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.codec.Codec;
import dev.ipc.queue.Lease;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Kills a process at each step of putting into a queue and of getting out of it. */
@ExtendWith(LeakLedger.class)
final class QueueKillTest {
  static final List<String> PUTTING =
      List.of("ring.write", "ring.published", "ring.passed", "queue.put");
  static final List<String> TAKING = List.of("queue.take", "ring.take", "ring.taken");
  static final List<String> FINISHING = List.of("ring.finish", "ring.taken");
  static final List<String> LEASING = List.of("ring.lease", "ring.leased");
  static final List<String> GIVING_BACK = List.of("ring.giveBack", "ring.givenBack");
  static final List<String> SHUTTING_DOWN = List.of("queue.shutDown", "queue.isShutDown");

  static final List<String> HANDLING = List.of("queue.handled", "ring.take", "ring.taken");
  static final List<String> SPILLING =
      List.of("ring.spill", "ring.spilled", "ring.write", "ring.published", "queue.put");
  static final List<String> TAKING_SPILLED =
      List.of("ring.take", "ring.taken", "ring.left", "ring.deleted");

  static Stream<String> steps() {
    return Stream.of(
            PUTTING,
            TAKING,
            FINISHING,
            LEASING,
            GIVING_BACK,
            SHUTTING_DOWN,
            HANDLING,
            SPILLING,
            TAKING_SPILLED)
        .flatMap(List::stream);
  }

  private static final String LARGE = "large".repeat(1_000);
  private static final Duration LONG = Duration.ofMinutes(1);

  private Shm shm;
  private SharedQueue<String> queue;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    queue = shm.create(SharedQueue.of(Codec.of(String.class), 1024, 0));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  private void killAt(String step, Side.Deed deed) {
    try (Partner victim = Partner.startStepped(step)) {
      victim.start(deed);
      victim.stepped().awaitStep(step);
      victim.kill();
    }
  }

  /** What is left, after one more that must find its way. */
  private List<String> rest() throws InterruptedException {
    queue.put("last");
    List<String> rest = new ArrayList<>();
    while (!queue.join(Duration.ZERO)) {
      rest.add(queue.take());
      queue.taskDone();
    }
    return rest;
  }

  @ParameterizedTest
  @FieldSource("PUTTING")
  void shouldHaveItemWholeOrNotWhenProducerIsKilledAt(String step) throws InterruptedException {
    SharedQueue<String> all = queue;
    queue.put("before");
    killAt(step, () -> all.put("x".repeat(100)));

    List<String> items =
        step.equals("ring.write")
            ? List.of("before", "last")
            : List.of("before", "x".repeat(100), "last");
    assertThat(rest()).isEqualTo(items);
  }

  /** The record that fills the end of the ring is published before the item. */
  @ParameterizedTest
  @FieldSource("PUTTING")
  void shouldHaveItemWholeOrNotWhenProducerIsKilledAtTheEndOfTheRing(String step)
      throws InterruptedException {
    SharedQueue<String> all = queue;
    for (int i = 0; i < 15; i++) {
      queue.put("x");
      queue.take();
      queue.taskDone();
    }
    killAt(step, () -> all.put("x".repeat(100)));

    if (step.equals("queue.put")) {
      assertThat(rest()).containsExactly("x".repeat(100), "last");
    } else {
      assertThat(rest()).containsExactly("last");
    }
  }

  @ParameterizedTest
  @FieldSource("HANDLING")
  void shouldHandleAtLeastOnceWhenWhoHandlesIsKilledAt(String step) throws InterruptedException {
    SharedQueue<String> all = queue;
    queue.put("a");
    queue.put("b");
    killAt(step, () -> all.bytes().poll(message -> {}, 2));

    List<String> items =
        step.equals("ring.taken") ? List.of("b", "last") : List.of("a", "b", "last");
    assertThat(rest()).isEqualTo(items);
  }

  /** What of items is in files. */
  private List<String> spilled() throws IOException {
    return DomainFolder.list(shm.folder()).stream()
        .filter(name -> name.startsWith(".spill."))
        .toList();
  }

  @ParameterizedTest
  @FieldSource("SPILLING")
  void shouldHaveLargeItemWholeOrNotWhenProducerIsKilledAt(String step) throws Exception {
    SharedQueue<String> all = queue;
    queue.put("before");
    killAt(step, () -> all.put(LARGE));

    boolean put = step.equals("ring.published") || step.equals("queue.put");
    queue.put("after");
    assertThat(spilled()).hasSize(put ? 1 : 0);
    assertThat(rest())
        .isEqualTo(
            put ? List.of("before", LARGE, "after", "last") : List.of("before", "after", "last"));
    assertThat(spilled()).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("TAKING_SPILLED")
  void shouldLeaveNoFileWhenConsumerOfLargeItemIsKilledAt(String step) throws Exception {
    SharedQueue<String> all = queue;
    queue.put(LARGE);
    queue.put("b");
    killAt(step, () -> all.take());

    boolean taken = !step.equals("ring.take");
    assertThat(queue.peek()).isEqualTo(taken ? "b" : LARGE);
    assertThat(spilled()).hasSize(taken ? 0 : 1);
    assertThat(rest()).isEqualTo(taken ? List.of("b", "last") : List.of(LARGE, "b", "last"));
    assertThat(spilled()).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("TAKING")
  void shouldLoseAtMostWhatConsumerTookWhenItIsKilledAt(String step) throws InterruptedException {
    SharedQueue<String> all = queue;
    queue.put("a");
    queue.put("b");
    killAt(step, () -> all.take());

    List<String> items =
        step.equals("ring.taken") ? List.of("b", "last") : List.of("a", "b", "last");
    assertThat(rest()).isEqualTo(items);
  }

  @ParameterizedTest
  @FieldSource("FINISHING")
  void shouldLoseAtMostWhatWasTakenFromTheMiddleWhenConsumerIsKilledAt(String step)
      throws InterruptedException {
    SharedQueue<String> all = queue;
    queue.put("a");
    queue.put("b");
    try (Lease<String> lease = queue.lease()) {
      killAt(step, () -> all.take());
      assertThat(lease.item()).isEqualTo("a");
    }

    List<String> items =
        step.equals("ring.taken") ? List.of("a", "last") : List.of("a", "b", "last");
    assertThat(rest()).isEqualTo(items);
  }

  /** What it took out of the middle before is passed by who comes next. */
  @Test
  void shouldHaveAllRoomWhenWhoFinishedTheFirstIsKilledBeforeThat() throws InterruptedException {
    SharedQueue<String> all = queue;
    queue.put("a");
    queue.put("b");
    try (Partner victim = Partner.startStepped()) {
      victim.stepped().armForHit("ring.taken", 2);
      victim.start(() -> {
        Lease<String> lease = all.lease();
        all.take();
        lease.done();
      });
      victim.stepped().awaitStep("ring.taken");
      victim.kill();
    }
    assertThat(queue.join(LONG)).isTrue();
    assertThat(queue.state()).contains("0 items, 0 of");
  }

  @ParameterizedTest
  @FieldSource("LEASING")
  void shouldGetItemWhenWhoLeasesItIsKilledAt(String step) throws InterruptedException {
    SharedQueue<String> all = queue;
    queue.put("a");
    queue.put("b");
    killAt(step, () -> all.lease());

    assertThat(rest()).containsExactlyInAnyOrder("a", "b", "last");
  }

  @ParameterizedTest
  @FieldSource("GIVING_BACK")
  void shouldGetItemWhenWhoGivesItBackIsKilledAt(String step) throws InterruptedException {
    SharedQueue<String> all = queue;
    queue.put("a");
    queue.put("b");
    killAt(step, () -> all.lease().close());

    assertThat(rest()).containsExactlyInAnyOrder("a", "b", "last");
  }

  @Test
  void shouldGetItemWhenWhoWorksOnItIsKilled() throws InterruptedException {
    SharedQueue<String> all = queue;
    queue.put("a");
    try (Partner victim = Partner.start();
        Partner other = Partner.start()) {
      assertThat(victim.call(() -> all.lease().item())).isEqualTo("a");
      var waiting = other.begin(() -> all.poll(LONG));
      Eventually.until("somebody waits", () -> all.state().contains("awaited"));
      victim.kill();
      assertThat(waiting.result()).isEqualTo("a");
      assertThat(all.join(Duration.ZERO)).isFalse();
      other.kill();
      assertThat(all.join(LONG)).isTrue();
    }
  }

  @ParameterizedTest
  @FieldSource("SHUTTING_DOWN")
  void shouldBeShutDownOrNotWhenProcessIsKilledAt(String step) throws InterruptedException {
    SharedQueue<String> all = queue;
    try (Partner waiter = Partner.start()) {
      var waiting = waiter.begin(() -> all.next().isPresent());
      Eventually.until("somebody waits", () -> all.state().contains("awaited"));
      killAt(step, () -> all.shutdown());
      if (step.equals("queue.shutDown")) {
        assertThat(queue.isShutdown()).isFalse();
        queue.shutdown();
      }
      assertThat(queue.isShutdown()).isTrue();
      assertThat(waiting.result()).isFalse();
    }
  }
}
