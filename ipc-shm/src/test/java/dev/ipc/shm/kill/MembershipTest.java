package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.kill.ActorChild.Pair;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ways in which a process could be taken for dead while it lives. */
@ExtendWith(LeakLedger.class)
final class MembershipTest {
  private static final String DOMAIN = "membership";

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

  @Test
  void shouldStayAliveWhenSecondClassLoaderOpensAndClosesTheDomain() throws Exception {
    lock.lock();
    try (SecondLoader second = new SecondLoader();
        ChildJvm other = waitingActor()) {
      second.join(DOMAIN).close();
      assertThatOthersWait(other);
    }
  }

  @Test
  void shouldStayAliveWhenSecondClassLoaderCameFirst() throws Exception {
    shm.close();
    try (SecondLoader second = new SecondLoader()) {
      AutoCloseable first = second.join(DOMAIN);
      join();
      lock.lock();
      try (ChildJvm other = waitingActor()) {
        first.close();
        assertThatOthersWait(other);
      }
    }
  }

  @Test
  void shouldStayAliveWhenAnotherProcessReadsMembers() throws Exception {
    lock.lock();
    try (ChildJvm other = waitingActor()) {
      Process reader = new ProcessBuilder("cat", members().toString()).inheritIO().start();
      assertThat(reader.waitFor()).isZero();
      assertThatOthersWait(other);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells who has a lock")
  void shouldFailLoudlyWhenThisProcessReadsMembers() throws IOException {
    assertThat(Files.readAllBytes(members())).isEmpty();
    Eventually.until("the lock is closed", lock::isClosed);
    Eventually.until("the values are closed", pair.first()::isClosed);
    assertThatThrownBy(lock::lock)
        .isInstanceOf(RegionClosedException.class)
        .hasMessageContaining("membership lost")
        .hasMessageContaining(members().toString());
    assertThatThrownBy(pair.first()::get).isInstanceOf(RegionClosedException.class);
  }

  private Path members() {
    return shm.folder().resolve("members");
  }

  private static ChildJvm waitingActor() {
    ChildJvm child = ChildJvm.start(ActorChild.class);
    child.awaitLine("ready");
    child.send("join " + DOMAIN);
    child.awaitLine("done join");
    child.send("openLock");
    child.awaitLine("done openLock");
    child.send("lock");
    child.awaitLine("locking");
    return child;
  }

  /**
   * The other looks at this process's life several times, and gets the lock only when it is free.
   */
  private void assertThatOthersWait(ChildJvm other) {
    Eventually.until("somebody waits", lock::hasWaiters);
    assertThat(Eventually.holds(() -> other.lines().contains("done lock"), Duration.ofMillis(200)))
        .isFalse();
    assertThat(lock.isHeldByCurrentThread()).isTrue();
    lock.unlock();
    other.awaitLine("done lock");
    other.send("unlock");
    other.awaitLine("done unlock");
  }
}
