package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.sync.SyncWorld;
import dev.ipc.testkit.LocalHome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Processes that use counters at random, and what there must be after each step. */
final class CountersModel {
  private final Random random;
  private final int capacity;
  private final int labels;
  private final SyncWorld<SharedCounters> world;
  private final SharedCounters reader;
  private final List<Participant> processes = new ArrayList<>();
  private final Map<String, Expected> expected = new HashMap<>();

  /** A counter as it must be: its value, and whose it is. */
  private static final class Expected {
    final LocalHome owner;
    long value;

    Expected(LocalHome owner) {
      this.owner = owner;
    }
  }

  /** A handle, and the counter it must add to. */
  private record Held(Counter counter, Expected expected, boolean frees) {}

  private record Participant(LocalHome home, SharedCounters counters, List<Held> held) {}

  CountersModel(int seed, int capacity, int labels) {
    this.random = new Random(seed);
    this.capacity = capacity;
    this.labels = labels;
    this.world = new SyncWorld<>(SharedCounters.ofCapacity(capacity));
    this.reader = world.handle(0);
    for (int slot = 1; slot <= 3; slot++) {
      processes.add(join(slot));
    }
  }

  private Participant join(int slot) {
    LocalHome home = world.join(slot);
    return new Participant(home, home.bind(world.spec), new ArrayList<>());
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) {
      int which = random.nextInt(processes.size());
      step(which, processes.get(which));
      Map<String, Long> values = new HashMap<>();
      expected.forEach((label, counter) -> values.put(label, counter.value));
      assertThat(SharedCountersTest.all(reader)).isEqualTo(values);
    }
  }

  private void step(int which, Participant process) {
    String label = "label " + random.nextInt(labels);
    switch (random.nextInt(12)) {
      case 0 -> {
        world.kill(process.home());
        gone(which, process);
      }
      case 1 -> {
        process.home().close();
        gone(which, process);
      }
      case 2, 3 -> make(process, label, null);
      case 4, 5 -> make(process, label, process.home());
      case 6 -> find(process, label);
      case 7 -> free(process, label);
      case 8, 9 -> close(process);
      default -> add(process);
    }
  }

  private void gone(int which, Participant process) {
    expected.values().removeIf(counter -> counter.owner == process.home());
    processes.set(which, join(which + 1));
  }

  private void make(Participant process, String label, LocalHome owner) {
    Expected there = expected.get(label);
    boolean finds = there != null && owner == null && there.owner == null;
    try {
      Counter counter =
          owner == null ? process.counters().counter(label) : process.counters().allocate(label);
      assertThat(there == null || finds).as(label).isTrue();
      Expected now = finds ? there : new Expected(owner);
      expected.put(label, now);
      process.held().removeIf(held -> held.counter() == counter);
      process.held().add(new Held(counter, now, owner != null));
    } catch (IllegalStateException e) {
      if (there != null) {
        assertThat(e).hasMessageContaining("label is taken");
        assertThat(finds).isFalse();
      } else {
        assertThat(e).hasMessageContaining("no room");
        assertThat(expected.size() + freedButHeld()).isGreaterThanOrEqualTo(capacity);
      }
    }
  }

  /** How many places are held by handles alone, at most. */
  private long freedButHeld() {
    return processes.stream()
        .flatMap(process -> process.held().stream())
        .map(Held::expected)
        .filter(counter -> !expected.containsValue(counter))
        .distinct()
        .count();
  }

  private void find(Participant process, String label) {
    Expected there = expected.get(label);
    var found = process.counters().find(label);
    assertThat(found.isPresent()).isEqualTo(there != null);
    found.ifPresent(counter -> process.held().add(new Held(counter, there, false)));
  }

  private void free(Participant process, String label) {
    Expected there = expected.get(label);
    if (there != null && there.owner != null) {
      assertThatThrownBy(() -> process.counters().free(label))
          .isInstanceOf(IllegalStateException.class);
    } else {
      assertThat(process.counters().free(label)).isEqualTo(there != null);
      expected.remove(label);
    }
  }

  private void close(Participant process) {
    if (!process.held().isEmpty()) {
      Held held = process.held().remove(random.nextInt(process.held().size()));
      held.counter().close();
      if (held.frees()) {
        expected.values().remove(held.expected());
      }
    }
  }

  private void add(Participant process) {
    if (process.held().isEmpty()) {
      return;
    }
    Held held = process.held().get(random.nextInt(process.held().size()));
    int delta = random.nextInt(100);
    long before = held.counter().get();
    try {
      held.counter().add(delta);
      held.expected().value += delta;
      assertThat(held.counter().get()).isEqualTo(before + delta);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("counter was freed");
      assertThat(expected.containsValue(held.expected())).isFalse();
      assertThat(held.counter().get()).isEqualTo(before);
    }
    if (expected.containsValue(held.expected())) {
      assertThat(held.counter().isFreed()).isFalse();
    }
  }
}
