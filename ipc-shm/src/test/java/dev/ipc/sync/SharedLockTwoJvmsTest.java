package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.Death;
import dev.ipc.Repair;
import dev.ipc.Spec;
import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Peer;
import dev.ipc.shm.support.Section;
import dev.ipc.sync.SharedLock.Hold;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedLong;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lock between processes, and what is left when one of them is killed. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class SharedLockTwoJvmsTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final NamedDomain domain = new NamedDomain();
  private Shm shm;

  @BeforeEach
  void join() {
    shm = domain.join();
  }

  @AfterEach
  void leave() {
    shm.close();
    domain.close();
  }

  @Test
  void shouldKeepOutAndLetInWhenAnotherProcessHasIt() throws Exception {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    try (Peer peer = Peer.in(domain)) {
      peer.perform("lock lock");
      assertThat(lock.tryLock()).isFalse();
      assertThat(lock.tryLock(Duration.ofMillis(30))).isFalse();
      assertThat(lock.ownerPid()).contains(peer.pid());
      assertThat(lock.isHeldByCurrentThread()).isFalse();
      assertThat(Background.of(() -> lock.hold(Duration.ofMillis(1))).failure())
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("holder=pid " + peer.pid() + " thread ");
      Background<Void> waiter =
          Background.start(() -> {
            lock.lock();
            lock.unlock();
          });
      waiter.awaitParked();
      peer.perform("unlock lock");
      waiter.result();

      lock.lock();
      peer.begin("lock lock");
      lock.unlock();
      peer.end("lock lock");
      assertThat(lock.ownerPid()).contains(peer.pid());
      peer.perform("unlock lock");
      assertThat(lock.ownerPid()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLetOneInAtATimeWhenTwoProcessesWithTwoThreadsCompete(boolean reentrant) {
    compete(reentrant ? SharedLock.reentrant() : SharedLock.plain(), 20_000);
  }

  @Test
  @Tag("stress")
  void shouldLetOneInAtATimeWhenTwoProcessesCompeteForLong() {
    compete(SharedLock.plain(), 5_000_000);
  }

  private void compete(Spec<SharedLock> sort, int times) {
    Section section = Section.create(shm, sort);
    try (Peer peer = Peer.in(domain)) {
      String work = "section 2 " + times;
      peer.begin(work);
      section.runInThreads(2, times);
      peer.end(work);
    }
    assertThat(section.collisions().get()).isZero();
    assertThat(section.passed().get()).isEqualTo(4L * times);
    assertThat(section.lock().ownerPid()).isEmpty();
  }

  @Test
  void shouldTellOfTheDeathUntilTheDataIsDeclaredConsistent() throws Exception {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    Instant before = Instant.now().minusMillis(1);
    long pid = killTheOwner();

    for (int i = 0; i < 2; i++) {
      try (Hold hold = lock.hold(LONG)) {
        assertDeath(hold.recovered().orElseThrow(), pid, before);
      }
    }
    lock.lock(); // without a hold nothing is told, nor forgotten
    lock.unlock();
    try (Hold hold = shm.open("lock", SharedLock.KIND).hold()) {
      assertDeath(hold.recovered().orElseThrow(), pid, before);
      hold.markConsistent();
      assertThat(hold.recovered()).isEmpty();
    }
    try (Hold hold = lock.hold()) {
      assertThat(hold.recovered()).isEmpty();
    }
  }

  @Test
  void shouldTellOfTheDeathWhenTheOwnerExitsInOrder() throws Exception {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    try (Peer peer = Peer.in(domain)) {
      peer.perform("lock lock");
      peer.begin("exit");
      try (Hold hold = lock.hold(LONG)) {
        assertThat(hold.recovered()).map(Death::pid).contains(peer.pid());
      }
    }
  }

  @Test
  void shouldBeTakenWithoutWaitingWhenTheOwnerIsKnownToBeDead() {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    killTheOwner();

    Eventually.until("tryLock takes it", lock::tryLock);
    assertThat(lock.isHeldByCurrentThread()).isTrue();
    lock.unlock();
  }

  private long killTheOwner() {
    try (Peer peer = Peer.in(domain)) {
      peer.perform("lock lock");
      peer.kill();
      return peer.pid();
    }
  }

  private static void assertDeath(Death death, long pid, Instant before) {
    assertThat(death.pid()).isEqualTo(pid);
    assertThat(death.at()).isBetween(before, Instant.now());
    assertThat(death.toString()).startsWith("process " + pid + ", found dead at ");
  }

  @Test
  void shouldGoOnWhenTheOwnerIsKilledWhileOthersWait() {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    try (Peer peer = Peer.in(domain)) {
      peer.perform("lock lock");
      List<Background<Void>> waiters =
          List.of(waiter(lock), waiter(lock), waiter(shm.open("lock", SharedLock.KIND)));
      waiters.forEach(Background::awaitParked);
      peer.kill();
      waiters.forEach(Background::result);
    }
    assertThat(lock.ownerPid()).isEmpty();
  }

  private static Background<Void> waiter(SharedLock lock) {
    return Background.start(() -> {
      lock.lock();
      lock.unlock();
    });
  }

  @Test
  void shouldStartAtDepthZeroWhenTheDeadOwnerHadTakenItAgain() throws Exception {
    SharedLock lock = shm.create("lock", SharedLock.reentrant());
    try (Peer peer = Peer.in(domain)) {
      peer.perform("lock lock");
      peer.perform("lock lock");
      peer.perform("lock lock");
      peer.kill();
    }
    assertThat(lock.tryLock(LONG)).isTrue();
    lock.unlock();
    assertThat(lock.ownerPid()).isEmpty();
  }

  @Test
  void shouldRepairBeforeTheSectionWhenTheHandleWasMadeWithARepair() {
    SharedLong repaired = shm.create("repaired", SharedLong.initially(0));
    SharedLock lock = shm.create("lock", SharedLock.plain(count(repaired)));
    long pid = killTheOwner();

    try (Hold hold = lock.hold()) {
      assertThat(repaired.get()).isEqualTo(pid);
      assertThat(hold.recovered()).isEmpty();
    }
    try (Hold hold = lock.hold()) {
      assertThat(repaired.get()).as("repaired once").isEqualTo(pid);
      assertThat(hold.recovered()).isEmpty();
    }
  }

  @Test
  void shouldRepairWhenTheHandleWasOpenedWithARepair() throws Exception {
    SharedLong repaired = shm.create("repaired", SharedLong.initially(0));
    SharedLock without = shm.create("lock", SharedLock.reentrant());
    SharedLock with = shm.open("lock", SharedLock.reentrant(count(repaired)));
    SharedLock either = shm.openOrCreate("lock", SharedLock.reentrant(count(repaired)));
    long pid = killTheOwner();
    try (Hold hold = without.hold(LONG)) {
      assertThat(hold.recovered()).map(Death::pid).contains(pid);
    }
    assertThat(repaired.get()).isZero();
    assertThat(with.tryLock(LONG)).isTrue();
    assertThat(repaired.get()).isEqualTo(pid);
    with.unlock();
    try (Hold hold = without.hold()) {
      assertThat(hold.recovered()).isEmpty();
    }
    long second = killTheOwner();
    either.locked(() -> assertThat(repaired.get()).isEqualTo(pid + second));
  }

  private static Repair count(SharedLong repaired) {
    return death -> repaired.addAndGet(death.pid());
  }

  @Test
  void shouldStayDirtyAndFreeWhenARepairThrows() {
    SharedLong repaired = shm.create("repaired", SharedLong.initially(0));
    SharedLock failing =
        shm.create(
            "lock",
            SharedLock.plain(death -> {
              throw new IllegalArgumentException("not repaired");
            }));
    long pid = killTheOwner();

    for (int i = 0; i < 2; i++) {
      assertThat(Background.start(failing::lock).failure())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("not repaired");
      assertThat(failing.ownerPid()).isEmpty();
    }
    shm.open("lock", SharedLock.plain(count(repaired)))
        .locked(() -> assertThat(repaired.get()).isEqualTo(pid));
    failing.lock();
    failing.unlock();
  }
}
