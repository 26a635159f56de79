package dev.ipc.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.queue.SharedQueue;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Peer;
import dev.ipc.sync.SharedLock;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.SharedInt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Closing while others use, wait or hold. */
@ExtendWith(LeakLedger.class)
@SuppressWarnings("LockNotBeforeTry") // lock and unlock are what is tested
class ShmCloseTest {
  private static final Duration LONG = Duration.ofDays(1);

  private final NamedDomain domain = new NamedDomain();
  private Shm shm;
  private SharedLock lock;

  @BeforeEach
  void join() {
    shm = domain.join();
    lock = shm.create("lock", SharedLock.plain());
  }

  @AfterEach
  void leave() {
    shm.close();
    domain.close();
  }

  private List<Background<?>> waiters() {
    List<Background<?>> waiters =
        List.of(
            Background.start(lock::lock),
            Background.start(lock::lockInterruptibly),
            Background.of(() -> lock.tryLock(LONG)),
            Background.of(() -> lock.tryHold(LONG)),
            Background.of(() -> lock.hold(LONG)),
            Background.of(lock::hold),
            Background.start(() -> lock.locked(() -> {})));
    waiters.forEach(Background::awaitParked);
    return waiters;
  }

  @Test
  void shouldSendWaitersAwayWhenTheHandleIsClosed() {
    try (Peer holder = Peer.in(domain)) {
      holder.perform("lock lock");
      List<Background<?>> waiters = waiters();
      lock.close();

      for (Background<?> waiter : waiters) {
        assertThat(waiter.failure())
            .isInstanceOf(RegionClosedException.class)
            .hasMessage(
                shm.folder().resolve("lock")
                    + " was closed in this process; open it again to go on using it");
      }
      SharedLock again = shm.open("lock", SharedLock.KIND);
      assertThat(again.ownerPid()).contains(holder.pid());
      holder.perform("unlock lock");
      assertThat(again.tryLock()).isTrue();
      again.unlock();
    }
  }

  @Test
  void shouldSendWaitersAwayWhenTheDomainIsClosed() {
    try (Peer holder = Peer.in(domain)) {
      holder.perform("lock lock");
      List<Background<?>> waiters = waiters();
      shm.close();

      for (Background<?> waiter : waiters) {
        assertThat(waiter.failure())
            .isInstanceOf(RegionClosedException.class)
            .hasMessage(
                shm.folder().resolve("lock")
                    + " was closed with its domain; join the domain again");
      }
    }
  }

  @Test
  void shouldRefuseToCloseWhenThisProcessHoldsTheLock() {
    long thread = Thread.currentThread().threadId();
    Shm other = domain.join();
    SharedInt number = shm.create("number", SharedInt.initially(7));
    lock.lock();

    assertThatThrownBy(lock::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "cannot close "
                + shm.folder().resolve("lock")
                + ": held by thread "
                + thread
                + " of this process; give it back first");
    assertThatThrownBy(shm::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "cannot leave domain "
                + shm.folder()
                + ": "
                + shm.folder().resolve("lock")
                + " is held by thread "
                + thread
                + " of this process; give it back first");
    assertThat(lock.isClosed()).isFalse();
    assertThat(number.get()).isEqualTo(7);
    other.close();
    assertThat(lock.isHeldByCurrentThread()).isTrue();
    lock.unlock();
    lock.close();
    assertThat(lock.isClosed()).isTrue();
    shm.close();
    assertThat(number.isClosed()).isTrue();
  }

  @Test
  void shouldRefuseToCloseWhenAnotherThreadHoldsTheLock() {
    Background<Void> owner =
        Background.start(() -> {
          lock.lock();
          try {
            Eventually.until("the test saw the refusal", () -> shm.names().count() == 2);
          } finally {
            lock.unlock();
          }
        });
    Eventually.until("the lock is held", () -> lock.ownerPid().isPresent());

    assertThatThrownBy(shm::close).isInstanceOf(IllegalStateException.class);
    shm.create("seen", SharedInt.initially(0));
    owner.result();
    shm.close();
    assertThat(lock.isClosed()).isTrue();
  }

  @Test
  void shouldCloseWhenThreadsAreInTheShortSectionsOfAQueue() {
    for (int round = 0; round < 200; round++) {
      Shm used = Shm.temporary();
      SharedQueue<byte[]> queue = used.create(SharedQueue.ofBytes());
      List<Background<Void>> users =
          List.of(
              Background.start(() -> {
                while (true) {
                  queue.put(new byte[1_000]);
                }
              }),
              Background.start(() -> {
                while (true) {
                  queue.take();
                }
              }));
      Eventually.until("both are at it", () -> queue.statistics().taken() > 10);
      if (round % 2 == 0) {
        queue.close();
      }
      used.close();

      for (Background<Void> user : users) {
        assertThat(user.failure()).isInstanceOf(RegionClosedException.class);
      }
      assertThat(used.folder()).doesNotExist();
    }
  }

  @Test
  void shouldLetOneCloseWhenManyCloseAtOnce() {
    for (int round = 0; round < 300; round++) {
      Shm used = Shm.temporary();
      SharedLock handle = used.create("lock", SharedLock.plain());
      CyclicBarrier together = new CyclicBarrier(3);
      List<Background<Void>> all =
          List.of(
              Background.start(() -> closeAfter(together, handle::close)),
              Background.start(() -> closeAfter(together, handle::close)),
              Background.start(() -> closeAfter(together, used::close)));
      all.forEach(Background::result);

      assertThat(used.folder()).doesNotExist();
      assertThatThrownBy(handle::lock).isInstanceOf(RegionClosedException.class);
    }
  }

  private static void closeAfter(CyclicBarrier together, Runnable close) throws Exception {
    together.await();
    close.run();
  }

  @Test
  void shouldNotKeepAPlainLockWhenItsHandleIsClosedWhileThreadsUseIt() throws Exception {
    closeWhileUsed("lock");
  }

  @Test
  void shouldNotKeepAReentrantLockWhenItsHandleIsClosedWhileThreadsUseIt() throws Exception {
    shm.create("reentrant", SharedLock.reentrant());
    closeWhileUsed("reentrant");
  }

  private void closeWhileUsed(String name) throws InterruptedException {
    SharedLock judge = shm.open(name, SharedLock.KIND);
    for (int round = 0; round < 1_000; round++) {
      SharedLock used = shm.open(name, SharedLock.KIND);
      boolean plainly = round % 2 == 0;
      Background<Void> user =
          Background.start(() -> {
            while (true) {
              if (plainly) {
                used.lock();
                used.unlock();
              } else {
                used.hold().close();
              }
            }
          });
      Eventually.until("the handle is closed", () -> closes(used));
      assertThat(user.failure()).isInstanceOf(RegionClosedException.class);

      assertThat(judge.tryLock(Duration.ofSeconds(10)))
          .as("round %d: the lock is free, and not %s", round, judge)
          .isTrue();
      judge.unlock();
    }
  }

  @Test
  void shouldLeaveNothingWhenTheDomainIsClosedWhileThreadsCreate() {
    for (int round = 0; round < 100; round++) {
      Shm used = Shm.temporary();
      List<Background<Void>> creators =
          List.of(
              Background.start(() -> create(used, "a")), Background.start(() -> create(used, "b")));
      Eventually.until("objects are there", () -> used.names().count() > 2);
      used.close();

      for (Background<Void> creator : creators) {
        assertThat(creator.failure())
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("was closed here; join it again");
      }
      assertThat(used.folder()).doesNotExist();
    }
  }

  private static void create(Shm shm, String prefix) {
    for (int i = 0; ; i++) {
      shm.create(prefix + i, SharedInt.initially(i));
    }
  }

  private static boolean closes(SharedLock lock) {
    try {
      lock.close();
      return true;
    } catch (IllegalStateException held) {
      return false;
    }
  }
}
