package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.bind.BoundObject;
import dev.ipc.shm.Shm;
import dev.ipc.shm.region.RegionView;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Serial;
import dev.ipc.shm.support.Side;
import dev.ipc.testkit.Eventually;
import dev.ipc.testkit.LeakLedger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Counters of several processes: exact, whole, and never a stranger's. */
@ExtendWith(LeakLedger.class)
class SharedCountersTwoJvmsTest {
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
  void shouldCountExactlyWhenProcessesAddToTheSame() {
    SharedCounters counters = shm.create(SharedCounters.ofCapacity(10));
    Counter sent = counters.counter("sent");
    int times = 200_000;
    try (Partner partner = Partner.start()) {
      Side.Call<?> there =
          partner.start(() -> {
            Counter own = counters.counter("own");
            for (int i = 0; i < times; i++) {
              counters.counter("both").increment();
              sent.increment();
              own.add(2);
            }
          });
      for (int i = 0; i < times; i++) {
        counters.counter("both").increment();
      }
      there.result();
      assertThat(sent.get()).isEqualTo(times);
      assertThat(counters.counter("both").get()).isEqualTo(2L * times);
      assertThat(counters.find("own").orElseThrow().get()).isEqualTo(2L * times);
      assertThat(partner.call(() -> sent.id())).isEqualTo(sent.id());
      assertThat(BoundObject.stateOf(counters)).isEqualTo("3 of 10 counters used");
    }
  }

  @Test
  void shouldHoldTenThousandLabels() {
    int count = 10_000;
    SharedCounters counters = shm.create(SharedCounters.ofCapacity(count));
    try (Partner partner = Partner.start()) {
      Side.Call<?> there = partner.start(() -> addToEach(counters, count, 1));
      addToEach(counters, count, 2);
      there.result();
    }
    Map<String, Long> seen = new HashMap<>();
    counters.forEach(counter -> seen.put(counter.label(), counter.get()));
    assertThat(seen).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(seen.get("label " + i)).as("label %s", i).isEqualTo(3L * i);
    }
    assertThatThrownBy(() -> counters.counter("one more")).hasMessageContaining("used=" + count);
  }

  private static void addToEach(SharedCounters counters, int count, int times) {
    for (int i = 0; i < count; i++) {
      Counter counter = counters.counter("label " + i);
      for (int j = 0; j < times; j++) {
        counter.add(i);
      }
    }
  }

  /** What is added is a multiple of the number in the label, so a stranger's value is found out. */
  @Test
  void shouldNeverReadAStrangersValueWhenCountersComeAndGo() {
    SharedCounters counters = shm.create(SharedCounters.ofCapacity(8));
    SharedBoolean stop = shm.create(SharedBoolean.initially(false));
    try (Partner partner = Partner.start()) {
      List<Side.Call<?>> writers = new ArrayList<>();
      Side here = new Side.Here(Side.Threads.PLATFORM);
      for (int i = 0; i < 2; i++) {
        int writer = i;
        writers.add(partner.start(() -> comeAndGo(counters, stop, writer)));
        writers.add(here.start(() -> comeAndGo(counters, stop, writer + 10)));
      }
      long uses = 0;
      List<Counter> before = List.of();
      Map<Counter, Long> values = new HashMap<>();
      for (int look = 0; look < 20_000 || uses < 20_000; look++) {
        for (Counter counter : before) {
          assertThat(counter.get()).isGreaterThanOrEqualTo(values.get(counter));
          assertMultiple(counter);
        }
        before = counters.stream().toList();
        values.clear();
        for (Counter counter : before) {
          assertMultiple(counter);
          values.put(counter, counter.get());
          uses = Math.max(uses, counter.use());
        }
      }
      stop.set(true);
      writers.forEach(Side.Call::result);
    }
    assertThat(counters).isEmpty();
  }

  private static void assertMultiple(Counter counter) {
    int number = Integer.parseInt(counter.label().substring(counter.label().indexOf('-') + 1));
    assertThat(counter.get() % number).as(counter.label()).isZero();
  }

  private static void comeAndGo(SharedCounters counters, SharedBoolean stop, int writer) {
    Random random = new Random(writer);
    while (!stop.get()) {
      int number = 2 + random.nextInt(1_000);
      try (Counter counter = counters.allocate(writer + "-" + number)) {
        for (int i = random.nextInt(20); i > 0; i--) {
          counter.add(number);
        }
        if (counter.get() % number != 0) {
          throw new AssertionError("a stranger added: " + counter);
        }
      }
    }
  }

  @Test
  void shouldFreeOrKeepAsAskedWhenTheOwnerIsKilled() {
    SharedCounters counters = shm.create(SharedCounters.ofCapacity(3));
    try (Partner partner = Partner.start()) {
      partner.perform(() -> {
        counters.counter("kept").add(5);
        counters.allocate("owned").add(6);
      });
      Counter owned = counters.find("owned").orElseThrow();
      assertThat(owned.ownerPid()).contains(partner.process().pid());
      assertThat(owned.get()).isEqualTo(6);
      partner.kill();
      Eventually.until("the death is noticed", () -> counters.size() == 1);
      assertThat(counters.counter("kept").get()).isEqualTo(5);
      assertThat(counters.find("owned")).isEmpty();
      assertThat(owned.isFreed()).isFalse();
      assertThat(counters.allocate("owned").get()).isZero();
      assertThat(owned.isFreed()).isTrue();
      assertThat(owned.get()).isEqualTo(6);
    }
  }

  @Test
  void shouldUnpinWhenTheHandleIsClosedAndTheProcessStays() {
    SharedCounters counters = shm.create("counters", SharedCounters.ofCapacity(1));
    SharedCounters second = shm.open("counters", SharedCounters.KIND);
    Counter old = second.counter("a");
    old.increment();
    counters.free("a");
    assertThatThrownBy(() -> counters.counter("b"))
        .hasMessageContaining("processes=[" + ProcessHandle.current().pid() + "]");
    second.close();
    assertThat(counters.counter("b").get()).isZero();
    assertThatThrownBy(old::increment).isInstanceOf(RegionClosedException.class);
    assertThatThrownBy(old::get).isInstanceOf(RegionClosedException.class);
    old.close();
  }

  @Test
  void shouldTravelAsAHandleThatFreesNothing() throws Exception {
    SharedCounters counters = shm.create(SharedCounters.ofCapacity(2));
    Counter mine = counters.allocate("mine");
    mine.add(3);
    Counter copy = Serial.copy(mine);
    copy.increment();
    assertThat(copy.get()).isEqualTo(4);
    assertThat(copy.ownerPid()).contains(ProcessHandle.current().pid());
    copy.close();
    assertThat(mine.isFreed()).isFalse();
    assertThat(Serial.copy(counters)).isSameAs(counters);
  }

  @Test
  void shouldTellHowManyAreUsedWhenTheyAreOnlyLookedAt() throws IOException {
    SharedCounters counters = shm.create("counters", SharedCounters.ofCapacity(4));
    counters.counter("a").add(3);
    counters.allocate("b");
    try (RegionView view = RegionView.open(shm.folder().resolve("counters"))) {
      SharedCounters seen = (SharedCounters) view.object(view.format().orElseThrow());
      assertThat(BoundObject.stateOf(seen)).isEqualTo("2 of 4 counters used");
      assertThat(seen.find("a").orElseThrow().get()).isEqualTo(3);
      assertThat(seen).extracting(Counter::label).containsExactly("a", "b");
    }
  }

  @Test
  @Tag("stress")
  void shouldCountExactlyWhenFourProcessesAddMillionsToTenThousandLabels() {
    int count = 10_000;
    int rounds = 1_000;
    SharedCounters counters = shm.create(SharedCounters.ofCapacity(count));
    List<Partner> partners = new ArrayList<>();
    try {
      List<Side.Call<?>> calls = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Partner partner = Partner.start();
        partners.add(partner);
        calls.add(partner.start(() -> addRounds(counters, count, rounds)));
      }
      calls.forEach(Side.Call::result);
    } finally {
      partners.forEach(Partner::close);
    }
    assertThat(counters.size()).isEqualTo(count);
    for (Counter counter : counters) {
      assertThat(counter.get()).as(counter.label()).isEqualTo(4L * rounds);
    }
  }

  private static void addRounds(SharedCounters counters, int count, int rounds) {
    List<Counter> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(counters.counter("label " + i));
    }
    for (int round = 0; round < rounds; round++) {
      all.forEach(Counter::increment);
    }
  }
}
