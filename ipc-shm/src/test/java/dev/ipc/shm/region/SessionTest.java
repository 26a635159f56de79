package dev.ipc.shm.region;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.liveness.Domain;
import dev.ipc.shm.liveness.Domain.Place;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What remains in the JVM of a stay that is over. */
@ExtendWith(LeakLedger.class)
class SessionTest {

  @Test
  void shouldBeForgottenWhenItIsLeftAndAnotherDomainStaysOpen() {
    try (Shm other = Shm.temporary()) {
      WeakReference<Session> left = joinAndLeave();
      boolean forgotten =
          Eventually.holds(
              () -> {
                System.gc();
                return left.refersTo(null);
              },
              Duration.ofSeconds(10));

      assertThat(other.names()).isEmpty();
      assertThat(forgotten).as("nobody refers to the stay").isTrue();
    }
  }

  private static WeakReference<Session> joinAndLeave() {
    Object user = new Object();
    Session session = Session.join(Shm.root().resolve(Domain.temporaryName()), Place.TEMPORARY);
    session.leave(user);
    return new WeakReference<>(session);
  }
}
