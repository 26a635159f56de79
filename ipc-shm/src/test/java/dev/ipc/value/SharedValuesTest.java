package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Background;
import dev.ipc.shm.support.NamedDomain;
import dev.ipc.shm.support.Peer;
import dev.ipc.testkit.LeakLedger;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single values: each method, the ends of the range, and several who add at once. */
@ExtendWith(LeakLedger.class)
class SharedValuesTest {
  private final NamedDomain domain = new NamedDomain();
  private Shm shm;

  @BeforeEach
  void join() {
    shm = domain.join();
  }

  @AfterEach
  void leave() {
    shm.close();
    domain.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, -1, 0x01020304, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void shouldKeepAnIntWhenItIs(int number) {
    SharedInt value = shm.create("int", SharedInt.initially(number));
    SharedInt other = shm.open("int", SharedInt.KIND);

    assertThat(value.get()).isEqualTo(number);
    assertThat(other.getPlain()).isEqualTo(number);
    value.set(~number);
    assertThat(other.get()).isEqualTo(~number);
    value.setPlain(number);
    assertThat(other.get()).isEqualTo(number);
    assertThat(value.getAndSet(5)).isEqualTo(number);
    assertThat(other.get()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 0x0102030405060708L, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE})
  void shouldKeepALongWhenItIs(long number) {
    SharedLong value = shm.create("long", SharedLong.initially(number));
    SharedLong other = shm.open("long", SharedLong.KIND);

    assertThat(value.get()).isEqualTo(number);
    assertThat(other.getPlain()).isEqualTo(number);
    value.set(~number);
    assertThat(other.get()).isEqualTo(~number);
    value.setPlain(number);
    assertThat(other.get()).isEqualTo(number);
    assertThat(value.getAndSet(5)).isEqualTo(number);
    assertThat(other.get()).isEqualTo(5);
  }

  @Test
  void shouldCalculateWithInts() {
    SharedInt value = shm.create(SharedInt.initially(10));

    assertThat(value.getAndAdd(5)).isEqualTo(10);
    assertThat(value.addAndGet(-3)).isEqualTo(12);
    assertThat(value.incrementAndGet()).isEqualTo(13);
    assertThat(value.decrementAndGet()).isEqualTo(12);
    assertThat(value.compareAndSet(13, 0)).isFalse();
    assertThat(value.get()).isEqualTo(12);
    assertThat(value.compareAndSet(12, 20)).isTrue();
    assertThat(value.updateAndGet(now -> now * 2)).isEqualTo(40);
    assertThat(value.accumulateAndGet(3, (now, operand) -> now - operand)).isEqualTo(37);
    assertThat(value.accumulateAndGet(50, Math::max)).isEqualTo(50);
    assertThat(value.accumulateAndGet(60, Math::min)).isEqualTo(50);
    assertThat(value.get()).isEqualTo(50);
  }

  @Test
  void shouldCalculateWithLongs() {
    long big = 1L << 40;
    SharedLong value = shm.create(SharedLong.initially(big));

    assertThat(value.getAndAdd(5)).isEqualTo(big);
    assertThat(value.addAndGet(-3)).isEqualTo(big + 2);
    assertThat(value.incrementAndGet()).isEqualTo(big + 3);
    assertThat(value.decrementAndGet()).isEqualTo(big + 2);
    assertThat(value.compareAndSet(big + 3, 0)).isFalse();
    assertThat(value.compareAndSet(2, 0)).as("the whole word counts").isFalse();
    assertThat(value.get()).isEqualTo(big + 2);
    assertThat(value.compareAndSet(big + 2, big)).isTrue();
    assertThat(value.updateAndGet(now -> now * 2)).isEqualTo(2 * big);
    assertThat(value.accumulateAndGet(3, (now, operand) -> now - operand)).isEqualTo(2 * big - 3);
    assertThat(value.accumulateAndGet(3 * big, Math::max)).isEqualTo(3 * big);
    assertThat(value.accumulateAndGet(1, Math::min)).isEqualTo(1);
  }

  @Test
  void shouldWrapAroundAtTheEndsOfTheRange() {
    SharedInt number = shm.create(SharedInt.initially(Integer.MAX_VALUE));
    assertThat(number.incrementAndGet()).isEqualTo(Integer.MIN_VALUE);
    assertThat(number.decrementAndGet()).isEqualTo(Integer.MAX_VALUE);
    assertThat(number.getAndAdd(2)).isEqualTo(Integer.MAX_VALUE);
    assertThat(number.get()).isEqualTo(Integer.MIN_VALUE + 1);
    assertThat(number.addAndGet(Integer.MIN_VALUE)).isEqualTo(1);

    SharedLong longer = shm.create(SharedLong.initially(Long.MAX_VALUE));
    assertThat(longer.incrementAndGet()).isEqualTo(Long.MIN_VALUE);
    assertThat(longer.decrementAndGet()).isEqualTo(Long.MAX_VALUE);
    assertThat(longer.getAndAdd(2)).isEqualTo(Long.MAX_VALUE);
    assertThat(longer.get()).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(longer.addAndGet(Long.MIN_VALUE)).isEqualTo(1);
  }

  @Test
  void shouldTryAgainWhenAnotherWasFasterInAnUpdate() {
    SharedInt value = shm.create("value", SharedInt.initially(1));
    SharedInt other = shm.open("value", SharedInt.KIND);

    int result =
        value.updateAndGet(now -> {
          if (now == 1) {
            other.set(10);
          }
          return now + 1;
        });
    assertThat(result).isEqualTo(11);
    assertThat(other.get()).isEqualTo(11);
  }

  @Test
  void shouldLeaveTheValueWhenAnUpdateThrows() {
    SharedLong value = shm.create(SharedLong.initially(1));
    IllegalArgumentException failure = new IllegalArgumentException();
    Background<Long> update =
        Background.of(() ->
            value.updateAndGet(now -> {
              throw failure;
            }));

    assertThat(update.failure()).isSameAs(failure);
    assertThat(value.get()).isEqualTo(1);
  }

  @Test
  void shouldAddUpWhenTwoProcessesWithTwoThreadsAdd() {
    int times = 200_000;
    SharedInt number = shm.create("int", SharedInt.initially(Integer.MAX_VALUE - times));
    SharedLong longer = shm.create("long", SharedLong.initially(-times));
    try (Peer peer = Peer.in(domain)) {
      peer.begin("addInt int " + times);
      List<Background<Void>> mine =
          List.of(
              Background.start(() -> repeat(times, number::incrementAndGet)),
              Background.start(() -> repeat(times, () -> number.updateAndGet(now -> now + 1))));
      peer.end("addInt int " + times);
      mine.forEach(Background::result);
      assertThat(number.get()).isEqualTo(Integer.MAX_VALUE + 2 * times);

      peer.begin("addLong long " + times);
      mine =
          List.of(
              Background.start(() -> repeat(times, () -> longer.getAndAdd(1))),
              Background.start(() -> repeat(times, () -> longer.accumulateAndGet(1, Long::sum))));
      peer.end("addLong long " + times);
      mine.forEach(Background::result);
      assertThat(longer.get()).isEqualTo(2L * times);
    }
  }

  private static void repeat(int times, Runnable work) {
    for (int i = 0; i < times; i++) {
      work.run();
    }
  }

  /** Plain stores before a volatile one are seen by who saw that. */
  @Test
  void shouldShowPlainStoresWhenAVolatileOneAfterThemIsSeen() {
    int rounds = 20_000;
    SharedLong data = shm.create(SharedLong.initially(0));
    SharedInt turn = shm.create(SharedInt.initially(0));
    Background<Void> writer =
        Background.start(() -> {
          for (int round = 1; round <= rounds; round++) {
            data.setPlain(round * 0x1_0000_0001L);
            turn.set(round);
            awaitTurn(turn, -round);
          }
        });
    for (int round = 1; round <= rounds; round++) {
      awaitTurn(turn, round);
      assertThat(data.getPlain()).isEqualTo(round * 0x1_0000_0001L);
      turn.set(-round);
    }
    writer.result();
  }

  private static void awaitTurn(SharedInt turn, int wanted) {
    for (int looks = 0; turn.get() != wanted; looks++) {
      if (looks < 1_000) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(1_000); // the other may need this processor
      }
    }
  }

  /** A long is stored whole, also plainly: its halves always agree. */
  @Test
  void shouldNeverTearALongWhenItIsStoredPlainly() {
    SharedLong value = shm.create(SharedLong.initially(0));
    SharedInt stop = shm.create(SharedInt.initially(0));
    Background<Void> writer =
        Background.start(() -> {
          for (long n = 0; stop.get() == 0; n++) {
            value.setPlain((n & 0xffff_ffffL) << 32 | (n & 0xffff_ffffL));
          }
        });
    try {
      for (int i = 0; i < 1_000_000; i++) {
        long seen = value.getPlain();
        if ((int) (seen >>> 32) != (int) seen) {
          throw new AssertionError("torn: 0x" + Long.toHexString(seen));
        }
      }
    } finally {
      stop.set(1);
    }
    writer.result();
  }
}
