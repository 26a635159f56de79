package dev.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.Spec;
import dev.ipc.bind.Format;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The condition by script: who dies, who is interrupted, what time it is. */
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // that is what is tested
class SharedConditionTest {
  private static final int ROOM = 3;
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration BOUND = Duration.ofMillis(25);

  private static final String FROZEN = "frozen";

  private final ScriptedLiveness liveness = new ScriptedLiveness();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void endFrozenThreads() {
    end.countDown();
  }

  /** One lock and one condition, seen by processes. */
  private final class World {
    final ScriptedParker parker;
    final LocalHome lockHome;
    final LocalHome conditionHome;

    World(ScriptedParker parker, Spec<SharedLock> spec) {
      this.parker = parker;
      this.lockHome = LocalHome.of(spec, parker, liveness);
      SharedLock lock = lockHome.bind(SharedLock.plain());
      this.conditionHome = LocalHome.of(SharedCondition.on(lock, ROOM), parker, liveness);
    }

    Member join(int slot) {
      OwnerId owner = liveness.join(slot, 1000 + slot);
      LocalHome ownLockHome = lockHome.inProcess(owner);
      LocalHome home = conditionHome.inProcess(owner);
      SharedLock lock = ownLockHome.bind(SharedLock.plain());
      return new Member(owner, ownLockHome, home, lock, home.bind(SharedCondition.on(lock)));
    }
  }

  private record Member(
      OwnerId owner,
      LocalHome lockHome,
      LocalHome home,
      SharedLock lock,
      SharedCondition condition) {
    void signal(int count) {
      lock.locked(() -> condition.signal(count));
    }

    FutureTask<Boolean> await(Duration timeout) {
      return begin(() -> lock.locked(() -> condition.await(timeout)));
    }
  }

  private static <T> FutureTask<T> begin(Callable<T> work) {
    return begin("work", work);
  }

  private static <T> FutureTask<T> begin(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name(name).start(task);
    return task;
  }

  private static boolean result(FutureTask<Boolean> task) throws Exception {
    return task.get(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private World skipping() {
    return new World(ScriptedParker.skipping(), SharedLock.plain());
  }

  private World blocking() {
    return new World(ScriptedParker.blocking().onPark(this::freeze), SharedLock.plain());
  }

  private void freeze(ScriptedParker.Park park) {
    if (Thread.currentThread().getName().equals(FROZEN)) {
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      throw new IllegalStateException("the end of the test");
    }
  }

  @Test
  void shouldRefuseEachCallWhenLockIsNotHeld() {
    Member member = skipping().join(2);
    SharedCondition condition = member.condition();
    ThrowingCallable[] calls = {
      condition::await,
      condition::awaitUninterruptibly,
      () -> condition.await(LONG),
      () -> condition.await(() -> true),
      condition::signal,
      () -> condition.signal(0),
      condition::signalAll
    };
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call)
          .isInstanceOf(IllegalMonitorStateException.class)
          .hasMessageContaining("holder=nobody; take the lock first");
    }
    assertThat(condition.waiting()).isZero();
  }

  @Test
  void shouldRefuseToWaitWhenOpenedWithoutItsLock() {
    World world = skipping();
    SharedCondition condition =
        ((Format<SharedCondition>) SharedCondition.KIND).binder().bind(world.conditionHome, null);

    assertThat(condition).asString().startsWith("SharedCondition[0 waiting, 0 signalled, ");
    assertThat(condition.maxWaiters()).isEqualTo(ROOM);
    assertThatThrownBy(condition::signal)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("opened without its lock; open it with SharedCondition.on(lock)");
  }

  @Test
  void shouldRefuseAnotherLockThanItsOwn() {
    World world = skipping();
    SharedLock other =
        LocalHome.of(SharedLock.plain(), world.parker, liveness).bind(SharedLock.plain());

    assertThatThrownBy(() -> world.conditionHome.bind(SharedCondition.on(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with another lock than its own");
    assertThatThrownBy(() -> SharedCondition.on(other, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxWaiters=0");
  }

  @Test
  void shouldRefuseMemoryWhenItsRoomDoesNotFit() {
    World world = skipping();
    Block block = world.conditionHome.block();
    for (int room : new int[] {0, -1, ROOM - 1, ROOM + 1, Integer.MAX_VALUE}) {
      block.setInt(SharedConditionLayout.WAIT_SET_OFFSET + 24, room);
      assertThatThrownBy(() -> world.join(2))
          .isInstanceOf(RegionFormatException.class)
          .hasMessageContaining("room for waiters=" + room);
    }
  }

  @Test
  void shouldGiveUpInTimeWithTheLockHeldWhenNobodySignals() throws Exception {
    World world = skipping();
    Member member = world.join(2);
    member.lock().lock();
    for (long nanos : new long[] {0, 1, 25_000_000, 75_000_001}) {
      long start = world.parker.nanoTime();
      assertThat(member.condition().await(Duration.ofNanos(nanos))).isFalse();
      assertThat(world.parker.nanoTime() - start).isEqualTo(nanos);
      assertThat(member.lock().isHeldByCurrentThread()).isTrue();
    }
    assertThat(member.condition().awaitNanos(Long.MIN_VALUE)).isZero();
    assertThat(member.condition().await(-1, TimeUnit.DAYS)).isFalse();
    assertThat(member.condition().waiting()).isZero();
    member.lock().unlock();
  }

  @Test
  void shouldGiveLockBackCompletelyWhenItWasTakenTwice() throws Exception {
    World world = new World(ScriptedParker.skipping(), SharedLock.reentrant());
    Member member = world.join(2);
    Member other = world.join(3);
    AtomicBoolean free = new AtomicBoolean();
    world.parker.onPark(park -> {
      if (other.lock().tryLock()) {
        free.set(true);
        other.condition().signal();
        other.lock().unlock();
      }
    });
    member.lock().lock();
    member.lock().lock();

    assertThat(member.condition().await(LONG)).isTrue();
    assertThat(free).isTrue();
    member.lock().unlock();
    assertThat(other.lock().tryLock()).isFalse();
    member.lock().unlock();
    assertThat(other.lock().tryLock()).isTrue();
  }

  @Test
  void shouldWaitOnWhenSleepEndsForNoReason() throws Exception {
    World world = skipping();
    Member member = world.join(2);
    Member other = world.join(3);
    AtomicInteger parks = new AtomicInteger();
    world.parker.onPark(park -> {
      if (parks.incrementAndGet() == 50) {
        other.signal(1);
      }
    });
    member.lock().lock();

    assertThat(member.condition().await(LONG)).isTrue();
    assertThat(parks).hasValue(50);
    assertThat(world.parker.parks()).allMatch(park -> park.nanos() <= BOUND.toNanos());
  }

  @Test
  void shouldReturnWithInterruptKeptWhenSignalledToo() throws Exception {
    World world = skipping();
    Member member = world.join(2);
    Member other = world.join(3);
    world.parker.onPark(park -> {
      Thread.currentThread().interrupt();
      other.signal(1);
    });
    member.lock().lock();

    assertThat(member.condition().await(LONG)).isTrue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void shouldReturnWhenSignalledAfterTheTimeAndBeforeTheLockIsThere() throws Exception {
    World world = blocking();
    Member member = world.join(2);
    Member other = world.join(3);
    FutureTask<Boolean> waiting = member.await(BOUND);
    world.parker.awaitSleepers(1);
    other.lock().lock();
    world.parker.advance(BOUND);
    Eventually.until("it waits for the lock", other.lock()::hasWaiters);
    world.parker.awaitSleepers(1);
    other.condition().signal();
    other.lock().unlock();

    assertThat(result(waiting)).isTrue();
    assertThat(other.condition().waiting()).isZero();
  }

  @Test
  void shouldThrowWithLockHeldWhenInterrupted() {
    World world = skipping();
    Member member = world.join(2);
    member.lock().lock();
    Thread.currentThread().interrupt();
    assertThatThrownBy(member.condition()::await).isInstanceOf(InterruptedException.class);
    assertThat(world.parker.parks()).isEmpty();
    world.parker.onPark(park -> Thread.currentThread().interrupt());

    assertThatThrownBy(member.condition()::await).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(member.lock().isHeldByCurrentThread()).isTrue();
    assertThat(member.condition().waiting()).isZero();
  }

  @Test
  void shouldKeepInterruptWhenItMayNotInterrupt() {
    World world = skipping();
    Member member = world.join(2);
    Member other = world.join(3);
    AtomicInteger parks = new AtomicInteger();
    world.parker.onPark(park -> {
      Thread.currentThread().interrupt();
      if (parks.incrementAndGet() == 3) {
        other.signal(1);
      }
    });
    member.lock().lock();
    member.condition().awaitUninterruptibly();

    assertThat(parks).hasValue(3);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(member.lock().isHeldByCurrentThread()).isTrue();
  }

  /** A waiter that does not get on, as if its process were stopped or dead. */
  private Member frozenWaiter(World world, int slot) {
    Member member = world.join(slot);
    int before = member.condition().waiting();
    FutureTask<Boolean> waiting =
        begin(FROZEN, () -> member.lock().locked(() -> member.condition().await(LONG)));
    Eventually.until("it waits", () -> member.condition().waiting() == before + 1);
    Eventually.until("the lock is free", () -> member.lock().ownerPid().isEmpty());
    assertThat(waiting.isDone()).isFalse();
    return member;
  }

  @Test
  void shouldGrantAgainWhenSignalWentToTheDead() throws Exception {
    World world = blocking();
    Member dead = frozenWaiter(world, 2);
    Member next = world.join(3);
    FutureTask<Boolean> waiting = next.await(LONG);
    world.parker.awaitSleepers(1);
    Member last = frozenWaiter(world, 4);
    next.signal(1);
    liveness.kill(dead.owner());
    assertThat(next.condition()).asString().contains("2 waiting, 1 signalled");
    passBounds(world, waiting);

    assertThat(result(waiting)).isTrue();
    assertThat(last.condition()).asString().contains("1 waiting, 0 signalled");
  }

  @Test
  void shouldNotGrantAgainWhenTheSignalledIsOnlySlow() throws Exception {
    World world = blocking();
    Member slow = frozenWaiter(world, 2);
    Member next = world.join(3);
    FutureTask<Boolean> waiting = next.await(LONG);
    world.parker.awaitSleepers(1);
    next.signal(1);
    for (int i = 0; i < 5; i++) {
      world.parker.advance(BOUND);
      Eventually.until("it was asked about", () -> liveness.asked().contains(slow.owner()));
      world.parker.awaitSleepers(1);
    }

    assertThat(waiting.isDone()).isFalse();
    assertThat(next.condition()).asString().contains("1 waiting, 1 signalled");
  }

  @Test
  void shouldGrantAgainWhenSlotOfTheDeadWasHandedOn() throws Exception {
    World world = blocking();
    Member dead = frozenWaiter(world, 2);
    Member next = world.join(3);
    FutureTask<Boolean> waiting = next.await(LONG);
    world.parker.awaitSleepers(1);
    next.signal(1);
    assertThat(world.join(2).owner().slot()).isEqualTo(dead.owner().slot());
    passBounds(world, waiting);

    assertThat(result(waiting)).isTrue();
  }

  private static void passBounds(World world, FutureTask<?> until) {
    Eventually.until(
        "bounds pass",
        () -> {
          world.parker.advance(BOUND);
          return until.isDone();
        });
  }

  @Test
  void shouldMakeRoomWhenThoseWhoWaitAreDead() throws Exception {
    World world = blocking();
    Member first = frozenWaiter(world, 2);
    for (int slot : new int[] {3, 4}) {
      assertThat(frozenWaiter(world, slot).condition().waiting()).isEqualTo(slot - 1);
    }
    Member next = world.join(5);
    next.lock().lock();
    assertThatThrownBy(() -> next.condition().await(Duration.ZERO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("maxWaiters=3, waiting=3, granted=0; create it with more room");
    assertThat(next.lock().isHeldByCurrentThread()).isTrue();
    liveness.kill(first.owner());

    assertThat(next.condition().await(Duration.ZERO)).isFalse();
    assertThat(next.condition().waiting()).isEqualTo(2);
  }

  @Test
  void shouldSendWaiterAwayWithTheLockHeldWhenHandleIsClosed() throws Exception {
    World world = blocking();
    Member member = world.join(2);
    Member other = world.join(3);
    AtomicBoolean held = new AtomicBoolean();
    FutureTask<Boolean> waiting =
        begin(() -> {
          member.lock().lock();
          try {
            return member.condition().await(LONG);
          } finally {
            held.set(member.lock().isHeldByCurrentThread());
            member.lock().unlock();
          }
        });
    world.parker.awaitSleepers(1);
    other.lock().lock();
    member.home().close();
    other.lock().unlock();

    assertThatThrownBy(() -> result(waiting)).hasCauseInstanceOf(RegionClosedException.class);
    assertThat(held).isTrue();
    assertThat(other.condition()).asString().contains("0 waiting, 0 signalled");
    member.lock().lock();
    assertThatThrownBy(member.condition()::await).isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldLetSignalGoToAnotherWhenLockOfTheSignalledIsClosed() throws Exception {
    World world = blocking();
    Member member = world.join(2);
    Member other = world.join(3);
    FutureTask<Boolean> leaving =
        begin(() -> {
          member.lock().lock();
          return member.condition().await(LONG);
        });
    Eventually.until("the first waits", () -> member.condition().waiting() == 1);
    FutureTask<Boolean> staying = other.await(LONG);
    world.parker.awaitSleepers(2);
    member.lockHome().close();
    other.signal(1);
    passBounds(world, staying);

    assertThatThrownBy(() -> result(leaving)).hasCauseInstanceOf(RegionClosedException.class);
    assertThat(result(staying)).isTrue();
  }

  @Test
  void shouldMakeConditionBesideTheLockWhenAskedForNewOne() {
    Member member = skipping().join(2);
    SharedCondition condition = member.lock().newCondition();

    assertThat(condition.maxWaiters()).isEqualTo(1_000);
    member.lock().locked(condition::signalAll);
    assertThat(List.of(condition.waiting(), member.condition().waiting())).containsOnly(0);
  }
}
