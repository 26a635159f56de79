package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.sync.SharedEvent;
import dev.ipc.sync.SharedSemaphore;
import dev.ipc.testkit.LeakLedger;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Kills a process at each step of taking and giving permits, and of setting an event. */
@ExtendWith(LeakLedger.class)
final class SemaphoreKillTest {
  static final List<String> COUNTING =
      List.of("semaphore.acquire", "semaphore.release", "semaphore.released");
  static final List<String> OWNED =
      List.of("semaphore.take", "semaphore.taken", "semaphore.give", "semaphore.given");
  static final List<String> RECLAIMING = List.of("semaphore.reclaim", "semaphore.reclaimed");
  static final List<String> EVENT = List.of("event.set", "event.published");

  static Stream<String> steps() {
    return Stream.of(COUNTING, OWNED, RECLAIMING, EVENT).flatMap(List::stream);
  }

  private static final Duration LONG = Duration.ofMinutes(1);

  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  @ParameterizedTest
  @FieldSource("COUNTING")
  void shouldLeaveCountWholeWhenProcessIsKilledAt(String step) throws InterruptedException {
    SharedSemaphore semaphore = shm.create(SharedSemaphore.counting(3));
    try (Partner victim = Partner.startStepped(step)) {
      victim.start(() -> {
        semaphore.acquire(2);
        semaphore.release(2);
      });
      victim.stepped().awaitStep(step);
      victim.kill();
    }
    int left = step.equals("semaphore.release") ? 1 : 3;
    assertThat(semaphore.availablePermits()).isEqualTo(left);
    semaphore.acquire(left);
    semaphore.release(3);
  }

  @ParameterizedTest
  @FieldSource("OWNED")
  void shouldGetAllPermitsBackWhenOwnerIsKilledAt(String step) throws InterruptedException {
    SharedSemaphore semaphore = shm.create(SharedSemaphore.owned(3));
    try (Partner victim = Partner.startStepped(step)) {
      victim.start(() -> {
        semaphore.acquire(2);
        semaphore.release(2);
      });
      victim.stepped().awaitStep(step);
      victim.kill();
    }
    assertThat(semaphore.tryAcquire(3, LONG)).isTrue();
    semaphore.release(3);
    assertThat(semaphore.availablePermits()).isEqualTo(3);
  }

  @ParameterizedTest
  @FieldSource("RECLAIMING")
  void shouldGetAllPermitsBackWhenWhoReclaimsIsKilledAt(String step) throws InterruptedException {
    SharedSemaphore semaphore = shm.create(SharedSemaphore.owned(3));
    try (Partner first = Partner.start();
        Partner victim = Partner.startStepped(step)) {
      first.perform(() -> semaphore.acquire(3));
      first.kill();
      victim.start(() -> semaphore.acquire());
      victim.stepped().awaitStep(step);
      victim.kill();
    }
    assertThat(semaphore.tryAcquire(3, LONG)).isTrue();
    semaphore.release(3);
    assertThat(semaphore.availablePermits()).isEqualTo(3);
  }

  /** A woken waiter that dies before it has its permit leaves it to another. */
  @Test
  void shouldLetAnotherWaiterGoOnWhenWokenOneIsKilled() throws InterruptedException {
    for (SharedSemaphore semaphore :
        List.of(shm.create(SharedSemaphore.bounded(1)), shm.create(SharedSemaphore.owned(1)))) {
      semaphore.acquire();
      try (Partner victim = Partner.startStepped("bell.sleep");
          Partner other = Partner.start()) {
        victim.start(() -> semaphore.acquire());
        victim.stepped().awaitStep("bell.sleep");
        victim.stepped().arm("bell.woken");
        victim.stepped().resume();
        victim.stepped().awaitStep("bell.woken");
        var waiting = other.begin(() -> semaphore.tryAcquire(LONG));
        semaphore.release();
        victim.kill();
        assertThat(waiting.result()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("EVENT")
  void shouldBeSetOrNotWhenSetterIsKilledAt(String step) throws InterruptedException {
    SharedEvent event = shm.create(SharedEvent.unset());
    try (Partner waiter = Partner.start();
        Partner victim = Partner.startStepped(step)) {
      var waiting = waiter.begin(() -> event.await(LONG));
      victim.start(() -> event.set());
      victim.stepped().awaitStep(step);
      victim.kill();
      if (step.equals("event.set")) {
        assertThat(event.isSet()).isFalse();
        event.set();
      }
      assertThat(event.isSet()).isTrue();
      assertThat(waiting.result()).isTrue();
    }
  }
}
