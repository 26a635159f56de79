package dev.ipc.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionBrokenException;
import dev.ipc.RegionFormatException;
import dev.ipc.codec.Codec;
import dev.ipc.memory.Block;
import dev.ipc.owner.OwnerId;
import dev.ipc.ring.RingLayout;
import dev.ipc.sync.SyncWorld;
import dev.ipc.testkit.LocalHome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deaths by a script, memory that is damaged, and random use. */
class SharedPipeTest {
  private final SyncWorld<SharedPipe<Object>> world =
      new SyncWorld<>(SharedPipe.duplex(Codec.objects(), 1024));
  private final LocalHome here = world.join(1);
  private final LocalHome there = world.join(2);
  private final SharedPipe<Object> herePipe = here.bind(world.spec);
  private final SharedPipe<Object> therePipe = there.bind(world.spec);

  private static void assertDied(PipeEndedException e) {
    assertThat(e.death()).hasValueSatisfying(death -> assertThat(death.pid()).isEqualTo(1002));
    assertThat(e).hasMessageContaining("is lost: process 1002");
  }

  @Test
  void shouldReceiveWhatWasSentWholeAndThenTheEndWhenTheOtherDied() throws Exception {
    Connection<Object> first = herePipe.first();
    Connection<Object> second = therePipe.second();
    second.send("a");
    assertThat(second.sendBytes(new byte[2000], Duration.ZERO)).isFalse();
    world.kill(there);

    assertThat(first.receive()).isEqualTo("a");
    assertThatThrownBy(first::receive)
        .isInstanceOfSatisfying(PipeEndedException.class, SharedPipeTest::assertDied);
    assertThat(world.parker.nanoTime()).isBetween(25_000_000L, 50_000_000L);
    assertThatThrownBy(() -> first.send("b"))
        .isInstanceOfSatisfying(PipeEndedException.class, SharedPipeTest::assertDied);
    assertThat(first.poll()).isTrue();
    assertThat(here.reports()).singleElement().asString().contains("end of a pipe lost");
    assertThatThrownBy(herePipe::second).isInstanceOf(PipeEndedException.class);
  }

  @Test
  void shouldNotWaitForRoomWhenTheOtherDied() throws Exception {
    Connection<Object> first = herePipe.first();
    therePipe.second();
    assertThatThrownBy(
            () -> {
              first.send("fits");
              world.onPark(2, () -> world.kill(there));
              first.sendBytes(new byte[2000]);
            })
        .isInstanceOfSatisfying(PipeEndedException.class, SharedPipeTest::assertDied);
  }

  @Test
  void shouldLearnOfTheDeathInTimeWhenItSendsAndNeverWaits() throws Exception {
    Connection<Object> first = herePipe.first();
    therePipe.second();
    world.kill(there);
    first.send("a");
    here.tend();
    assertThatThrownBy(() -> first.send("b"))
        .isInstanceOfSatisfying(PipeEndedException.class, SharedPipeTest::assertDied);
  }

  @Test
  void shouldLearnOfTheDeathAtOnceWhenProbed() throws Exception {
    Connection<Object> first = herePipe.first();
    therePipe.second();
    first.probe();
    world.onPark(
        1,
        () -> {
          world.kill(there);
          first.probe();
        });
    assertThatThrownBy(first::receive)
        .isInstanceOfSatisfying(PipeEndedException.class, SharedPipeTest::assertDied);
    assertThat(world.parker.nanoTime()).as("no sleep").isZero();
  }

  @Test
  void shouldRefuseTheEndWhenAnotherHasItOrHadItAndDied() throws Exception {
    therePipe.second();
    assertThatThrownBy(herePipe::second)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("process 1002, member=2.1 has it");
    world.kill(there);
    SharedPipe<Object> next = world.handle(2);
    assertThatThrownBy(next::second)
        .isInstanceOf(PipeEndedException.class)
        .hasMessageContaining("is lost: process (pid unknown)");
    assertThatThrownBy(herePipe.first()::receive).isInstanceOf(PipeEndedException.class);
  }

  @Test
  void shouldWaitWhenNobodyHasTheOtherEndYet() throws Exception {
    Connection<Object> first = herePipe.first();
    first.send("early");
    assertThatThrownBy(() -> first.receive(Duration.ofSeconds(1)))
        .isInstanceOf(TimeoutException.class);
    assertThat(world.parker.nanoTime()).isEqualTo(1_000_000_000);
    Connection<Object> second = therePipe.second();
    assertThat(second.receive()).isEqualTo("early");
    world.onPark(1, second::close);
    assertThatThrownBy(first::receive)
        .isInstanceOfSatisfying(PipeEndedException.class, e -> assertThat(e.death()).isEmpty());
  }

  private static void sendLazily(Connection<Object> end, Object object) {
    try {
      end.sendLazily(object);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts a test", e);
    }
  }

  @Test
  void shouldWakeWhoReceivesNoEarlierThanItIsToldWhenSentLazily() throws Exception {
    Connection<Object> first = herePipe.first();
    Connection<Object> second = therePipe.second();
    List<Integer> wakes = new ArrayList<>();
    world.onPark(
        1,
        () -> {
          sendLazily(second, "a");
          wakes.add(world.parker.wakes().size());
          second.flush();
          wakes.add(world.parker.wakes().size());
        });
    assertThat(first.receive()).isEqualTo("a");
    assertThat(wakes).containsExactly(0, 1);
    second.sendLazily("b");
    assertThat(first.receive()).isEqualTo("b");
  }

  @Test
  void shouldRefuseMemoryWhenItIsDamaged() {
    Block block = world.block();
    int someone = new OwnerId(3, 4).bits();
    for (long word : new long[] {1, 5L << 32 | someone, 1L << 32, 1L << 32 | 1L << 31 | someone}) {
      block.setLong(SharedPipeLayout.SECOND_OFFSET, word);
      assertThatThrownBy(() -> world.handle(3))
          .isInstanceOf(RegionFormatException.class)
          .hasMessageContaining("end at=8 has word=0x" + Long.toHexString(word));
    }
    block.setLong(SharedPipeLayout.SECOND_OFFSET, 4L << 32 | someone);
    assertThat(world.handle(3).toString()).contains("second dead with 3.4");
    block.setInt(SharedPipeLayout.RINGS_OFFSET, 17);
    assertThatThrownBy(() -> world.handle(3))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("lines=17");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, -1})
  void shouldSayThatItIsBrokenWhenAPartIsDamaged(int before) throws Exception {
    herePipe.first().sendBytes(new byte[300], Duration.ZERO);
    Block records = SharedPipeLayout.ring(world.block(), SharedPipeLayout.DUPLEX, 0);
    long part = RingLayout.LAYOUT.byteSize() + 8;
    assertThat(records.getInt(part)).isEqualTo(300);
    records.setInt(part, before == 0 ? 10 : 300);
    records.setInt(part + 4, before);
    assertThatThrownBy(therePipe.second()::receiveBytes)
        .isInstanceOf(RegionBrokenException.class)
        .hasMessageContaining("is damaged: a part of a message says length=");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldBeAsAModelWhenUsedAtRandom(long seed) throws Exception {
    Random random = new Random(seed);
    Connection<Object> first = herePipe.first();
    Connection<Object> second = therePipe.second();
    Deque<byte[]> model = new ArrayDeque<>();
    int received = 0;
    for (int i = 0; i < 20_000; i++) {
      if (random.nextBoolean()) {
        byte[] message = new byte[random.nextInt(random.nextBoolean() ? 70 : 1200)];
        random.nextBytes(message);
        if (first.sendBytes(message, Duration.ZERO)) {
          model.add(message);
        }
      } else {
        byte[] expected = model.poll();
        if (expected != null) {
          assertThat(second.receiveBytes(Duration.ZERO)).isEqualTo(expected);
          received++;
        } else {
          assertThatThrownBy(() -> second.receiveBytes(Duration.ZERO))
              .isInstanceOf(TimeoutException.class);
        }
      }
    }
    assertThat(received).isGreaterThan(5_000);
  }
}
