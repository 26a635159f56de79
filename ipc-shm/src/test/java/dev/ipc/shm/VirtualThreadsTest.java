package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Peer;
import dev.ipc.shm.support.Section;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.ChildCommand;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Virtual threads of a JVM with one carrier, who hold locks while they sleep. */
@ExtendWith(LeakLedger.class)
class VirtualThreadsTest {
  private static final int THREADS = 50;
  private static final int TIMES = 4;

  private static ChildJvm start(NamedDomain domain, String... flags) {
    return ChildCommand.of(VirtualThreadsChild.class, domain.name(), THREADS, TIMES)
        .withFlags(
            "-Djdk.virtualThreadScheduler.parallelism=1",
            "-Djdk.virtualThreadScheduler.maxPoolSize=1")
        .withFlags(flags)
        .start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "off"})
  void shouldAllComeThroughWhenTheyCompeteOnOneCarrier(String nativeCalls) {
    try (NamedDomain domain = new NamedDomain();
        Shm shm = domain.join()) {
      Section section = Section.create(shm, SharedLock.plain());
      try (ChildJvm child = start(domain, "-Dipc.native=" + nativeCalls)) {
        assertThat(child.awaitExit()).isZero();
      }
      assertThat(section.passed().get()).isEqualTo((long) THREADS * TIMES);
      assertThat(section.collisions().get()).isZero();
      assertThat(section.lock().ownerPid()).isEmpty();
    }
  }

  @Test
  void shouldAllComeThroughWhenAnotherProcessCompetesToo() {
    int others = 5_000;
    try (NamedDomain domain = new NamedDomain();
        Shm shm = domain.join()) {
      Section section = Section.create(shm, SharedLock.plain());
      try (Peer peer = Peer.in(domain);
          ChildJvm child = start(domain)) {
        peer.perform("section 2 " + others);
        assertThat(child.awaitExit()).isZero();
      }
      assertThat(section.passed().get()).isEqualTo((long) THREADS * TIMES + 2L * others);
      assertThat(section.collisions().get()).isZero();
    }
  }

  @Test
  void shouldAllComeThroughWhenTheOwnerInAnotherProcessIsKilled() {
    try (NamedDomain domain = new NamedDomain();
        Shm shm = domain.join()) {
      Section section = Section.create(shm, SharedLock.plain());
      try (Peer peer = Peer.in(domain)) {
        peer.perform("lock section.lock");
        try (ChildJvm child = start(domain)) {
          child.awaitLine("started");
          peer.kill();
          assertThat(child.awaitExit()).isZero();
        }
      }
      assertThat(section.passed().get()).isEqualTo((long) THREADS * TIMES);
      assertThat(section.collisions().get()).isZero();
    }
  }
}
