package dev.ipc.cli;

import dev.ipc.shm.inspect.CounterInfo;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.LockInfo;
import dev.ipc.shm.inspect.ObjectInfo;
import dev.ipc.shm.inspect.WorkerInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A snapshot for people: for each domain its processes, its locks, its counters, the workers of its
 * pools, and the rest.
 *
 * @param nothing what to say when there is no domain
 * @param byRate whether the counters that go up fastest come first, instead of by their names
 */
record SnapshotText(String nothing, boolean byRate) {
  private static final Table LOCKS =
      new Table(List.of("LOCK", "TYPE", "WAITED", "STATE"), Set.of("WAITED"));
  private static final Table COUNTERS =
      new Table(
          List.of("VALUE", "PER SECOND", "OWNER", "COUNTER"),
          Set.of("VALUE", "PER SECOND", "OWNER"));
  private static final Table WORKERS =
      new Table(
          List.of("POOL", "WORKER", "PID", "DONE", "HEAP", "FOR", "DOES"),
          Set.of("WORKER", "PID", "DONE", "HEAP", "FOR"));
  private static final Table OTHERS = new Table(List.of("OBJECT", "TYPE", "STATE"), Set.of());

  private static final double EXACT_BELOW = 10;
  private static final double MILLIS_PER_SECOND = 1000;
  private static final long BYTES_PER_MIB = 1 << 20;

  /**
   * A list, and what stands above it in any case.
   *
   * @param head stands above
   * @param items may be cut
   */
  private record Section(List<String> head, List<String> items) {
    static Section table(List<String> lines) {
      return new Section(lines.subList(0, 1), lines.subList(1, lines.size()));
    }

    int height(int most) {
      return head.size() + Math.min(items.size(), most);
    }

    Stream<String> lines(int most) {
      return Stream.concat(head.stream(), cut(items, most).stream());
    }
  }

  /** A counter with what it is in. */
  private record Row(ObjectInfo object, CounterInfo counter, Optional<Double> rate) {}

  /** All of it. */
  List<String> lines(Snapshot snapshot) {
    return lines(snapshot, Integer.MAX_VALUE);
  }

  /** No more lines than there is room for; the longest lists are cut first. */
  List<String> lines(Snapshot snapshot, int room) {
    List<Section> sections = sections(snapshot);
    int most = sections.stream().mapToInt(section -> section.items().size()).max().orElse(0);
    while (most > 1 && height(sections, most) > room) {
      most--;
    }
    int each = most;
    return cut(sections.stream().flatMap(section -> section.lines(each)).toList(), room);
  }

  private static long height(List<Section> sections, int most) {
    return sections.stream().mapToLong(section -> section.height(most)).sum();
  }

  private static List<String> cut(List<String> lines, int most) {
    if (lines.size() <= most) {
      return lines;
    }
    int shown = Math.max(0, most - 1);
    List<String> some = new ArrayList<>(lines.subList(0, shown));
    some.add(String.format(Locale.ROOT, "  ... %,d more", lines.size() - shown));
    return some;
  }

  private List<Section> sections(Snapshot snapshot) {
    if (snapshot.domains().isEmpty()) {
      return List.of(new Section(List.of(nothing), List.of()));
    }
    List<Section> sections = new ArrayList<>();
    for (DomainInfo domain : snapshot.domains()) {
      List<String> head = new ArrayList<>(DomainWords.headlines(domain));
      if (!sections.isEmpty()) {
        head.addFirst("");
      }
      sections.add(new Section(head, DomainWords.members(domain)));
      addTable(sections, LOCKS, locks(snapshot.time(), domain));
      addTable(sections, COUNTERS, counters(snapshot, domain));
      addTable(sections, WORKERS, workers(domain));
      addTable(sections, OTHERS, others(domain));
      sections.add(
          new Section(List.of(), domain.others().stream().map(DomainWords::file).toList()));
    }
    return sections;
  }

  private static void addTable(List<Section> sections, Table table, List<List<String>> rows) {
    if (!rows.isEmpty()) {
      sections.add(Section.table(table.lines(rows)));
    }
  }

  // ---- locks ----

  private static List<List<String>> locks(Instant now, DomainInfo domain) {
    return domain.objects().stream()
        .filter(object -> object.lock().isPresent())
        .sorted(
            Comparator.comparingInt((ObjectInfo object) -> calm(object.lock().orElseThrow()))
                .thenComparing(object -> waitedFor(object).orElse(Instant.MAX)))
        .map(object ->
            List.of(
                DomainWords.name(object),
                object.element(),
                waited(now, object),
                DomainWords.stateNow(object)))
        .toList();
  }

  /** 0 = held and waited for, 1 = held, 2 = free. */
  private static int calm(LockInfo lock) {
    if (lock.holder().isEmpty()) {
      return 2;
    }
    return lock.waiters() || lock.waitedForSince().isPresent() ? 0 : 1;
  }

  private static Optional<Instant> waitedFor(ObjectInfo object) {
    return object.lock().filter(lock -> calm(lock) == 0).flatMap(LockInfo::waitedForSince);
  }

  private static String waited(Instant now, ObjectInfo object) {
    boolean awaited = object.lock().filter(lock -> calm(lock) == 0).isPresent();
    return waitedFor(object)
        .map(since -> Math.max(0, Duration.between(since, now).toMillis()) / MILLIS_PER_SECOND)
        .map(seconds -> String.format(Locale.ROOT, "%,.1f s", seconds))
        .orElse(awaited ? "yes" : "");
  }

  // ---- counters ----

  private List<List<String>> counters(Snapshot snapshot, DomainInfo domain) {
    Comparator<Row> byName =
        Comparator.comparing((Row row) -> DomainWords.name(row.object()))
            .thenComparing(row -> row.counter().label());
    Comparator<Row> fastest = Comparator.comparingDouble(row -> -row.rate().orElse(-1.0));
    return domain.objects().stream()
        .flatMap(object ->
            object.counters().stream()
                .map(counter -> new Row(object, counter, snapshot.rate(domain, object, counter))))
        .sorted(byRate ? fastest.thenComparing(byName) : byName)
        .map(SnapshotText::cells)
        .toList();
  }

  private static List<String> cells(Row row) {
    CounterInfo counter = row.counter();
    return List.of(
        String.format(Locale.ROOT, "%,d", counter.value()),
        row.rate().map(SnapshotText::rate).orElse("-"),
        counter.ownerPid().map(pid -> Long.toString(pid)).orElse(counter.kept() ? "kept" : "?"),
        DomainWords.name(row.object()) + ": " + DomainWords.printable(counter.label()));
  }

  private static String rate(double rate) {
    boolean exact = rate > 0 && rate < EXACT_BELOW;
    return String.format(Locale.ROOT, exact ? "%.1f" : "%,.0f", rate);
  }

  // ---- workers of pools ----

  private static List<List<String>> workers(DomainInfo domain) {
    return domain.objects().stream()
        .flatMap(object -> object.workers().stream().map(worker -> cells(object, worker)))
        .toList();
  }

  private static List<String> cells(ObjectInfo object, WorkerInfo worker) {
    return List.of(
        DomainWords.name(object),
        Integer.toString(worker.number()),
        worker.pid() == 0 ? "-" : Long.toString(worker.pid()),
        String.format(Locale.ROOT, "%,d", worker.done()),
        String.format(Locale.ROOT, "%,d MiB", worker.heapUsedBytes() / BYTES_PER_MIB),
        String.format(Locale.ROOT, "%,.1f s", worker.since().toMillis() / MILLIS_PER_SECOND),
        worker.doing());
  }

  // ---- the rest ----

  private static List<List<String>> others(DomainInfo domain) {
    return domain.objects().stream()
        .filter(object -> object.lock().isEmpty())
        .map(object ->
            List.of(
                DomainWords.name(object),
                object.kind() + " " + object.element(),
                DomainWords.stateNow(object)))
        .toList();
  }
}
