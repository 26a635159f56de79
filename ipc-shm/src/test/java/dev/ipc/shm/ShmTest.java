package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Kind;
import dev.ipc.RegionClosedException;
import dev.ipc.RegionExistsException;
import dev.ipc.RegionFormatException;
import dev.ipc.RegionMissingException;
import dev.ipc.shm.support.Background;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import dev.ipc.value.SharedLong;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Objects of a domain: how they come, are found, and go. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class ShmTest {
  private Shm shm;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  @Test
  void shouldOpenWhatWasCreatedWhenTheNameIsThere() {
    SharedInt created = shm.create("counter", SharedInt.initially(7));
    SharedInt opened = shm.open("counter", SharedInt.KIND);

    assertThat(opened).isNotSameAs(created);
    assertThat(opened.get()).isEqualTo(7);
    created.set(8);
    assertThat(opened.get()).isEqualTo(8);
    assertThat(opened.name()).contains("counter");
    assertThat(created.name()).contains("counter");
  }

  @Test
  void shouldHaveNoNameWhenAnonymous() {
    SharedInt first = shm.create(SharedInt.initially(1));
    SharedInt second = shm.create(SharedInt.initially(2));

    assertThat(first.name()).isEmpty();
    assertThat(shm.names()).isEmpty();
    assertThat(first.get()).isEqualTo(1);
    assertThat(second.get()).isEqualTo(2);
  }

  @Test
  void shouldRefuseToCreateWhenTheNameIsTaken() {
    shm.create("counter", SharedInt.initially(7));

    assertThatThrownBy(() -> shm.create("counter", SharedInt.initially(1)))
        .isInstanceOf(RegionExistsException.class)
        .hasMessage(
            "name is taken: "
                + shm.folder().resolve("counter")
                + "; open it, delete it, or use openOrCreate");
    assertThatThrownBy(() -> shm.create("counter", SharedLock.plain()))
        .isInstanceOf(RegionExistsException.class);
    assertThat(shm.open("counter", SharedInt.KIND).get()).isEqualTo(7);
  }

  @Test
  void shouldRefuseToOpenWhenThereIsNoSuchName() {
    assertThatThrownBy(() -> shm.open("counter", SharedInt.KIND))
        .isInstanceOf(RegionMissingException.class)
        .hasMessage(
            "no such object: "
                + shm.folder().resolve("counter")
                + "; create it first, or check the domain and the name");
  }

  @Test
  void shouldOpenOrCreateWhicheverIsNeeded() {
    SharedInt made = shm.openOrCreate("counter", SharedInt.initially(7));
    made.set(9);

    assertThat(shm.openOrCreate("counter", SharedInt.initially(7)).get()).isEqualTo(9);
  }

  @Test
  void shouldMakeOneObjectWhenManyOpenOrCreateAtOnce() {
    int rounds = 20;
    int threads = 6;
    CyclicBarrier together = new CyclicBarrier(threads);
    List<Background<Void>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(
          Background.start(() -> {
            for (int round = 0; round < rounds; round++) {
              together.await();
              shm.openOrCreate("counter-" + round, SharedInt.initially(100)).incrementAndGet();
            }
          }));
    }
    all.forEach(Background::result);

    for (int round = 0; round < rounds; round++) {
      assertThat(shm.open("counter-" + round, SharedInt.KIND).get()).isEqualTo(100 + threads);
    }
  }

  @Test
  void shouldForgetANameWhenItIsDeleted() {
    shm.create("counter", SharedInt.initially(7));

    assertThat(shm.delete("counter")).isTrue();
    assertThat(shm.delete("counter")).isFalse();
    assertThat(shm.names()).isEmpty();
    assertThatThrownBy(() -> shm.open("counter", SharedInt.KIND))
        .isInstanceOf(RegionMissingException.class);
  }

  @Test
  void shouldLetOldHandlesGoOnWhenTheNameIsUsedAgain() {
    SharedInt old = shm.create("counter", SharedInt.initially(7));
    SharedInt oldToo = shm.open("counter", SharedInt.KIND);
    shm.delete("counter");
    SharedLong young = shm.create("counter", SharedLong.initially(100));

    old.incrementAndGet();
    assertThat(oldToo.get()).isEqualTo(8);
    assertThat(young.get()).isEqualTo(100);
    assertThat(shm.open("counter", SharedLong.KIND).get()).isEqualTo(100);
  }

  @Test
  void shouldListNamesInOrderWhenThereAreSeveral() {
    shm.create("b", SharedInt.initially(0));
    shm.create("a", SharedLock.plain());
    shm.create("C", SharedLong.initially(0));
    shm.create(SharedInt.initially(0));

    assertThat(shm.names()).containsExactly("C", "a", "b");
  }

  @Test
  void shouldKeepHandlesApartWhenOneIsClosed() {
    SharedInt first = shm.create("counter", SharedInt.initially(7));
    SharedInt second = shm.open("counter", SharedInt.KIND);
    first.close();

    assertThat(first.isClosed()).isTrue();
    assertThat(second.isClosed()).isFalse();
    assertThat(second.incrementAndGet()).isEqualTo(8);
    assertThat(shm.open("counter", SharedInt.KIND).get()).isEqualTo(8);
    second.close();
    assertThat(shm.open("counter", SharedInt.KIND).get()).isEqualTo(8);
  }

  @Test
  void shouldRefuseUseWhenTheHandleIsClosed() {
    SharedInt number = shm.create("int", SharedInt.initially(7));
    SharedLong longer = shm.create("long", SharedLong.initially(7));
    SharedLock lock = shm.create("lock", SharedLock.plain());
    for (var each : List.of(number, longer, lock)) {
      each.close();
      each.close();
      assertThat(each.isClosed()).isTrue();
      assertThat(each.name()).isPresent();
    }

    for (Background.Work use :
        List.<Background.Work>of(number::get, () -> number.setPlain(1), number::getPlain)) {
      assertThatThrownBy(use::run)
          .isInstanceOf(RegionClosedException.class)
          .hasMessage(
              shm.folder().resolve("int")
                  + " was closed in this process; open it again to go on using it");
    }
    assertClosed(() -> number.set(1));
    assertClosed(() -> number.getAndAdd(1));
    assertClosed(() -> number.updateAndGet(now -> now));
    assertClosed(longer::get);
    assertClosed(longer::getPlain);
    assertClosed(() -> longer.compareAndSet(7, 8));
    assertClosed(lock::lock);
    assertClosed(lock::tryLock);
    assertClosed(lock::lockInterruptibly);
    assertClosed(lock::unlock);
    assertClosed(lock::hold);
    assertClosed(lock::ownerPid);
    assertClosed(lock::isHeldByCurrentThread);
    assertThat(shm.open("int", SharedInt.KIND).get()).isEqualTo(7);
  }

  private static void assertClosed(Background.Work use) {
    assertThatThrownBy(use::run)
        .isInstanceOf(RegionClosedException.class)
        .hasMessageContaining("was closed in this process");
  }

  @Test
  void shouldNameBothWhenTheKindIsAnother() {
    shm.create("number", SharedInt.initially(7));
    shm.create("lock", SharedLock.reentrant());

    assertThatThrownBy(() -> shm.open("number", SharedLock.KIND))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining(shm.folder().resolve("number").toString())
        .hasMessageContaining("kind=3")
        .hasMessageContaining("expected=2 (lock)");
    assertThatThrownBy(() -> shm.openOrCreate("lock", SharedInt.initially(1)))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("kind=2")
        .hasMessageContaining("expected=3 (value)");
    assertThatThrownBy(() -> shm.open("number", SharedLong.KIND))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("element type=1")
        .hasMessageContaining("expected=2 (long)");
    assertThatThrownBy(() -> shm.open("lock", SharedLock.plain()))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("element type=2")
        .hasMessageContaining("expected=1 (plain)");
    assertThat(shm.open("number", SharedInt.KIND).get()).isEqualTo(7);
  }

  @Test
  void shouldRefuseAKindWhenTheUserMadeItUp() {
    Kind<SharedInt> made = new Kind<>() {};

    assertThatThrownBy(() -> shm.open("counter", made))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a kind of shared object: " + made.getClass().getName());
    assertThat(shm.names()).isEmpty();
  }

  @Test
  void shouldSayWhatTheyAreWhenPrinted() {
    SharedInt number = shm.create("int", SharedInt.initially(7));
    SharedLong longer = shm.create("long", SharedLong.initially(-7));
    SharedLock lock = shm.create("lock", SharedLock.plain());

    assertThat(number).hasToString("SharedInt[7, " + shm.folder().resolve("int") + "]");
    assertThat(longer).hasToString("SharedLong[-7, " + shm.folder().resolve("long") + "]");
    String where = shm.folder().resolve("lock") + "]";
    assertThat(lock).hasToString("SharedLock[held by nobody, " + where);
    lock.lock();
    assertThat(lock)
        .hasToString(
            "SharedLock[held by pid "
                + ProcessHandle.current().pid()
                + " thread "
                + Thread.currentThread().threadId()
                + ", "
                + where);
    lock.unlock();
    number.close();
    longer.close();
    lock.close();
    assertThat(number).hasToString("SharedInt[closed, " + shm.folder().resolve("int") + "]");
    assertThat(longer).hasToString("SharedLong[closed, " + shm.folder().resolve("long") + "]");
    assertThat(lock).hasToString("SharedLock[closed, " + where);
    assertThat(shm.toString()).matches("Shm\\[" + shm.folder() + ", member \\d+\\.\\d+]");
    shm.close();
    assertThat(shm).hasToString("Shm[" + shm.folder() + ", closed]");
  }
}
