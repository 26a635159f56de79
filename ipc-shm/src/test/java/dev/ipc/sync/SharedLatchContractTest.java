package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.bind.BoundObject;
import dev.ipc.shm.Shm;
import dev.ipc.shm.region.RegionView;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.Side;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a latch does for threads of this JVM and of another, platform and virtual. */
@Tag("conformance")
@ExtendWith(LeakLedger.class)
final class SharedLatchContractTest {
  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldLetAllGoWhenItIsCountedDownAndStayOpen(Side.Where where) throws Exception {
    SharedLatch latch = shm.create(SharedLatch.ofCount(3));
    SharedInt value = shm.create(SharedInt.initially(0));
    try (Side side = where.open()) {
      List<Side.Call<Integer>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(
            side.begin(() -> {
              latch.await();
              return value.getPlain();
            }));
      }
      long start = System.nanoTime();
      assertThat(latch.await(60, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(60_000_000);
      assertThat(side.call(() -> latch.await(Duration.ZERO))).isFalse();
      side.perform(latch::countDown);
      latch.countDown();
      assertThat(latch.count()).isEqualTo(1);
      assertThat(waiting).noneMatch(Side.Call::isDone);
      value.setPlain(7);
      latch.countDown();

      assertThat(waiting.stream().map(Side.Call::result)).containsOnly(7);
      side.perform(latch::await);
      latch.countDown();
      assertThat(side.call(latch::count)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Side.Where.class)
  void shouldLetWaiterGoWhenItIsInterruptedOrItsHandleClosed(Side.Where where) {
    SharedLatch latch = shm.create(SharedLatch.ofCount(1));
    try (Side side = where.open()) {
      Side.Call<?> interrupted =
          side.start(() -> {
            Thread me = Thread.currentThread();
            Thread.ofPlatform().start(me::interrupt); // before or while it waits
            latch.await();
          });
      assertThat(interrupted.failure()).isInstanceOf(InterruptedException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(latch::await).isInstanceOf(InterruptedException.class);

      Side.Call<?> waiting = side.start(latch::await);
      side.perform(() -> {
        latch.register();
        try {
          latch.close();
        } catch (IllegalStateException e) {
          latch.deregister();
          latch.close();
          return;
        }
        throw new IllegalStateException("closed while it owed");
      });
      assertThat(waiting.failure()).isInstanceOf(RegionClosedException.class);
    }
  }

  @Test
  void shouldShowItsStateWhenItIsOnlyLookedAt() throws IOException {
    SharedLatch latch = shm.create("seen", SharedLatch.ofCount(2));
    latch.register();
    Background<Void> waiter = Background.start(latch::await);
    waiter.awaitParked();
    try (RegionView view = RegionView.open(shm.folder().resolve("seen"))) {
      assertThat(BoundObject.stateOf(view.object(view.format().orElseThrow())))
          .isEqualTo("2 of 2 left, owed by: member 0.1 x 1");
      latch.countDown();
      latch.countDown();
      assertThat(BoundObject.stateOf(view.object(view.format().orElseThrow()))).isEqualTo("open");
    }
    waiter.result();
  }
}
