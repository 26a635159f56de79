package dev.ipc.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random use of a ring against a list. */
class RingModelTest {
  private static final int OPERATIONS = 50_000;
  private static final int OWNERS = 3;

  /** An item that is in the ring. */
  private static final class Item {
    final String text;
    long position;
    long lease;

    Item(String text) {
      this.text = text;
    }
  }

  private final List<Item> model = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldBeAsTheModelWhenUsedAtRandom(long seed) {
    Random random = new Random(seed);
    int lines = 16 << random.nextInt(3);
    RingWorld world = new RingWorld(lines, random.nextBoolean() ? 0 : 1 + random.nextInt(20));
    world.startAt(random.nextInt() & -lines);
    int leases = 0;
    for (int i = 0; i < OPERATIONS; i++) {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> put(world, random, "item " + i + " ");
        case 3, 4 -> take(world);
        case 5 -> lease(world, (long) ++leases << 32 | 1 + random.nextInt(OWNERS));
        case 6 -> finishOrGiveBack(world, random);
        case 7 -> removeFromMiddle(world, random);
        default -> giveBackAll(world, 1 + random.nextInt(OWNERS), random);
      }
      check(world);
    }
    assertThat(leases).isPositive();
  }

  private void put(RingWorld world, Random random, String prefix) {
    int most = world.ring.maxLength() - prefix.length();
    String text = prefix + "x".repeat(random.nextInt(random.nextInt(most) + 1));
    if (random.nextInt(10) == 0 && world.producer.claim(text.length()) != Producer.FULL) {
      world.putAndDie(text);
      model.add(new Item(text));
    } else if (world.put(text)) {
      model.add(new Item(text));
    } else {
      long need = 2L * RecordLayout.lines(text.length()) * 64;
      boolean full = world.ring.items() == world.ring.maxItems();
      assertThat(full || world.ring.usedBytes() + need > world.ring.capacityBytes()).isTrue();
    }
  }

  private int firstFree() {
    for (int i = 0; i < model.size(); i++) {
      if (model.get(i).lease == 0) {
        return i;
      }
    }
    return -1;
  }

  private boolean find(RingWorld world) {
    int first = firstFree();
    assertThat(world.consumer.find()).isEqualTo(first >= 0);
    if (first >= 0) {
      assertThat(world.text()).isEqualTo(model.get(first).text);
    }
    return first >= 0;
  }

  private void take(RingWorld world) {
    if (find(world)) {
      world.consumer.take();
      model.remove(firstFree());
    }
  }

  private void lease(RingWorld world, long lease) {
    if (find(world)) {
      Item item = model.get(firstFree());
      item.position = world.consumer.position();
      item.lease = lease;
      world.consumer.lease(lease);
    }
  }

  private void finishOrGiveBack(RingWorld world, Random random) {
    List<Item> leased = model.stream().filter(item -> item.lease != 0).toList();
    if (leased.isEmpty()) {
      return;
    }
    Item item = leased.get(random.nextInt(leased.size()));
    assertThat(world.consumer.findLeased(item.position, item.lease)).isTrue();
    assertThat(world.text()).isEqualTo(item.text);
    if (random.nextBoolean()) {
      world.consumer.take();
      model.remove(item);
    } else {
      world.consumer.giveBack();
      item.lease = 0;
    }
    assertThat(world.consumer.findLeased(item.position, item.lease + (1L << 32))).isFalse();
  }

  private void removeFromMiddle(RingWorld world, Random random) {
    List<Item> free = model.stream().filter(item -> item.lease == 0).toList();
    if (free.isEmpty()) {
      assertThat(world.consumer.findAfter(world.consumer.start())).isFalse();
      return;
    }
    int which = random.nextInt(free.size());
    long at = world.consumer.start();
    for (int i = 0; i <= which; i++) {
      assertThat(world.consumer.findAfter(at)).isTrue();
      assertThat(world.text()).isEqualTo(free.get(i).text);
      at = world.consumer.after();
    }
    world.consumer.take();
    model.remove(free.get(which));
  }

  private void giveBackAll(RingWorld world, int owner, Random random) {
    if (random.nextInt(4) != 0) {
      return;
    }
    int count = 0;
    for (Item item : model) {
      if ((int) item.lease == owner) {
        item.lease = 0;
        count++;
      }
    }
    assertThat(world.consumer.giveBackAll(other -> other == owner)).isEqualTo(count);
  }

  private void check(RingWorld world) {
    int leased = (int) model.stream().filter(item -> item.lease != 0).count();
    assertThat(world.consumer.countMixed(true)).isEqualTo(leased);
    assertThat(world.ring.hasNext() || firstFree() < 0).isTrue();
    assertThat(world.ring.items()).isGreaterThanOrEqualTo(model.size());
    if (model.isEmpty()) {
      assertThat(world.consumer.find()).isFalse();
      assertThat(world.ring.usedBytes()).isZero();
    }
  }
}
