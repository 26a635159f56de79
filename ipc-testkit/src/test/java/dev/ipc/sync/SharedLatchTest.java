package dev.ipc.sync;

import static dev.ipc.sync.SharedLatchLayout.COUNT_OFFSET;
import static dev.ipc.sync.SharedLatchLayout.OWED_OFFSET;
import static dev.ipc.sync.SharedLatchLayout.PAID_COUNT_OFFSET;
import static dev.ipc.sync.SharedLatchLayout.PAYMENT_OFFSET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ipc.OwnerDiedException;
import dev.ipc.lock.Ledger;
import dev.ipc.lock.RobustLock;
import dev.ipc.testkit.LocalHome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The latch by a script: who counts while another sleeps, and who dies owing. */
class SharedLatchTest {
  private final SyncWorld<SharedLatch> world = new SyncWorld<>(SharedLatch.ofCount(3));

  @Test
  void shouldOpenForEverWhenCountedDown() throws InterruptedException {
    SharedLatch here = world.handle(1);
    SharedLatch there = world.handle(2);
    world.parker.onPark(park -> there.countDown());
    here.await();

    assertThat(world.parker.parks()).hasSize(3);
    assertThat(world.parker.wakes()).hasSize(1);
    assertThat(here.count()).isZero();
    there.countDown();
    assertThat(there.count()).isZero();
    there.await();
    assertThat(there.await(Duration.ZERO)).isTrue();
    assertThat(world.parker.parks()).hasSize(3);
  }

  @Test
  void shouldTimeOutNeverEarlyWhenItStaysClosed() throws InterruptedException {
    SharedLatch latch = world.handle(1);
    assertThat(latch.await(Duration.ofMillis(60))).isFalse();
    assertThat(world.parker.nanoTime()).isEqualTo(60_000_000);
    assertThat(latch.await(Duration.ofMillis(-1))).isFalse();
    assertThat(world.parker.nanoTime()).isEqualTo(60_000_000);
  }

  @Test
  void shouldBeOpenFromTheStartWhenCountIsZero() throws InterruptedException {
    SharedLatch latch = new SyncWorld<>(SharedLatch.ofCount(0)).handle(1);
    latch.await();
    assertThat(latch.toString()).contains("open");
    assertThatThrownBy(latch::register).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldBreakWithinBoundWhenDebtorDies() throws InterruptedException {
    SharedLatch here = world.handle(1);
    LocalHome debtor = world.join(2);
    SharedLatch there = debtor.bind(world.spec);
    there.register(2);
    there.countDown();
    assertThat(there.owed()).isEqualTo(1);
    world.onPark(3, () -> world.kill(debtor));

    assertThatThrownBy(here::await)
        .isInstanceOfSatisfying(
            OwnerDiedException.class, e -> assertThat(e.death().pid()).isEqualTo(1002))
        .hasMessageContaining("process 1002")
        .hasMessageContaining("count=2");
    assertThat(world.parker.parks()).hasSize(3);
    SharedLatch later = world.handle(3);
    assertThatThrownBy(() -> later.await(Duration.ofDays(1)))
        .isInstanceOf(OwnerDiedException.class);
    assertThat(world.parker.parks()).hasSize(3);
    assertThat(later.toString()).contains("2 of 3 left, broken by the death of process 1002");

    later.register();
    later.countDown();
    here.countDown();
    later.await();
    here.await();
  }

  @Test
  void shouldNotMissTheDeadWhenTheyHadPaid() throws InterruptedException {
    SharedLatch here = world.handle(1);
    LocalHome debtor = world.join(2);
    SharedLatch there = debtor.bind(world.spec);
    there.register(2);
    there.countDown();
    there.countDown();
    world.kill(debtor);
    assertThat(here.await(Duration.ofMillis(200))).isFalse();
    here.countDown();
    assertThat(here.await(Duration.ZERO)).isTrue();
  }

  @Test
  void shouldNotInheritDebtWhenSlotIsHandedOn() {
    SharedLatch here = world.handle(1);
    LocalHome dead = world.join(2);
    dead.bind(world.spec).register(3);
    SharedLatch heir = world.handle(2);
    assertThat(heir.owed()).isZero();

    heir.register(3);
    assertThat(heir.owed()).isEqualTo(3);
    assertThatThrownBy(here::await)
        .isInstanceOf(OwnerDiedException.class)
        .hasMessageContaining("(pid unknown)");
  }

  @Test
  void shouldFindTheDeadWhenTheirSlotWasHandedOn() {
    SharedLatch here = world.handle(1);
    world.join(2).bind(world.spec).register();
    world.handle(2);
    assertThatThrownBy(here::await).isInstanceOf(OwnerDiedException.class);
  }

  @Test
  void shouldRefuseWhenMoreWouldBeOwedThanIsLeft() {
    SharedLatch here = world.handle(1);
    SharedLatch there = world.handle(2);
    here.register(2);
    assertThatThrownBy(() -> there.register(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("owed=2, not owed by anybody yet=1, count=3");
    there.register();
    assertThatThrownBy(there::register).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> there.register(0)).isInstanceOf(IllegalArgumentException.class);
    here.deregister();
    there.register(2);
    assertThat(there.owed()).isEqualTo(3);
  }

  @Test
  void shouldRefuseToCloseWhenItOwes() {
    SharedLatch latch = world.handle(1);
    latch.register(2);
    assertThatThrownBy(latch::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("owed 2 count-downs");
    latch.deregister();
    latch.close();
    assertThat(latch.isClosed()).isTrue();
  }

  @Test
  void shouldOweNothingWhenOthersOpenedIt() {
    SharedLatch latch = world.handle(1);
    latch.register(3);
    SharedLatch other = world.handle(2);
    for (int i = 0; i < 3; i++) {
      other.countDown();
    }
    assertThat(latch.owed()).isZero();
    latch.close();
  }

  @TestFactory
  Stream<DynamicTest> shouldFinishPaymentWhenPayerDiedInIt() {
    return IntStream.range(0, 3)
        .mapToObj(done -> dynamicTest("after " + done, () -> finishPayment(done)));
  }

  private static void finishPayment(int done) throws InterruptedException {
    SyncWorld<SharedLatch> world = new SyncWorld<>(SharedLatch.ofCount(3));
    SharedLatch here = world.handle(1);
    here.countDown();
    LocalHome payer = world.join(9);
    Ledger owed = new Ledger(world.block(), OWED_OFFSET);
    SharedLatch there = payer.bind(world.spec);
    there.register();
    new RobustLock(payer.block(), payer, false, null).acquire();
    world.block().setInt(PAID_COUNT_OFFSET, 1);
    world.block().setLong(PAYMENT_OFFSET, (long) payer.self().bits() << 32);
    if (done > 0) {
      owed.set(payer.self(), 0);
    }
    if (done > 1) {
      world.block().setInt(COUNT_OFFSET, 1);
    }
    world.kill(payer);

    assertThat(here.await(Duration.ofMillis(200))).isFalse();
    assertThat(here.count()).isEqualTo(1);
    assertThat(owed.sum()).isZero();
    assertThat(world.block().getLong(PAYMENT_OFFSET)).isZero();
  }

  @Test
  void shouldOweStillWhenPayerDiedBeforeItsPaymentCounted() {
    SharedLatch here = world.handle(1);
    LocalHome payer = world.join(9);
    payer.bind(world.spec).register();
    world.dieInSection(8, () -> world.block().setInt(PAID_COUNT_OFFSET, 2));
    world.kill(payer);
    assertThatThrownBy(here::await).isInstanceOf(OwnerDiedException.class);
    assertThat(here.count()).isEqualTo(3);
  }

  @Test
  void shouldKeepItsBooksWhenProcessesCountAtRandom() {
    Random random = new Random(9);
    for (int round = 0; round < 50; round++) {
      int count = 1 + random.nextInt(20);
      SyncWorld<SharedLatch> some = new SyncWorld<>(SharedLatch.ofCount(count));
      Map<Integer, SharedLatch> handles = new HashMap<>();
      Map<Integer, Integer> debts = new HashMap<>();
      for (int step = 0; step < 100; step++) {
        int slot = 1 + random.nextInt(4);
        SharedLatch latch = handles.computeIfAbsent(slot, some::handle);
        int debt = debts.getOrDefault(slot, 0);
        if (random.nextInt(3) == 0) {
          int more = 1 + random.nextInt(3);
          int sum = debts.values().stream().mapToInt(Integer::intValue).sum();
          if (sum + more <= count) {
            latch.register(more);
            debts.put(slot, debt + more);
          } else {
            assertThatThrownBy(() -> latch.register(more))
                .isInstanceOf(IllegalStateException.class);
          }
        } else if (count > 0) {
          latch.countDown();
          count--;
          debts.put(slot, Math.max(0, debt - 1));
        }
        assertThat(latch.count()).isEqualTo(count);
        assertThat(latch.owed()).isEqualTo(count == 0 ? 0 : debts.getOrDefault(slot, 0));
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseMemoryWhenItIsCorrupt() {
    return Flaw.each(
        world.spec,
        new Flaw(128, 4, 4L, "count=4"),
        new Flaw(128, 4, -1L, "count=-1"),
        new Flaw(132, 4, 2L, "count=3, at first=2"),
        new Flaw(136, 8, 1L, "payment=0x1"),
        new Flaw(136, 8, 6442450944L, "payment=0x180000000"),
        new Flaw(144, 4, 4L, "count after the last payment=4"),
        new Flaw(148, 4, 2L, "broken=2"),
        new Flaw(192, 8, 1L, "entry of slot 0=0x1"));
  }

  @Test
  void shouldRefuseNonsense() {
    assertThatThrownBy(() -> SharedLatch.ofCount(-1)).hasMessageContaining("count=-1");
  }
}
