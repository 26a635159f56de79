package dev.ipc.shm.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.MembershipException;
import dev.ipc.shm.Shm;
import dev.ipc.shm.os.OwnFiles;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Peer;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A domain with few slots: whoever comes when all are taken is refused, until one leaves. */
@ExtendWith(LeakLedger.class)
class CapacityTest {
  private static final int CAPACITY = 3;

  private final NamedDomain domain = new NamedDomain();

  /** Who joins takes the capacity from the roster that is there. */
  @BeforeEach
  void makeSmallDomain() throws IOException {
    OwnFiles.createFolder(domain.folder());
    Roster.openOrCreate(domain.folder(), CAPACITY, RosterLayout.PERSISTENT).close();
  }

  @AfterEach
  void deleteDomain() {
    domain.close();
  }

  @Test
  void shouldRefuseTheNextWhenAllSlotsAreTaken() {
    try (Peer first = Peer.in(domain);
        Peer second = Peer.in(domain);
        Peer third = Peer.in(domain)) {
      assertRefused();
      first.perform("leave");
      join();
      second.kill();
      join();
      try (Peer another = Peer.in(domain);
          Shm shm = domain.join()) {
        shm.create("number", SharedInt.initially(7));
        third.perform("addInt number 1");
        another.perform("addInt number 1");
        assertThat(shm.open("number", SharedInt.KIND).get()).isEqualTo(9);
        try (Peer fourth = Peer.small(domain)) {
          assertThatThrownBy(fourth::awaitJoined).hasMessageContaining("all slots are taken");
        }
      }
    }
  }

  @Test
  void shouldFindTheOnlyFreeSlotWhenAnotherProcessProbesIt() {
    try (Peer first = Peer.in(domain);
        Peer second = Peer.in(domain);
        Peer third = Peer.in(domain);
        ChildJvm prober = ChildJvm.start(ProbingChild.class, domain.folder())) {
      third.perform("leave");
      prober.awaitLine("probing");
      for (int i = 0; i < 100; i++) {
        join();
      }
      first.perform("leave");
      second.perform("leave");
    }
  }

  private void join() {
    domain.join().close();
  }

  private void assertRefused() {
    assertThatThrownBy(this::join)
        .isInstanceOf(MembershipException.class)
        .hasMessage(
            "cannot join the domain of "
                + domain.folder().resolve("members")
                + ": all slots are taken, capacity="
                + CAPACITY
                + "; end some of its processes or spread them over several domains");
  }
}
