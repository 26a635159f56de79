package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.kill.ActorChild.Pair;
import dev.ipc.shm.liveness.Domain;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.testkit.SteppedChild;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kills a process at each step of the lock; this JVM and another process go on. */
@ExtendWith(LeakLedger.class)
final class LockKillTest {
  private static final String DOMAIN = "lock-kill";
  private static final Duration GENEROUS = Duration.ofSeconds(30);

  private Shm shm;
  private Pair pair;
  private SharedLock lock;

  @BeforeEach
  void join() {
    shm = Shm.named(DOMAIN);
    pair = Pair.in(shm);
    lock = ActorChild.lock(shm, pair);
  }

  @AfterEach
  void leave() throws IOException {
    shm.close();
    DomainFolder.delete(DOMAIN);
  }

  static List<String> holding() {
    return List.of("lock.acquire", "lock.acquired", "lock.release");
  }

  static List<String> waiting() {
    return List.of("bell.announced", "bell.sleep", "bell.woken");
  }

  static List<String> recovering() {
    return List.of(
        "lock.recover", "lock.recover.taken", "lock.recover.told", "lock.repair", "lock.repaired");
  }

  static Stream<String> steps() {
    return Stream.of(holding(), waiting(), recovering(), List.of("bell.wake"))
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("holding")
  void shouldGoOnWhenHolderIsKilled(String step) throws InterruptedException {
    try (SteppedChild victim = stepped(step)) {
      victim.send("lock");
      if (step.equals("lock.release")) {
        victim.awaitLine("done lock");
        victim.send("halfStep");
        victim.send("unlock");
      }
      victim.awaitStep(step);
      victim.kill();
    }
    assertOthersGoOn();
  }

  @Test
  void shouldGoOnWhenKilledBetweenUnlockAndWake() throws InterruptedException {
    try (SteppedChild victim = stepped("bell.wake");
        ChildJvm waiter = actor()) {
      victim.send("lock");
      victim.awaitLine("done lock");
      waiter.send("lock");
      waiter.awaitLine("locking");
      Eventually.until("somebody waits", lock::hasWaiters);
      victim.send("unlock");
      victim.awaitStep("bell.wake");
      victim.kill();
      waiter.awaitLine("done lock");
      waiter.send("unlock");
      waiter.awaitLine("done unlock");
    }
    assertOthersGoOn();
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void shouldGoOnWhenWaiterIsKilled(String step) throws InterruptedException {
    lock.lock();
    try (SteppedChild victim = stepped(step);
        ChildJvm waiter = actor()) {
      victim.send("lock");
      victim.awaitStep(step);
      waiter.send("lock");
      waiter.awaitLine("locking");
      lock.unlock();
      victim.kill();
      waiter.awaitLine("done lock");
      waiter.send("unlock");
      waiter.awaitLine("done unlock");
    }
    assertOthersGoOn();
  }

  @ParameterizedTest
  @MethodSource("recovering")
  void shouldRecoverInTurnWhenRecovererIsKilled(String step) throws InterruptedException {
    try (ChildJvm first = actor();
        SteppedChild victim = stepped(step)) {
      first.send("lock");
      first.awaitLine("done lock");
      first.send("halfStep");
      first.awaitLine("done halfStep");
      first.kill();
      assertThat(pair.first().get()).isEqualTo(pair.second().get() + 1);
      victim.send("lock");
      victim.awaitStep(step);
      victim.kill();
    }
    assertOthersGoOn();
  }

  @Test
  void shouldWaitForStoppedHolderAndNotStealFromIt() throws InterruptedException {
    try (ChildJvm holder = actor()) {
      holder.send("lock");
      holder.awaitLine("done lock");
      holder.stop();
      assertThat(lock.tryLock(Duration.ofMillis(300))).isFalse();
      assertThat(lock.ownerPid()).contains(holder.pid());
      holder.cont();
      holder.send("unlock");
      holder.awaitLine("done unlock");
    }
    assertOthersGoOn();
  }

  @Test
  void shouldRecoverWhenDeadHoldersSlotWasHandedOn() throws Exception {
    try (ChildJvm holder = actor()) {
      holder.send("lock");
      holder.awaitLine("done lock");
      holder.kill();
    }
    assertThat(lock.ownerPid()).isPresent();
    try (SecondLoader others = new SecondLoader()) {
      // Slots are handed out in turn: after as many joins as there are, each was handed on.
      for (int i = 0; i < Domain.DEFAULT_CAPACITY; i++) {
        others.join(DOMAIN).close();
      }
    }
    assertThat(lock.ownerPid()).as("the word names a generation that is over").isEmpty();
    assertOthersGoOn();
  }

  private SteppedChild stepped(String step) {
    SteppedChild child = ChildCommand.of(ActorChild.class).startStepped();
    prepare(child);
    child.arm(step);
    return child;
  }

  private ChildJvm actor() {
    ChildJvm child = ChildJvm.start(ActorChild.class);
    prepare(child);
    return child;
  }

  private static void prepare(ChildJvm child) {
    child.awaitLine("ready");
    child.send("join " + DOMAIN);
    child.awaitLine("done join");
    child.send("openLock");
    child.awaitLine("done openLock");
  }

  /** Another process and this one take the lock in turn, and the data behind it is whole. */
  private void assertOthersGoOn() throws InterruptedException {
    try (ChildJvm other = actor()) {
      other.send("lock");
      other.awaitLine("done lock");
      other.send("step");
      other.send("unlock");
      other.awaitLine("done unlock");
    }
    assertThat(lock.tryLock(GENEROUS)).isTrue();
    try {
      assertThat(pair.first().get()).isEqualTo(pair.second().get()).isPositive();
      pair.step();
    } finally {
      lock.unlock();
    }
  }
}
