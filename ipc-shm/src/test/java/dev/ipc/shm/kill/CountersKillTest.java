package dev.ipc.shm.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ipc.shm.Shm;
import dev.ipc.shm.support.Partner;
import dev.ipc.shm.support.Side.Deed;
import dev.ipc.testkit.LeakLedger;
import dev.ipc.value.Counter;
import dev.ipc.value.SharedCounters;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Kills a process at each step of making, pinning and freeing counters. */
@ExtendWith(LeakLedger.class)
final class CountersKillTest {
  static final List<String> MAKING =
      List.of("counters.create", "counters.written", "counters.created");
  static final List<String> PINNING =
      List.of("counters.claim", "counters.cleared", "counters.pin", "counters.pinned");
  static final List<String> FREEING =
      List.of("counters.free", "counters.freed", "counters.unpin", "counters.unpinned");
  static final List<String> REAPING = List.of("counters.reap", "counters.reaped");

  static Stream<String> steps() {
    return Stream.of(MAKING, PINNING, FREEING, REAPING).flatMap(List::stream);
  }

  private Shm shm;
  private SharedCounters counters;

  @BeforeEach
  void join() {
    shm = Shm.temporary();
    counters = shm.create(SharedCounters.ofCapacity(2));
  }

  @AfterEach
  void leave() {
    shm.close();
  }

  /** Two counters are made; the victim dies in the first or has it. */
  @ParameterizedTest
  @FieldSource("MAKING")
  void shouldHaveAKeptCounterOrNoneWhenKilledMakingItAt(String step) {
    SharedCounters shared = counters;
    kill(step, () -> shared.counter("a").increment());
    boolean made = step.equals("counters.created");

    assertThat(all()).isEqualTo(made ? Map.of("a", 0L) : Map.of());
    counters.counter("a").add(5);
    counters.counter("b").add(6);
    assertThat(all()).isEqualTo(Map.of("a", 5L, "b", 6L));
  }

  @ParameterizedTest
  @FieldSource("PINNING")
  void shouldGiveThePlaceAwayWhenKilledPinningAt(String step) {
    SharedCounters shared = counters;
    kill(step, () -> shared.counter("a").increment());

    assertThat(all()).isEqualTo(Map.of("a", 0L));
    assertThat(counters.free("a")).isTrue();
    counters.allocate("b");
    counters.allocate("c");
    assertThat(all()).isEqualTo(Map.of("b", 0L, "c", 0L));
  }

  @ParameterizedTest
  @FieldSource("FREEING")
  void shouldHaveFreedItEitherWayWhenKilledClosingAnAllocatedCounterAt(String step) {
    SharedCounters shared = counters;
    kill(
        step,
        () -> {
          try (Counter counter = shared.allocate("a")) {
            counter.increment();
          }
        });
    assertThat(all()).isEmpty();
    counters.allocate("a");
    counters.allocate("b");
    assertThat(all()).isEqualTo(Map.of("a", 0L, "b", 0L));
  }

  @ParameterizedTest
  @FieldSource("REAPING")
  void shouldTakeTheRestBackWhenWhoTookFromTheDeadWasKilledAt(String step) {
    SharedCounters shared = counters;
    try (Partner owner = Partner.start();
        Partner victim = Partner.startStepped(step)) {
      owner.perform(() -> {
        shared.allocate("a").increment();
        shared.allocate("b").increment();
      });
      assertThat(all()).isEqualTo(Map.of("a", 1L, "b", 1L));
      owner.kill();
      assertThat(all()).isEmpty();
      victim.start(() -> shared.counter("c"));
      victim.stepped().awaitStep(step);
      victim.kill();
    }
    assertThat(all()).isEmpty();
    counters.counter("d");
    counters.counter("e");
    assertThat(all()).isEqualTo(Map.of("d", 0L, "e", 0L));
  }

  @Test
  void shouldKeepThePlaceWhenItsHolderIsStoppedInTheMiddleOfAnAddition() {
    SharedCounters shared = counters;
    counters.counter("b");
    try (Partner holder = Partner.startStepped("counters.pinned")) {
      holder.start(() -> shared.counter("a").increment());
      holder.stepped().awaitStep("counters.pinned");
      holder.stepped().resume();
      holder.perform(() -> shared.counter("a").increment());
      assertThat(all()).isEqualTo(Map.of("a", 2L, "b", 0L));
      counters.free("a");
      long pid = holder.process().pid();
      assertThatThrownBy(() -> counters.counter("c")).hasMessageContaining("[" + pid + "]");
      holder.kill();
    }
    assertThat(counters.counter("c").get()).isZero();
  }

  private static void kill(String step, Deed deed) {
    try (Partner victim = Partner.startStepped(step)) {
      victim.start(deed);
      victim.stepped().awaitStep(step);
      victim.kill();
    }
  }

  private Map<String, Long> all() {
    return counters.stream().collect(Collectors.toMap(Counter::label, Counter::get));
  }
}
