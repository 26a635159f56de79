package dev.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.Spec;
import dev.ipc.codec.Codec;
import dev.ipc.owner.OwnerId;
import dev.ipc.testkit.LocalHome;
import dev.ipc.testkit.ScriptedLiveness;
import dev.ipc.testkit.ScriptedParker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random use of a queue by processes that die and come back, against a list. */
class SharedQueueModelTest {
  private static final int OPERATIONS = 8_000;
  private static final int PROCESSES = 3;

  /** On a clock that sleeping moves: long enough to find out who is dead. */
  private static final Duration LONG = Duration.ofSeconds(1);

  private static final Pattern BYTES = Pattern.compile(", ([0-9]+) of ([0-9]+) bytes");

  /** An item in the queue. */
  private static final class Item {
    final String text;
    @Nullable Member holder;
    @Nullable Lease<String> lease;

    Item(String text) {
      this.text = text;
    }
  }

  /** A process, and what it has taken and not reported done. */
  private static final class Member {
    final OwnerId owner;
    final LocalHome home;
    final SharedQueue<String> queue;
    int debts;
    boolean dead;

    Member(OwnerId owner, LocalHome home, Spec<SharedQueue<String>> spec) {
      this.owner = owner;
      this.home = home;
      this.queue = home.bind(spec);
    }
  }

  private final ScriptedLiveness liveness = new ScriptedLiveness();
  private final List<Item> model = new ArrayList<>();
  private final List<Member> processes = new ArrayList<>();
  private Random random;
  private Spec<SharedQueue<String>> spec;
  private LocalHome home;
  private int maxItems;
  private int made;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void shouldBeAsTheModelWhenUsedAtRandom(long seed) throws InterruptedException {
    random = new Random(seed);
    maxItems = random.nextBoolean() ? 0 : 1 + random.nextInt(12);
    spec = SharedQueue.of(Codec.of(String.class), 1024 << random.nextInt(3), maxItems);
    home = LocalHome.of(spec, ScriptedParker.skipping(), liveness);
    for (int slot = 1; slot <= PROCESSES; slot++) {
      processes.add(join(slot));
    }
    for (int i = 0; i < OPERATIONS; i++) {
      operate(any(processes));
      check(any(processes).queue);
    }
    end();
  }

  private Member join(int slot) {
    OwnerId owner = liveness.join(slot, slot);
    return new Member(owner, home.inProcess(owner), spec);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private void operate(Member process) throws InterruptedException {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> put(process.queue);
      case 4, 5 -> take(process);
      case 6 -> look(process.queue);
      case 7, 8 -> lease(process);
      case 9, 10 -> endLease();
      case 11 -> remove(process.queue);
      case 12 -> removeByIterator(process.queue);
      case 13 -> report(process);
      case 14 -> drain(process);
      default -> {
        if (random.nextInt(20) == 0) {
          leave(process);
        } else if (random.nextInt(10) == 0) {
          join(process.queue);
        }
      }
    }
  }

  private void put(SharedQueue<String> queue) throws InterruptedException {
    String text = made++ + "x".repeat(random.nextInt(200));
    int how = random.nextInt(4);
    boolean put =
        switch (how) {
          case 0 -> queue.offer(text, Duration.ZERO);
          case 1 -> queue.offer(text, 30, TimeUnit.MILLISECONDS);
          default -> queue.offer(text);
        };
    if (put) {
      model.add(new Item(text));
    } else {
      Matcher bytes = BYTES.matcher(queue.state());
      assertThat(bytes.find()).isTrue();
      long free = Long.parseLong(bytes.group(2)) - Long.parseLong(bytes.group(1));
      // At most as much again is lost at the end of the ring.
      assertThat(queue.remainingCapacity() == 0 || free < 2 * 256).isTrue();
    }
    assertThat(maxItems == 0 || model.size() <= maxItems).isTrue();
    if (how <= 1 && model.stream().anyMatch(item -> item.holder != null && item.holder.dead)) {
      join(queue); // who waits for room may have taken back what the dead had
    }
  }

  private @Nullable Item firstFree() {
    return model.stream().filter(item -> item.holder == null).findFirst().orElse(null);
  }

  private static @Nullable String text(@Nullable Item item) {
    return item == null ? null : item.text;
  }

  /** What a wait for an item finds: the dead hold nothing against it. */
  private @Nullable Item firstAwaited() {
    if (firstFree() == null) {
      reclaim();
    }
    return firstFree();
  }

  private void reclaim() {
    for (Item item : model) {
      if (item.holder != null && item.holder.dead) {
        item.holder = null;
        item.lease = null;
      }
    }
  }

  private void take(Member process) throws InterruptedException {
    boolean waits = random.nextBoolean();
    Item item = waits ? firstAwaited() : firstFree();
    String taken;
    if (waits && item != null && random.nextBoolean()) {
      taken = random.nextBoolean() ? process.queue.take() : process.queue.next().orElseThrow();
    } else {
      taken = waits ? process.queue.poll(LONG) : process.queue.poll();
    }
    assertThat(taken).isEqualTo(text(item));
    if (item != null) {
      model.remove(item);
      process.debts++;
    }
  }

  private void look(SharedQueue<String> queue) {
    assertThat(queue.peek()).isEqualTo(text(firstFree()));
    assertThat(queue.contains("never put")).isFalse();
    if (!model.isEmpty()) {
      Item item = any(model);
      assertThat(queue.contains(item.text)).isEqualTo(item.holder == null);
    }
  }

  private void lease(Member process) throws InterruptedException {
    // A look that finds nothing may or may not find out who is dead.
    boolean waits = firstFree() == null || random.nextInt(4) == 0;
    Item item = firstAwaited();
    Optional<Lease<String>> lease = process.queue.lease(waits ? LONG : Duration.ZERO);
    assertThat(lease.map(Lease::item).orElse(null)).isEqualTo(text(item));
    if (item != null) {
      item.holder = process;
      item.lease = lease.orElseThrow();
    }
  }

  private void endLease() {
    List<Item> leased =
        model.stream().filter(item -> item.holder != null && !item.holder.dead).toList();
    if (leased.isEmpty()) {
      return;
    }
    Item item = any(leased);
    Lease<String> lease = item.lease;
    item.holder = null;
    item.lease = null;
    if (random.nextBoolean()) {
      assertThat(lease.done()).isTrue();
      model.remove(item);
    } else {
      lease.close();
    }
    assertThat(lease.done()).isFalse();
    lease.close();
  }

  private void remove(SharedQueue<String> queue) {
    if (!model.isEmpty()) {
      Item item = any(model);
      assertThat(queue.remove(item.text)).isEqualTo(item.holder == null);
      model.removeIf(each -> each == item && item.holder == null);
    }
    assertThat(queue.remove("never put")).isFalse();
  }

  /** The iterator shows what was there, also when another takes out of it. */
  private void removeByIterator(SharedQueue<String> queue) {
    List<Item> free = model.stream().filter(item -> item.holder == null).toList();
    Iterator<String> each = queue.iterator();
    if (random.nextInt(4) == 0) {
      remove(any(processes).queue);
    }
    for (Item item : free) {
      assertThat(each.next()).isEqualTo(item.text);
      if (random.nextInt(4) == 0) {
        each.remove();
        model.remove(item);
      }
    }
    assertThat(each.hasNext()).isFalse();
  }

  private void report(Member process) {
    if (process.debts == 0) {
      assertThatThrownBy(process.queue::taskDone).isInstanceOf(IllegalStateException.class);
    }
    for (; process.debts > 0; process.debts--) {
      process.queue.taskDone();
    }
  }

  private void drain(Member process) {
    int most = random.nextInt(4);
    List<String> expected =
        model.stream()
            .filter(item -> item.holder == null)
            .limit(most)
            .map(item -> item.text)
            .toList();
    List<String> drained = new ArrayList<>();
    assertThat(process.queue.drainTo(drained, most)).isEqualTo(expected.size());
    assertThat(drained).isEqualTo(expected);
    model.removeIf(item -> expected.contains(item.text));
    process.debts += expected.size();
  }

  /** Dies, or closes its handle; somebody else comes in its place. */
  private void leave(Member process) {
    if (random.nextBoolean()) {
      liveness.kill(process.owner);
      process.dead = true;
      processes.set(processes.indexOf(process), join(process.owner.slot()));
    } else {
      process.home.close();
      for (Item item : model) {
        if (item.holder == process) {
          item.holder = null;
          item.lease = null;
        }
      }
      Member again = new Member(process.owner, home.inProcess(process.owner), spec);
      again.debts = process.debts;
      processes.set(processes.indexOf(process), again);
    }
  }

  private void join(SharedQueue<String> queue) throws InterruptedException {
    boolean done = model.isEmpty() && processes.stream().allMatch(each -> each.debts == 0);
    assertThat(queue.join(LONG)).isEqualTo(done);
    reclaim();
  }

  private void check(SharedQueue<String> queue) {
    List<String> free =
        model.stream().filter(item -> item.holder == null).map(item -> item.text).toList();
    assertThat(queue.size()).isEqualTo(free.size());
    assertThat(queue.isEmpty()).isEqualTo(free.isEmpty());
    assertThat(queue.remainingCapacity())
        .isLessThanOrEqualTo(maxItems == 0 ? Integer.MAX_VALUE : maxItems - model.size());
    if (random.nextInt(20) == 0) {
      assertThat(queue).containsExactlyElementsOf(free);
    }
  }

  private void end() throws InterruptedException {
    SharedQueue<String> queue = any(processes).queue;
    queue.shutdown();
    for (Member process : processes) {
      assertThat(process.queue.isShutdown()).isTrue();
      assertThatThrownBy(() -> process.queue.offer("late"))
          .isInstanceOf(QueueShutDownException.class);
      report(process);
    }
    while (model.stream().anyMatch(item -> item.holder != null && !item.holder.dead)) {
      endLease();
    }
    reclaim();
    List<String> left = new ArrayList<>();
    queue.forEachUntilEnd(left::add);
    assertThat(left).containsExactlyInAnyOrderElementsOf(model.stream().map(i -> i.text).toList());
    assertThat(queue.next()).isEmpty();
    assertThat(queue.lease(LONG)).isEmpty();
    assertThatThrownBy(queue::take).isInstanceOf(QueueShutDownException.class);
    assertThat(queue.join(Duration.ZERO)).isTrue();
  }
}
