package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.Inspector;
import dev.ipc.shm.os.KernelLocks;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.ChildJvm;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Looking at a domain leaves no trace, also if a member looks. */
@ExtendWith(LeakLedger.class)
final class InspectorTest {
  private static final String DOMAIN = "inspector";

  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.named(DOMAIN);
  }

  @AfterEach
  void leave() throws IOException {
    shm.close();
    DomainFolder.delete(DOMAIN);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells who has a lock")
  void shouldKeepItsOwnSlotWhenAMemberLooks() {
    for (int i = 0; i < 10; i++) {
      assertThat(look().alive()).hasSize(1);
    }

    assertThat(KernelLocks.writers(shm.folder().resolve("members"), 0))
        .isEqualTo(Optional.of(Set.of(ProcessHandle.current().pid())));
  }

  @Test
  void shouldSeeTheStateOfALockWhenItsOwnersDiedOneAfterTheOther() {
    SharedLock lock = shm.create("lock", SharedLock.plain());
    assertThat(state()).isEqualTo("free");
    try (var _ = lock.hold()) {
      assertThat(state()).isEqualTo("held by live " + ProcessHandle.current().pid());
    }
    try (ChildJvm owner = ChildJvm.start(ActorChild.class)) {
      owner.awaitLine("ready");
      for (String command : new String[] {"join " + DOMAIN, "openLock", "lock"}) {
        owner.send(command);
        owner.awaitLine("done " + command.split(" ", -1)[0]);
      }
      assertThat(state()).isEqualTo("held by live " + owner.pid());
      owner.kill();
      assertThat(state()).isEqualTo("held by dead " + owner.pid());
    }
    try (var _ = lock.hold()) {
      assertThat(state())
          .isEqualTo("held by live " + ProcessHandle.current().pid() + " dirty recovered 1");
    }
  }

  private DomainInfo look() {
    return Inspector.domain(shm.folder()).orElseThrow();
  }

  private String state() {
    var lock =
        look().objects().stream()
            .flatMap(object -> object.lock().stream())
            .findFirst()
            .orElseThrow();
    return lock.holder()
            .map(holder -> "held by " + (holder.alive() ? "live " : "dead ") + holder.pid())
            .orElse("free")
        + (lock.dirty() ? " dirty" : "")
        + (lock.recoveries() > 0 ? " recovered " + lock.recoveries() : "");
  }
}
