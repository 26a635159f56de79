package dev.ipc.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionBrokenException;
import dev.ipc.RegionMissingException;
import dev.ipc.bind.Spill;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Items that are too large for a ring. */
class RingSpillTest {
  private static final int LINES = 16;
  private static final int LEASE = 77;
  private static final String LARGE = "large".repeat(1_000);

  private final RingWorld world = new RingWorld(LINES, 0);

  @ParameterizedTest
  @ValueSource(ints = {0, Integer.MAX_VALUE - LINES + 1, -LINES})
  void shouldPassItemsInOrderWhenSomeAreTooLarge(int line) {
    world.startAt(line);
    for (int i = 0; i < 5 * LINES; i++) {
      assertThat(world.put("small " + i)).isTrue();
      assertThat(world.put(LARGE + i)).isTrue();
      assertThat(world.put("last " + i)).isTrue();
      assertThat(world.spill.numbers()).hasSize(1);
      assertThat(world.takeAll()).containsExactly("small " + i, LARGE + i, "last " + i);
      assertThat(world.spill.numbers()).isEmpty();
    }
    assertThat(world.ring.itemsSpilled()).isEqualTo(5 * LINES);
    assertThat(world.ring.itemsPut()).isEqualTo(15 * LINES);
  }

  @Test
  void shouldTakeOneLineWhenItemIsTooLarge() {
    for (int i = 0; i < LINES; i++) {
      assertThat(world.put(LARGE + i)).isTrue();
    }
    assertThat(world.put(LARGE)).isFalse();
    assertThat(world.spill.numbers()).hasSize(LINES);
    assertThat(world.consumer.find()).isTrue();
    assertThat(world.consumer.length()).isEqualTo(LARGE.length() + 1);
    assertThat(world.takeAll()).hasSize(LINES).startsWith(LARGE + 0).endsWith(LARGE + (LINES - 1));
  }

  @Test
  void shouldKeepBytesWhileItemIsOnLease() {
    world.put(LARGE);
    world.put("b");
    world.consumer.find();
    world.consumer.lease(LEASE);
    assertThat(world.takeAll()).containsExactly("b");
    assertThat(world.spill.numbers()).hasSize(1);

    assertThat(world.consumer.giveBackAll(owner -> owner == LEASE)).isEqualTo(1);

    assertThat(world.takeAll()).containsExactly(LARGE);
    assertThat(world.spill.numbers()).isEmpty();
  }

  @Test
  void shouldDeleteBytesWhenItemIsTakenOutOfTheMiddle() {
    world.put("a");
    world.put(LARGE);
    long middle = Position.after(world.consumer.start(), 1, 1);
    assertThat(world.consumer.findAt(middle)).isTrue();
    world.consumer.take();

    assertThat(world.spill.numbers()).isEmpty();
    assertThat(world.takeAll()).containsExactly("a");
  }

  /** A producer that dies between storing the bytes and publishing the record. */
  private void spillAndDie() {
    byte[] bytes = LARGE.getBytes(StandardCharsets.UTF_8);
    Spill.Draft draft = world.spill.draft(ByteBuffer.wrap(bytes));
    Spill.Draft deadly =
        new Spill.Draft() {
          @Override
          public void commit(int number) {
            draft.commit(number);
            throw new IllegalStateException("dies here");
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> world.producer.publishElsewhere(deadly, bytes.length))
        .hasMessage("dies here");
    assertThat(world.spill.numbers()).isNotEmpty();
  }

  @Test
  void shouldDeleteBytesOfDeadProducerWhenRepaired() {
    for (int i = 0; i < 2 * LINES; i++) {
      world.put(LARGE + i);
      spillAndDie();
      assertThat(world.spill.numbers()).hasSize(2);

      world.producer.repair();

      assertThat(world.spill.numbers()).hasSize(1);
      assertThat(world.takeAll()).containsExactly(LARGE + i);
    }
  }

  @Test
  void shouldKeepBytesOfDeadProducerWhenItHadPublished() {
    world.putAndDie(LARGE);

    world.producer.repair();

    assertThat(world.takeAll()).containsExactly(LARGE);
  }

  @Test
  void shouldReplaceBytesOfDeadProducerWhenNumberIsUsedAgain() {
    spillAndDie();

    world.put(LARGE + "again");

    assertThat(world.takeAll()).containsExactly(LARGE + "again");
    assertThat(world.spill.numbers()).isEmpty();
  }

  /** What a consumer leaves that dies between finishing an item and deleting its bytes. */
  @Test
  void shouldDeleteBytesOfFinishedItemWhenConsumerDied() {
    world.put(LARGE);
    world.put("b");
    int number = world.spill.numbers().iterator().next();
    world.take();
    world.spill.draft(ByteBuffer.allocate(9)).commit(number);
    world.block.setLong(RingLayout.LEAVING_OFFSET, 1 + Integer.toUnsignedLong(number));

    world.consumer.repair();

    assertThat(world.spill.numbers()).isEmpty();
    assertThat(world.block.getLong(RingLayout.LEAVING_OFFSET)).isZero();
    assertThat(world.takeAll()).containsExactly("b");
  }

  @Test
  void shouldKeepBytesOfItemWhenConsumerDiedBeforeItFinished() {
    world.put("a");
    world.put(LARGE);
    int number = world.spill.numbers().iterator().next();
    world.block.setLong(RingLayout.LEAVING_OFFSET, 1 + Integer.toUnsignedLong(number));

    world.consumer.repair();

    assertThat(world.takeAll()).containsExactly("a", LARGE);
    assertThat(world.spill.numbers()).isEmpty();
  }

  @Test
  void shouldFinishItemWhenItsBytesAreGone() {
    world.put(LARGE);
    world.put("b");
    world.spill.delete(0);

    assertThatThrownBy(world::take).isInstanceOf(RegionMissingException.class);

    assertThat(world.takeAll()).containsExactly("b");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1L + Integer.MAX_VALUE, 4})
  void shouldBeBrokenWhenLengthIsNot(long length) {
    world.put(LARGE);
    long at = RingLayout.RECORDS_OFFSET + RecordLayout.HEADER_BYTES;
    world.block.setLong(at, length);

    assertThatThrownBy(world::take).isInstanceOf(RegionBrokenException.class);
  }

  /** As if so many had been put; the tail counts only the lower half of the number. */
  @Test
  void shouldCountItemsPutWhenTheyAreMoreThanTheTailCanTell() {
    long before = (3L << Integer.SIZE) - 2;
    long position = Position.after(0, 0, (int) before);
    world.block.setLong(RingLayout.TAIL_OFFSET, position);
    world.block.setLong(RingLayout.HEAD_OFFSET, position);
    world.block.setLong(RingLayout.PASSED_OFFSET, before);

    for (int i = 1; i <= 5 * LINES; i++) {
      world.put("x");
      assertThat(world.ring.itemsPut()).isEqualTo(before + i);
      world.takeAll();
    }
  }
}
