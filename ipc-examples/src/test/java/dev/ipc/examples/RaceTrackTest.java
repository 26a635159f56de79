package dev.ipc.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.IpcException;
import dev.ipc.process.JvmProcess;
import dev.ipc.shm.Shm;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakLedger.class)
class RaceTrackTest {
  @Test
  void shouldLetNobodyGoBeforeAllAreThere() throws InterruptedException {
    try (Shm shm = Shm.temporary()) {
      RaceTrack track = RaceTrack.in(shm);
      SharedInt gone = shm.create(SharedInt.initially(0));
      JvmProcess first = JvmProcess.start(() -> track.run(gone::incrementAndGet));
      Eventually.until("the first is there", () -> track.arrived().get() == 1);
      assertThat(first.isAlive()).isTrue();
      assertThat(gone.get()).isZero();
      JvmProcess second = JvmProcess.start(() -> track.run(gone::incrementAndGet));

      track.start(first, second);
      first.join();
      second.join();

      assertThat(gone.get()).isEqualTo(2);
      assertThat(track.nanos()).isPositive();
    }
  }

  @Test
  void shouldNameWhoEndedBeforeTheStart() throws InterruptedException {
    try (Shm shm = Shm.temporary()) {
      RaceTrack track = RaceTrack.in(shm);
      JvmProcess waiting = JvmProcess.start(() -> track.run(() -> {}));
      JvmProcess failing = JvmProcess.start(() -> System.exit(3));

      assertThatThrownBy(() -> track.start(waiting, failing))
          .isInstanceOf(IpcException.class)
          .hasMessageContaining(failing.name())
          .hasMessageContaining("pid=" + failing.pid())
          .hasMessageContaining("exitCode=3");

      waiting.kill();
      waiting.join();
    }
  }
}
