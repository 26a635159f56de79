package dev.ipc.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionBrokenException;
import dev.ipc.RegionFormatException;
import dev.ipc.testkit.LocalHome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingTest {
  private static final int LINES = 16;
  private static final int LEASE = 77;

  private final RingWorld world = new RingWorld(LINES, 0);

  @Test
  void shouldGiveItemsInOrderWhenPut() {
    world.put("a");
    world.put("");
    world.put("c".repeat(world.ring.maxLength()));

    assertThat(world.ring.items()).isEqualTo(3);
    assertThat(world.takeAll()).containsExactly("a", "", "c".repeat(world.ring.maxLength()));
    assertThat(world.ring.items()).isZero();
    assertThat(world.ring.usedBytes()).isZero();
  }

  @Test
  void shouldRefuseItemWhenFull() {
    for (int i = 0; i < LINES; i++) {
      assertThat(world.put("x")).isTrue();
    }

    assertThat(world.put("x")).isFalse();
    assertThat(world.ring.usedBytes()).isEqualTo(world.ring.capacityBytes());
    assertThat(world.take()).contains("x");
    assertThat(world.put("y")).isTrue();
    assertThat(world.put("z")).isFalse();
    assertThat(world.takeAll()).hasSize(LINES).endsWith("y");
  }

  @Test
  void shouldRefuseItemWhenItemsAreBounded() {
    RingWorld bounded = new RingWorld(LINES, 2);

    assertThat(bounded.put("a")).isTrue();
    assertThat(bounded.put("b")).isTrue();
    assertThat(bounded.put("c")).isFalse();
    assertThat(bounded.take()).contains("a");
    assertThat(bounded.put("c")).isTrue();
  }

  /** Whatever the distance to the end of the ring, two of the longest records find room. */
  @Test
  void shouldHaveRoomForTwoLongestWhenEmpty() {
    String longest = "x".repeat(world.ring.maxLength());
    for (int i = 0; i < 2 * LINES; i++) {
      assertThat(world.put(longest)).isTrue();
      assertThat(world.put(longest)).isTrue();
      assertThat(world.takeAll()).containsExactly(longest, longest);
      world.put("one more line");
      world.takeAll();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Integer.MAX_VALUE - LINES + 1, -LINES})
  void shouldGoOnWhenLineNumbersWrap(int line) {
    world.startAt(line);

    for (int i = 0; i < 100; i++) {
      assertThat(world.put("first " + i)).isTrue();
      assertThat(world.put("second " + "x".repeat(i))).isTrue();
      world.consumer.find();
      world.consumer.lease(LEASE);
      assertThat(world.take()).contains("second " + "x".repeat(i));
      assertThat(world.consumer.giveBackAll(owner -> owner == LEASE)).isEqualTo(1);
      assertThat(world.takeAll()).containsExactly("first " + i);
    }
  }

  /** Mixed once, then 2^32 lines later: nothing of it is believed any more. */
  @Test
  void shouldForgetLeasesWhenManyRoundsPassed() {
    world.put("a");
    world.put("b");
    world.consumer.find();
    world.consumer.lease(LEASE);
    world.take();
    assertThat(world.consumer.findLeased(0, LEASE)).isTrue();
    world.consumer.take();
    for (int i = 0; i < 64; i++) {
      long position = Position.after(0, LINES + (i << 26), 0);
      world.block.setLong(RingLayout.TAIL_OFFSET, position);
      world.block.setLong(RingLayout.HEAD_SEEN_OFFSET, position);
      world.block.setLong(RingLayout.HEAD_OFFSET, position);
      world.producer.unsettle();

      assertThat(world.consumer.find()).isFalse();
      assertThat(world.put("c")).isTrue();
      assertThat(world.take()).contains("c");
    }
  }

  @Test
  void shouldFindRecordAtTailWhenProducerDiedBeforePassingIt() {
    world.put("a");
    world.putAndDie("b");

    world.put("c");

    assertThat(world.takeAll()).containsExactly("a", "b", "c");
  }

  @Test
  void shouldGiveRecordOnceWhenProducerDiedAndConsumersWereFaster() {
    world.putAndDie("a");
    assertThat(world.takeAll()).containsExactly("a");
    assertThat(world.ring.items()).isZero();

    world.put("b");

    assertThat(world.takeAll()).containsExactly("b");
  }

  @Test
  void shouldNotTakeBytesForRecordWhenTheyLookLikeOne() {
    for (int round = 0; round < 3 * LINES; round++) {
      ByteBuffer chance =
          ByteBuffer.allocate(world.ring.maxLength()).order(ByteOrder.nativeOrder());
      for (int at = 64 - 16; at + 8 <= chance.capacity(); at += 64) {
        int line = Position.line(world.ring.tail()) + (at + 16) / 64 + LINES;
        chance.putLong(at, RecordLayout.word(line, RecordLayout.ITEM, 1));
      }
      assertThat(world.put(chance.array())).isTrue();
      assertThat(world.consumer.find()).isTrue();
      assertThat(world.bytes()).isEqualTo(chance.array());
      world.consumer.take();
      assertThat(world.consumer.find()).isFalse();
      for (int i = 0; i < 3; i++) {
        assertThat(world.put("short")).isTrue();
        assertThat(world.takeAll()).containsExactly("short");
      }
    }
  }

  @Test
  void shouldSkipItemsOnLeaseUntilGivenBack() {
    world.put("a");
    world.put("b");
    world.put("c");
    world.consumer.find();
    long position = world.consumer.position();
    world.consumer.lease(LEASE);

    assertThat(world.take()).contains("b");
    assertThat(world.consumer.countMixed(true)).isEqualTo(1);
    assertThat(world.consumer.countMixed(false)).isEqualTo(1);
    assertThat(world.consumer.findLeased(position, LEASE + 1)).isFalse();
    assertThat(world.consumer.findLeased(position, LEASE)).isTrue();
    world.consumer.giveBack();

    assertThat(world.takeAll()).containsExactly("a", "c");
    assertThat(world.ring.usedBytes()).isZero();
    assertThat(world.consumer.findLeased(position, LEASE)).isFalse();
  }

  @Test
  void shouldFreeRoomWhenLeasedItemsAreFinishedInAnyOrder() {
    for (int i = 0; i < LINES; i++) {
      world.put("item " + i);
    }
    long[] positions = new long[LINES];
    for (int i = 0; i < LINES; i++) {
      assertThat(world.consumer.find()).isTrue();
      positions[i] = world.consumer.position();
      world.consumer.lease(LEASE + ((long) i << 32));
    }
    assertThat(world.consumer.find()).isFalse();

    for (int i = LINES - 1; i >= 0; i--) {
      assertThat(world.put("more")).isFalse();
      assertThat(world.consumer.findLeased(positions[i], LEASE + ((long) i << 32))).isTrue();
      world.consumer.take();
    }
    assertThat(world.ring.usedBytes()).isZero();
    assertThat(world.put("more")).isTrue();
  }

  @Test
  void shouldFindLeasesOfTheDeadWhenTheyDiedBeforeMovingOn() {
    world.put("a");
    world.put("b");
    world.consumer.find();
    world.consumer.lease(LEASE);
    world.consumer.find();

    assertThat(world.text()).isEqualTo("b");
    assertThat(world.consumer.giveBackAll(owner -> owner == LEASE + 1)).isZero();
    assertThat(world.consumer.giveBackAll(owner -> owner == LEASE)).isEqualTo(1);
    assertThat(world.takeAll()).containsExactly("a", "b");
  }

  @Test
  void shouldKeepOrderWhenItemIsTakenOutOfTheMiddle() {
    world.put("a");
    world.put("b");
    world.put("c");
    Consumer consumer = world.consumer;
    consumer.findAfter(consumer.start());
    consumer.findAfter(consumer.after());
    assertThat(world.text()).isEqualTo("b");

    consumer.take();

    assertThat(world.ring.items()).isEqualTo(3);
    assertThat(consumer.countMixed(false)).isEqualTo(1);
    assertThat(world.takeAll()).containsExactly("a", "c");
    assertThat(world.ring.usedBytes()).isZero();
  }

  /**
   * The first item is given back, so that one would begin there, and then taken by its position.
   */
  @Test
  void shouldHaveNextWhenWhereToBeginIsOverwritten() {
    world.put("a");
    world.put("b");
    long first = world.consumer.start();
    for (int i = 0; i < 2; i++) {
      assertThat(world.consumer.find()).isTrue();
      world.consumer.lease(LEASE);
    }
    assertThat(world.consumer.findLeased(first, LEASE)).isTrue();
    world.consumer.giveBack();
    assertThat(world.consumer.findAt(first)).isTrue();
    world.consumer.take();
    assertThat(world.ring.isMixed()).isTrue();

    for (int i = 0; i < LINES - 1; i++) {
      assertThat(world.put("item " + i)).isTrue();
      assertThat(world.ring.hasNext()).isTrue();
    }
    assertThat(world.take()).contains("item 0");
  }

  @Test
  void shouldBeBrokenWhenRecordGoesBeyondTheRing() {
    world.put("a");
    long word = RecordLayout.word(0, RecordLayout.ITEM, 64 * LINES);
    world.block.setLong(RingLayout.RECORDS_OFFSET, word);

    assertThatThrownBy(world::take)
        .isInstanceOf(RegionBrokenException.class)
        .hasMessageContaining("length=" + 64 * LINES)
        .hasMessageContaining("lines=" + LINES);
  }

  @Test
  void shouldBeBrokenWhenPadHasNoLength() {
    world.block.setLong(RingLayout.RECORDS_OFFSET, RecordLayout.word(0, RecordLayout.PAD, 0));

    assertThatThrownBy(world::take).isInstanceOf(RegionBrokenException.class);
    assertThatThrownBy(() -> world.put("a")).isInstanceOf(RegionBrokenException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -16, 15, 17, 32, 8, Integer.MIN_VALUE})
  void shouldRefuseMemoryWhenLinesDoNotFit(int lines) {
    var block = LocalHome.memory(RingLayout.bytes(LINES));
    RingLayout.initialize(block, lines, 0);

    assertThatThrownBy(() -> new Ring(block, "this ring"))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining("this ring")
        .hasMessageContaining("lines=" + lines);
  }

  @Test
  void shouldRoundCapacityUpWhenNoPowerOfTwo() {
    assertThat(RingLayout.lines(0)).isEqualTo(16);
    assertThat(RingLayout.lines(1024)).isEqualTo(16);
    assertThat(RingLayout.lines(1025)).isEqualTo(32);
    assertThat(RingLayout.lines(Long.MAX_VALUE - 64)).isEqualTo(RingLayout.MAX_LINES);
  }
}
