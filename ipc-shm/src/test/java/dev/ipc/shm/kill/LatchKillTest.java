package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.OwnerDiedException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Partner;
import dev.ipc.sync.SharedLatch;
import dev.ipc.testkit.LeakLedger;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills a process at each step of the latch: what it owed is missed, what it paid is not. */
@ExtendWith(LeakLedger.class)
final class LatchKillTest {
  private static final int COUNT = 3;

  private Shm shm;
  private SharedLatch latch;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    latch = shm.create(SharedLatch.ofCount(COUNT));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  static Stream<String> steps() {
    return Stream.of(
        "latch.register",
        "latch.registered",
        "latch.count",
        "latch.paying",
        "latch.paid",
        "latch.settled",
        "latch.counted",
        "latch.break",
        "latch.broken");
  }

  @Test
  void shouldNotMissProcessWhenKilledBeforeItRegistered() throws InterruptedException {
    try (Partner victim = Partner.startStepped("latch.register")) {
      SharedLatch shared = latch;
      victim.start(shared::register);
      victim.stepped().awaitStep("latch.register");
      victim.kill();
    }
    assertOpensAfter(COUNT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"latch.registered", "latch.count"})
  void shouldBreakWhenKilledOwing(String step) {
    Background<Void> waiter = Background.start(latch::await);
    waiter.awaitParked();
    try (Partner victim = Partner.startStepped(step)) {
      SharedLatch shared = latch;
      victim.start(() -> {
        shared.register();
        shared.countDown();
      });
      victim.stepped().awaitStep(step);
      victim.kill();

      assertDied(waiter.failure(), victim);
      assertDied(Background.start(latch::await).failure(), victim);
    }
    assertThat(latch.count()).isEqualTo(COUNT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"latch.paying", "latch.paid", "latch.settled", "latch.counted"})
  void shouldHaveCountedOnceWhenKilledPaying(String step) throws InterruptedException {
    try (Partner victim = Partner.startStepped(step)) {
      SharedLatch shared = latch;
      victim.start(() -> {
        shared.register();
        shared.countDown();
      });
      victim.stepped().awaitStep(step);
      victim.kill();
    }
    assertOpensAfter(COUNT - 1);
  }

  @Test
  void shouldOpenWhenKilledBetweenCountAndWake() throws InterruptedException {
    Background<Void> waiter = Background.start(latch::await);
    waiter.awaitParked();
    latch.countDown();
    latch.countDown();
    try (Partner victim = Partner.startStepped()) {
      SharedLatch shared = latch;
      victim.perform(shared::count);
      victim.stepped().arm("bell.wake");
      victim.start(shared::countDown);
      victim.stepped().awaitStep("bell.wake");
      victim.kill();
    }
    waiter.result();
    latch.await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"latch.break", "latch.broken"})
  void shouldBreakInTurnWhenWhoBreaksItIsKilled(String step) {
    SharedLatch shared = latch;
    try (Partner debtor = Partner.start();
        Partner victim = Partner.startStepped(step)) {
      debtor.perform(shared::register);
      victim.perform(shared::count);
      debtor.kill();
      victim.start(shared::await);
      victim.stepped().awaitStep(step);
      victim.kill();

      assertDied(Background.start(latch::await).failure(), debtor);
    }
    latch.register();
    assertThat(latch.owed()).isEqualTo(1);
    latch.deregister();
  }

  @Test
  void shouldRefuseToLeaveWhenProcessOwes() {
    latch.register(2);
    assertThat(Background.start(shm::close).failure())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("owed 2 count-downs");
    latch.countDown();
    latch.countDown();
  }

  private static void assertDied(Throwable failure, Partner dead) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            OwnerDiedException.class,
            e -> assertThat(e.death().pid()).isEqualTo(dead.process().pid()));
  }

  private void assertOpensAfter(int left) throws InterruptedException {
    for (int i = left; i > 0; i--) {
      assertThat(latch.await(Duration.ofMillis(60))).isFalse();
      assertThat(latch.count()).isEqualTo(i);
      latch.countDown();
    }
    assertThat(List.of(latch.await(Duration.ZERO), latch.count() == 0)).containsOnly(true);
  }
}
