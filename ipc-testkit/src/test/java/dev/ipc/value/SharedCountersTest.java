package dev.ipc.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.RegionClosedException;
import dev.ipc.RegionFormatException;
import dev.ipc.sync.Flaw;
import dev.ipc.sync.SyncWorld;
import dev.ipc.testkit.LocalHome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Counters by a script: who makes, pins and frees them, and who dies with them. */
class SharedCountersTest {
  private final SyncWorld<SharedCounters> world = new SyncWorld<>(SharedCounters.ofCapacity(3, 20));

  @Test
  void shouldBeOneCounterWhenLabelsAreTheSame() {
    SharedCounters here = world.handle(1);
    SharedCounters there = world.handle(2);
    here.counter("requests").increment();
    there.counter("requests").add(41);
    there.counter("errors").add(0);

    assertThat(here.counter("requests").get()).isEqualTo(42);
    assertThat(here.counter("requests")).isSameAs(here.counter("requests"));
    assertThat(here.counter("requests").id()).isEqualTo(there.counter("requests").id());
    assertThat(all(there)).isEqualTo(Map.of("requests", 42L, "errors", 0L));
    assertThat(here.size()).isEqualTo(2);
    assertThat(here.capacity()).isEqualTo(3);
    assertThat(here.toString()).contains("2 of 3 counters used");
    assertThat(here.counter("requests").toString()).isEqualTo("Counter[requests=42]");
  }

  @Test
  void shouldStayWhenItIsKeptAndItsMakerDies() {
    LocalHome maker = world.join(2);
    maker.bind(world.spec).counter("kept").add(7);
    world.kill(maker);
    SharedCounters heir = world.handle(2);
    assertThat(heir.counter("kept").get()).isEqualTo(7);
    assertThat(heir.counter("kept").isKept()).isTrue();
    assertThat(heir.counter("kept").ownerPid()).isEmpty();
  }

  @Test
  void shouldBeFreedWhenItWasAllocatedAndIsClosed() {
    SharedCounters here = world.handle(1);
    SharedCounters there = world.handle(2);
    Counter mine = here.allocate("mine");
    mine.add(5);
    Counter theirs = there.find("mine").orElseThrow();
    assertThat(theirs.get()).isEqualTo(5);
    assertThat(theirs.isKept()).isFalse();
    assertThat(theirs.ownerPid()).contains(SyncWorld.PID_BASE + 1);
    theirs.close();
    assertThat(there.find("mine")).isPresent();

    Counter watching = there.find("mine").orElseThrow();
    mine.close();
    mine.close();
    assertThat(there.find("mine")).isEmpty();
    assertThat(there).isEmpty();
    assertThat(watching.isFreed()).isTrue();
    assertThat(watching.get()).isEqualTo(5);
    assertThatThrownBy(mine::increment)
        .isInstanceOf(RegionClosedException.class)
        .hasMessageContaining("counter mine was closed");
    assertThatThrownBy(mine::get).isInstanceOf(RegionClosedException.class);
    assertThat(mine.toString()).isEqualTo("Counter[mine, closed]");
    assertThat(mine.label()).isEqualTo("mine");
  }

  @Test
  void shouldBeFreedWhenItWasAllocatedAndTheCountersAreClosed() {
    LocalHome home = world.join(1);
    SharedCounters here = home.bind(world.spec);
    Counter mine = here.allocate("mine");
    Counter kept = here.counter("kept");
    kept.increment();
    home.close();
    mine.close();
    kept.close();
    assertThat(all(world.handle(2))).isEqualTo(Map.of("kept", 1L));
    assertThatThrownBy(() -> here.allocate("late")).isInstanceOf(RegionClosedException.class);
  }

  @Test
  void shouldVanishWhenItsOwnerDies() {
    SharedCounters here = world.handle(1);
    LocalHome dying = world.join(2);
    SharedCounters there = dying.bind(world.spec);
    there.allocate("a").add(1);
    there.allocate("b").add(2);
    there.counter("c").add(3);
    assertThat(here.size()).isEqualTo(3);
    world.kill(dying);

    assertThat(all(here)).isEqualTo(Map.of("c", 3L));
    assertThat(here.find("a")).isEmpty();
    assertThat(here.free("a")).isFalse();
    Counter again = here.allocate("a");
    assertThat(again.get()).isZero();
    assertThat(here.counter("d").get()).isZero();
    assertThat(all(here)).isEqualTo(Map.of("a", 0L, "c", 3L, "d", 0L));
    assertThatThrownBy(() -> here.counter("e")).hasMessageContaining("used=3");
  }

  @Test
  void shouldBelongToNobodyElseWhenItsSlotIsHandedOn() {
    SharedCounters dead = world.handle(2);
    dead.allocate("a").increment();
    SharedCounters heir = world.handle(2);
    assertThat(heir).isEmpty();
    Counter a = heir.counter("a");
    assertThat(a.get()).isZero();
    assertThat(a.isKept()).isTrue();
  }

  @Test
  void shouldRefuseALabelWhenAnotherKindOfCounterHasIt() {
    SharedCounters here = world.handle(1);
    SharedCounters there = world.handle(2);
    here.allocate("mine");
    here.counter("kept");
    for (SharedCounters each : List.of(here, there)) {
      assertThatThrownBy(() -> each.counter("mine"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("label=mine, owner=pid 1001");
      assertThatThrownBy(() -> each.allocate("mine")).hasMessageContaining("owner=pid 1001");
      assertThatThrownBy(() -> each.allocate("kept")).hasMessageContaining("kept for all");
      assertThatThrownBy(() -> each.free("mine"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("owner=pid 1001");
    }
  }

  @Test
  void shouldNotGiveAPlaceAwayWhenALivingHandleAddsToIt() {
    SharedCounters here = world.handle(1);
    SharedCounters there = world.handle(2);
    Counter old = there.counter("old");
    old.add(9);
    here.counter("b");
    here.counter("c");
    assertThat(here.free("old")).isTrue();
    assertThat(here.free("old")).isFalse();

    assertThatThrownBy(() -> here.counter("new"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("label=new, capacity=3, used=2, freed but still held=1")
        .hasMessageContaining("processes=[1002]");
    old.increment();
    assertThat(old.get()).isEqualTo(10);
    assertThat(old.isFreed()).isTrue();
    assertThat(all(here)).isEqualTo(Map.of("b", 0L, "c", 0L));

    old.close();
    Counter fresh = here.counter("new");
    assertThat(fresh.id()).isZero();
    assertThat(fresh.get()).isZero();
    assertThatThrownBy(old::increment).isInstanceOf(RegionClosedException.class);
    assertThat(fresh.get()).isZero();
  }

  @Test
  void shouldMakeItAnewWhenTheHandleOfAFreedCounterIsStillThere() {
    SharedCounters here = world.handle(1);
    Counter old = here.counter("a");
    old.add(5);
    here.free("a");
    Counter fresh = here.counter("a");
    assertThat(fresh).isNotSameAs(old);
    assertThat(fresh.id()).isNotEqualTo(old.id());
    fresh.increment();
    old.increment();
    assertThat(all(here)).isEqualTo(Map.of("a", 1L));
    assertThat(old.get()).isEqualTo(6);
  }

  @Test
  void shouldGiveAPlaceAwayWhenItsHolderDiedOrClosed() {
    SyncWorld<SharedCounters> small = new SyncWorld<>(SharedCounters.ofCapacity(1));
    SharedCounters here = small.handle(1);
    LocalHome dying = small.join(2);
    dying.bind(small.spec).counter("a").increment();
    here.free("a");
    assertThatThrownBy(() -> here.counter("b")).hasMessageContaining("processes=[1002]");
    small.kill(dying);
    here.counter("b").close();

    LocalHome leaving = small.join(2);
    leaving.bind(small.spec).counter("b").increment();
    here.free("b");
    assertThatThrownBy(() -> here.counter("c")).hasMessageContaining("processes=[1002]");
    leaving.close();
    assertThat(here.counter("c").id()).isZero();
  }

  @Test
  void shouldPinNothingWhenTheSlotWasAPredecessors() {
    SyncWorld<SharedCounters> small = new SyncWorld<>(SharedCounters.ofCapacity(2));
    SharedCounters here = small.handle(1);
    small.handle(2).counter("a").increment();
    SharedCounters heir = small.handle(2);
    heir.counter("b").increment();
    here.free("a");
    assertThat(here.counter("c").id()).isZero();
    here.free("b");
    assertThatThrownBy(() -> here.counter("d")).hasMessageContaining("processes=[1002]");
  }

  @Test
  void shouldPinAsOftenAsItIsHeldWhenAProcessHasSeveralHandles() {
    SyncWorld<SharedCounters> small = new SyncWorld<>(SharedCounters.ofCapacity(1));
    SharedCounters here = small.handle(1);
    LocalHome first = small.join(2);
    LocalHome second = first.inProcess(first.self());
    SharedCounters one = first.bind(small.spec);
    SharedCounters two = second.bind(small.spec);
    one.counter("a").increment();
    two.counter("a").increment();
    Counter third = two.find("a").orElseThrow();
    third.increment();
    here.free("a");

    first.close();
    assertThatThrownBy(() -> here.counter("b")).hasMessageContaining("still held=1");
    third.close();
    assertThatThrownBy(() -> here.counter("b")).hasMessageContaining("still held=1");
    second.close();
    assertThat(here.counter("b").get()).isZero();
  }

  @Test
  void shouldStayPinnedWhenMoreHandlesThanCanBeCountedHadIt() {
    SyncWorld<SharedCounters> small = new SyncWorld<>(SharedCounters.ofCapacity(1));
    SharedCounters here = small.handle(1);
    LocalHome first = small.join(2);
    List<LocalHome> homes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      LocalHome home = first.inProcess(first.self());
      home.bind(small.spec).counter("a").increment();
      homes.add(home);
    }
    here.free("a");
    homes.forEach(LocalHome::close);
    assertThatThrownBy(() -> here.counter("b")).hasMessageContaining("still held=1");
    small.kill(first);
    assertThat(here.counter("b").get()).isZero();
  }

  @Test
  void shouldTellTheLastValueWhenTheHandleOnlyReadAndThePlaceWasGivenAway() {
    SyncWorld<SharedCounters> small = new SyncWorld<>(SharedCounters.ofCapacity(1));
    SharedCounters here = small.handle(1);
    SharedCounters there = small.handle(2);
    Counter mine = here.allocate("mine");
    mine.add(5);
    Counter reader = there.iterator().next();
    mine.add(1);
    assertThat(reader.get()).isEqualTo(6);
    mine.add(1);
    mine.close();
    here.counter("other").add(100);

    assertThat(reader.get()).isEqualTo(6);
    assertThat(reader.isFreed()).isTrue();
    assertThatThrownBy(reader::increment)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("counter was freed: label=mine, id=0");
    assertThatThrownBy(() -> reader.add(3)).isInstanceOf(IllegalStateException.class);
    assertThat(all(there)).isEqualTo(Map.of("other", 100L));
  }

  @Test
  void shouldRefuseNonsense() {
    SharedCounters here = world.handle(1);
    assertThatThrownBy(() -> here.counter(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes in UTF-8=0, at least=1, at most=20");
    assertThatThrownBy(() -> here.allocate("\u00e9".repeat(11)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes in UTF-8=22");
    assertThatThrownBy(() -> here.find("half \ud83d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label cannot be written in UTF-8");
    assertThat(here.counter("\u00e9".repeat(10)).label()).isEqualTo("\u00e9".repeat(10));
    assertThatThrownBy(() -> here.counter("a").add(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("delta=-1");
    assertThatThrownBy(() -> SharedCounters.ofCapacity(0)).hasMessageContaining("capacity=0");
    assertThatThrownBy(() -> SharedCounters.ofCapacity(1, 0)).hasMessageContaining("labelBytes=0");
    assertThat(here.size()).isEqualTo(2);
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepItsBooksWhenProcessesComeAndGoAtRandom() {
    return IntStream.range(0, 8)
        .mapToObj(seed ->
            DynamicTest.dynamicTest(
                "seed " + seed, () -> new CountersModel(seed, 4, 6).run(2_000)));
  }

  @TestFactory
  Stream<DynamicTest> shouldRefuseMemoryWhenItIsCorrupt() {
    SyncWorld<SharedCounters> used = new SyncWorld<>(world.spec);
    SharedCountersLayout layout = SharedCountersLayout.of(used.block());
    return Flaw.each(
        world.spec,
        new Flaw(SharedCountersLayout.CAPACITY_OFFSET, 4, 0L, "capacity=0"),
        new Flaw(SharedCountersLayout.CAPACITY_OFFSET, 4, -3L, "capacity=-3"),
        new Flaw(SharedCountersLayout.CAPACITY_OFFSET, 4, Integer.MAX_VALUE, "capacity=2147483647"),
        new Flaw(SharedCountersLayout.LABEL_BYTES_OFFSET, 4, -1L, "longest label=-1"),
        new Flaw(SharedCountersLayout.LABEL_BYTES_OFFSET, 4, Integer.MAX_VALUE, "label=2147483647"),
        new Flaw(SharedCountersLayout.MARK_OFFSET, 4, 4L, "mark=4"),
        new Flaw(SharedCountersLayout.MARK_OFFSET, 4, -1L, "mark=-1"),
        new Flaw(layout.rowOffset(2), 4, 0x80000000L, "pins of slot 2 belong to 0x80000000"),
        new Flaw(layout.rowOffset(2), 4, 1L << 19 | 1, "pins of slot 2 belong to 0x80001"));
  }

  @Test
  void shouldRefuseMemoryWhenACounterInItIsCorrupt() {
    SharedCountersLayout layout = SharedCountersLayout.of(world.block());
    world.handle(1).counter("abc");
    long use = layout.useOffset(0);
    world.block().setLong(use, -1);
    assertRefused("use=-1");
    world.block().setLong(use, 1);
    world.block().setInt(layout.ownerOffset(0), 5 << 19);
    assertRefused("owner=0x280000");
    world.block().setInt(layout.ownerOffset(0), 0);
    for (int length : new int[] {0, 21, -1}) {
      world.block().setInt(layout.labelOffset(0), length);
      assertRefused("label bytes=" + length + " of place 0");
    }
    world.block().setInt(layout.labelOffset(0), 3);
    assertThat(all(world.handle(3))).isEqualTo(Map.of("abc", 0L));
  }

  private void assertRefused(String message) {
    LocalHome home = world.join(2);
    assertThatThrownBy(() -> home.bind(world.spec))
        .isInstanceOf(RegionFormatException.class)
        .hasMessageContaining(message);
  }

  static Map<String, Long> all(SharedCounters counters) {
    return counters.stream().collect(Collectors.toMap(Counter::label, Counter::get));
  }
}
