package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ipc.cli.Snapshot.CounterKey;
import dev.ipc.shm.inspect.CounterInfo;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.LockInfo;
import dev.ipc.shm.inspect.LockInfo.Holder;
import dev.ipc.shm.inspect.MemberInfo;
import dev.ipc.shm.inspect.ObjectInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SnapshotTextTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:10Z");

  @Test
  void shouldShowLocksThatAreWaitedForFirstAndTheLongestWaitedForOfThem() {
    Snapshot snapshot =
        snapshot(
            domain(
                List.of(
                    lock("a", Optional.empty(), true, Optional.of(NOW.minusSeconds(99))),
                    lock("b", holder(true), false, Optional.empty()),
                    lock("c", holder(true), true, Optional.of(NOW.minusMillis(1_500))),
                    lock("d", holder(false), true, Optional.of(NOW.minusSeconds(3_600))),
                    lock("e", holder(true), true, Optional.empty()),
                    lock("f", holder(true), true, Optional.of(NOW.plusSeconds(5))))));

    assertThat(new SnapshotText("", false).lines(snapshot))
        .containsExactly(
            "shop  persistent, no process, 6 objects, 0 bytes",
            "  LOCK  TYPE      WAITED  STATE",
            "  d     plain  3,600.0 s  held by 7 thread 3 which died",
            "  c     plain      1.5 s  held by 7 thread 3",
            "  f     plain      0.0 s  held by 7 thread 3",
            "  e     plain        yes  held by 7 thread 3",
            "  b     plain             held by 7 thread 3",
            "  a     plain             free");
  }

  @Test
  void shouldAlignNumbersAndSortCountersByNameOrByRate() {
    Snapshot snapshot =
        snapshot(
            domain(
                List.of(
                    counters(
                        "service",
                        new CounterInfo("slow", 1_234_567, true, Optional.empty()),
                        new CounterInfo("a\u001b[2J", 0, false, Optional.of(4711L)),
                        new CounterInfo("new", 5, true, Optional.empty()),
                        new CounterInfo("fast", 98, true, Optional.empty())))),
            Map.of("slow", 2.345, "a\u001b[2J", 0.0, "fast", 12_345.6));

    List<String> byName = new SnapshotText("", false).lines(snapshot);
    List<String> byRate = new SnapshotText("", true).lines(snapshot);

    assertThat(byName.subList(1, 6))
        .containsExactly(
            "      VALUE  PER SECOND  OWNER  COUNTER",
            "          0           0   4711  service: a?[2J",
            "         98      12,346   kept  service: fast",
            "          5           -   kept  service: new",
            "  1,234,567         2.3   kept  service: slow");
    assertThat(byRate.subList(2, 6))
        .extracting(line -> line.substring(line.lastIndexOf(' ') + 1))
        .containsExactly("fast", "slow", "a?[2J", "new");
  }

  @Test
  void shouldCutTheLongestListsAndKeepTheHeadingsWhenThereIsLittleRoom() {
    CounterInfo[] many =
        IntStream.range(10, 40)
            .mapToObj(i -> new CounterInfo("label " + i, i, true, Optional.empty()))
            .toArray(CounterInfo[]::new);
    Snapshot snapshot =
        snapshot(
            domain(
                List.of(
                    counters("service", many), lock("lock", holder(true), false, Optional.empty())),
                new MemberInfo(0, 1, 7, NOW, true)));
    SnapshotText text = new SnapshotText("", false);
    int all = text.lines(snapshot).size();

    assertThat(all).isEqualTo(1 + 1 + 2 + 31 + 2);
    assertThat(text.lines(snapshot, all)).isEqualTo(text.lines(snapshot));
    for (int room = 1; room < all; room++) {
      assertThat(text.lines(snapshot, room)).hasSize(room);
    }
    assertThat(text.lines(snapshot, 12))
        .contains("  lock  plain          held by 7 thread 3", "  ... 26 more")
        .last()
        .asString()
        .startsWith("  service  counters long");
    assertThat(text.lines(snapshot, 3)).last().isEqualTo("  ... 6 more");
  }

  @Test
  void shouldSaySoWhenThereIsNothing() {
    assertThat(new SnapshotText("nothing here", false).lines(snapshotOf(List.of()), 5))
        .containsExactly("nothing here");
  }

  private static Snapshot snapshotOf(List<DomainInfo> domains) {
    return new Snapshot(NOW, domains, Map.of());
  }

  private static Snapshot snapshot(DomainInfo domain) {
    return snapshotOf(List.of(domain));
  }

  private static Snapshot snapshot(DomainInfo domain, Map<String, Double> ratesOfLabels) {
    Map<CounterKey, Double> rates = new HashMap<>();
    for (ObjectInfo object : domain.objects()) {
      object
          .counters()
          .forEach(counter -> {
            Double rate = ratesOfLabels.get(counter.label());
            if (rate != null) {
              rates.put(CounterKey.of(domain, object, counter), rate);
            }
          });
    }
    return new Snapshot(NOW, List.of(domain), rates);
  }

  private static DomainInfo domain(List<ObjectInfo> objects, MemberInfo... members) {
    return new DomainInfo(
        Path.of("/srv/shop"), false, 256, List.of(members), objects, List.of(), Optional.empty());
  }

  private static Optional<Holder> holder(boolean alive) {
    return Optional.of(new Holder("0.1", 7, 3, alive));
  }

  private static ObjectInfo lock(
      String name, Optional<Holder> holder, boolean waiters, Optional<Instant> since) {
    return object(
        name,
        "lock",
        "plain",
        Optional.of(new LockInfo(holder, waiters, since, false, 0)),
        Optional.empty());
  }

  private static ObjectInfo counters(String name, CounterInfo... counters) {
    return object(
        name,
        "counters",
        "long",
        Optional.empty(),
        Optional.of(counters.length + " used"),
        counters);
  }

  private static ObjectInfo object(
      String name,
      String kind,
      String element,
      Optional<LockInfo> lock,
      Optional<String> state,
      CounterInfo... counters) {
    return new ObjectInfo(
        name,
        Optional.of(name),
        kind,
        element,
        0,
        0,
        "id",
        NOW,
        7,
        true,
        false,
        false,
        Optional.empty(),
        lock,
        state,
        List.of(counters),
        List.of());
  }
}
