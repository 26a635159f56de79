package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Peer;
import dev.ipc.shm.support.Serial;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Threads that are interrupted when they call, and while they wait. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class ShmInterruptTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final NamedDomain domain = new NamedDomain();
  private Shm shm;
  private SharedInt number;
  private SharedLong longer;
  private SharedLock lock;

  @BeforeEach
  void join() {
    shm = domain.join();
    number = shm.create("int", SharedInt.initially(7));
    longer = shm.create("long", SharedLong.initially(7));
    lock = shm.create("lock", SharedLock.plain());
  }

  @AfterEach
  void leave() {
    assertThat(Thread.interrupted()).isFalse();
    shm.close();
    domain.close();
  }

  @TestFactory
  Stream<DynamicTest> shouldWorkAndStayInterruptedWhenTheDomainIsUsed() {
    Map<String, Background.Work> calls = new LinkedHashMap<>();
    calls.put("Shm.temporary", () -> Shm.temporary().close());
    calls.put("Shm.named", () -> Shm.named("other-" + domain.name()).close());
    calls.put("Shm.at", () -> Shm.at(domain.folder()).close());
    calls.put("Shm.root", Shm::root);
    calls.put("folder", () -> assertThat(shm.folder()).isDirectory());
    calls.put("create", () -> assertThat(shm.create(SharedInt.initially(1)).get()).isOne());
    calls.put("create by name", () -> shm.create("new", SharedInt.initially(1)));
    calls.put("open", () -> assertThat(shm.open("int", SharedInt.KIND).get()).isEqualTo(7));
    calls.put("openOrCreate", () -> shm.openOrCreate("int", SharedInt.initially(1)).close());
    calls.put("openOrCreate new", () -> shm.openOrCreate("new2", SharedInt.initially(1)));
    calls.put("delete", () -> assertThat(shm.delete("new")).isTrue());
    calls.put("names", () -> assertThat(shm.names()).contains("int"));
    calls.put("write Shm", () -> Serial.copy(shm).close());
    calls.put("write handle", () -> assertThat(Serial.copy(number)).isSameAs(number));
    calls.put("close handle", () -> shm.open("int", SharedInt.KIND).close());
    calls.put("toString", () -> assertThat(shm.toString() + number + longer + lock).isNotEmpty());

    return interrupted(calls)
        .onClose(() -> NamedDomain.delete(Shm.root().resolve("other-" + domain.name())));
  }

  @TestFactory
  Stream<DynamicTest> shouldWorkAndStayInterruptedWhenAnIntIsUsed() {
    Map<String, Background.Work> calls = new LinkedHashMap<>();
    calls.put("name", () -> assertThat(number.name()).contains("int"));
    calls.put("isClosed", () -> assertThat(lock.isClosed()).isFalse());

    calls.put("int get", () -> assertThat(number.get()).isEqualTo(7));
    calls.put("int set", () -> number.set(8));
    calls.put("int getPlain", () -> assertThat(number.getPlain()).isEqualTo(8));
    calls.put("int setPlain", () -> number.setPlain(9));
    calls.put("int getAndAdd", () -> assertThat(number.getAndAdd(1)).isEqualTo(9));
    calls.put("int addAndGet", () -> assertThat(number.addAndGet(1)).isEqualTo(11));
    calls.put("int increment", () -> assertThat(number.incrementAndGet()).isEqualTo(12));
    calls.put("int decrement", () -> assertThat(number.decrementAndGet()).isEqualTo(11));
    calls.put("int getAndSet", () -> assertThat(number.getAndSet(3)).isEqualTo(11));
    calls.put("int CAS", () -> assertThat(number.compareAndSet(3, 4)).isTrue());
    calls.put("int update", () -> assertThat(number.updateAndGet(n -> n + 1)).isEqualTo(5));
    calls.put(
        "int accumulate", () -> assertThat(number.accumulateAndGet(7, Math::max)).isEqualTo(7));

    return interrupted(calls);
  }

  @TestFactory
  Stream<DynamicTest> shouldWorkAndStayInterruptedWhenALongIsUsed() {
    Map<String, Background.Work> calls = new LinkedHashMap<>();
    calls.put("long get", () -> assertThat(longer.get()).isEqualTo(7));
    calls.put("long set", () -> longer.set(8));
    calls.put("long getPlain", () -> assertThat(longer.getPlain()).isEqualTo(8));
    calls.put("long setPlain", () -> longer.setPlain(9));
    calls.put("long getAndAdd", () -> assertThat(longer.getAndAdd(1)).isEqualTo(9));
    calls.put("long addAndGet", () -> assertThat(longer.addAndGet(1)).isEqualTo(11));
    calls.put("long increment", () -> assertThat(longer.incrementAndGet()).isEqualTo(12));
    calls.put("long decrement", () -> assertThat(longer.decrementAndGet()).isEqualTo(11));
    calls.put("long getAndSet", () -> assertThat(longer.getAndSet(3)).isEqualTo(11));
    calls.put("long CAS", () -> assertThat(longer.compareAndSet(3, 4)).isTrue());
    calls.put("long update", () -> assertThat(longer.updateAndGet(n -> n + 1)).isEqualTo(5));
    calls.put(
        "long accumulate", () -> assertThat(longer.accumulateAndGet(7, Math::max)).isEqualTo(7));

    return interrupted(calls);
  }

  @TestFactory
  Stream<DynamicTest> shouldWorkAndStayInterruptedWhenALockIsUsed() {
    Map<String, Background.Work> calls = new LinkedHashMap<>();
    calls.put("lock", () -> lock.lock());
    calls.put("isHeldByCurrentThread", () -> assertThat(lock.isHeldByCurrentThread()).isTrue());
    calls.put("ownerPid", () -> assertThat(lock.ownerPid()).isPresent());
    calls.put("unlock", () -> lock.unlock());
    calls.put("tryLock", () -> assertThat(lock.tryLock()).isTrue());
    calls.put("unlock again", () -> lock.unlock());
    calls.put("hold", () -> lock.hold().close());
    calls.put("locked", () -> lock.locked(() -> number.setPlain(7)));
    calls.put("locked value", () -> assertThat(lock.locked(number::get)).isEqualTo(7));
    return interrupted(calls);
  }

  private static Stream<DynamicTest> interrupted(Map<String, Background.Work> calls) {
    return calls.entrySet().stream()
        .map(call -> DynamicTest.dynamicTest(call.getKey(), () -> interrupted(call.getValue())));
  }

  private static void interrupted(Background.Work call) throws Exception {
    Thread.currentThread().interrupt();
    try {
      call.run();
      assertThat(Thread.currentThread().isInterrupted()).as("stays interrupted").isTrue();
    } finally {
      Thread.interrupted();
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldThrowAndTakeNothingWhenCalledInterruptibly() {
    Map<String, Background.Work> calls = new LinkedHashMap<>();
    calls.put("lockInterruptibly", lock::lockInterruptibly);
    calls.put("tryLock(Duration)", () -> lock.tryLock(LONG));
    calls.put("tryLock(zero)", () -> lock.tryLock(Duration.ZERO));
    calls.put("tryLock(unit)", () -> lock.tryLock(1, TimeUnit.DAYS));
    calls.put("tryHold", () -> lock.tryHold(LONG));
    calls.put("hold(Duration)", () -> lock.hold(LONG));
    return calls.entrySet().stream()
        .map(call ->
            DynamicTest.dynamicTest(
                call.getKey(),
                () -> {
                  Thread.currentThread().interrupt();
                  assertThatThrownBy(call.getValue()::run)
                      .isInstanceOf(InterruptedException.class)
                      .hasMessageContaining(domain.folder().resolve("lock").toString());
                  assertThat(Thread.interrupted()).as("thrown, so no longer set").isFalse();
                  assertThat(lock.tryLock()).as("the lock is free").isTrue();
                  lock.unlock();
                }));
  }

  @Test
  void shouldStopWaitingWhenInterruptedInAnInterruptibleCall() {
    try (Peer holder = Peer.in(domain)) {
      holder.perform("lock lock");
      for (Background.Work wait :
          new Background.Work[] {
            lock::lockInterruptibly,
            () -> lock.tryLock(LONG),
            () -> lock.tryLock(1, TimeUnit.DAYS),
            () -> lock.tryHold(LONG),
            () -> lock.hold(LONG)
          }) {
        Background<Void> waiter = Background.start(wait);
        waiter.awaitParked();
        waiter.thread().interrupt();
        assertThat(waiter.failure())
            .isInstanceOf(InterruptedException.class)
            .hasMessage("interrupted while waiting for " + domain.folder().resolve("lock"));
      }
      holder.perform("unlock lock");
    }
    assertThat(lock.tryLock()).isTrue();
    lock.unlock();
  }

  @Test
  void shouldGoOnWaitingAndStayInterruptedWhenInterruptedInAnotherCall() {
    try (Peer holder = Peer.in(domain)) {
      holder.perform("lock lock");
      Background<Boolean> waiter =
          Background.of(() -> {
            lock.lock();
            lock.unlock();
            return Thread.currentThread().isInterrupted();
          });
      waiter.awaitParked();
      waiter.thread().interrupt();
      waiter.awaitParked();
      holder.perform("unlock lock");

      assertThat(waiter.result()).as("still interrupted").isTrue();
    }
  }

  @Test
  void shouldLeaveWhenInterruptedInClose() throws Exception {
    interrupted(() -> lock.close());
    interrupted(() -> shm.close());

    try (Shm again = domain.join()) {
      assertThat(again.open("int", SharedInt.KIND).get()).isEqualTo(7);
      assertThat(again.names()).contains("int", "long", "lock");
    }
  }
}
