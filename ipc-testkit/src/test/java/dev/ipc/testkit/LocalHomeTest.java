package dev.ipc.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.owner.OwnerId;
import dev.ipc.sync.SharedLock;
import dev.ipc.value.SharedInt;
import org.junit.jupiter.api.Test;

class LocalHomeTest {
  private final ScriptedParker parker = ScriptedParker.skipping();
  private final ScriptedLiveness liveness = new ScriptedLiveness();

  @Test
  void shouldShareValueWhenHomesShareMemory() {
    LocalHome first = LocalHome.of(SharedInt.initially(7), parker, liveness);
    LocalHome second = first.inProcess(new OwnerId(2, 1));
    SharedInt here = first.bind(SharedInt.initially(0));
    SharedInt there = second.bind(SharedInt.initially(0));

    here.incrementAndGet();

    assertThat(there.get()).isEqualTo(8);
  }

  @Test
  void shouldExcludeEachOtherWhenOneThreadActsForTwoProcesses() {
    LocalHome first = LocalHome.of(SharedLock.plain(), parker, liveness);
    SharedLock here = first.bind(SharedLock.plain());
    SharedLock there = first.inProcess(new OwnerId(2, 1)).bind(SharedLock.plain());

    assertThat(here.tryLock()).isTrue();
    assertThat(there.tryLock()).isFalse();
    here.unlock();
    assertThat(there.tryLock()).isTrue();
  }

  @Test
  void shouldRefuseToCloseWhenLockIsHeld() {
    LocalHome home = LocalHome.of(SharedLock.plain(), parker, liveness);
    SharedLock lock = home.bind(SharedLock.plain());
    try (SharedLock.Hold hold = lock.hold()) {
      assertThat(hold.recovered()).isEmpty();
      assertThatThrownBy(home::close).isInstanceOf(IllegalStateException.class);
    }
    home.close();
    assertThatThrownBy(() -> home.turnstile().enter()).isInstanceOf(RegionClosedException.class);
  }
}
