package dev.ipc.metrics;

import dev.ipc.RegionClosedException;
import dev.ipc.value.Counter;
import dev.ipc.value.SharedCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shows {@link SharedCounters} in registries of Micrometer, one function counter for each,
 * whichever processes add to it. Needs {@code io.micrometer:micrometer-core}, which the application
 * brings.
 *
 * <pre>{@code
 * SharedCountersMetrics metrics = new SharedCountersMetrics(counters);
 * metrics.bindTo(registry);
 * scheduler.scheduleAtFixedRate(metrics::refresh, 10, 10, TimeUnit.SECONDS);
 * }</pre>
 *
 * <p>A label such as <code>requests{route="/a",method="GET"}</code> becomes the name {@code
 * requests} with two tags; a backslash stands before quotes and backslashes in the quotes. Any
 * other label becomes a name as it is.
 *
 * <p>A meter reads its counter in shared memory whenever the registry asks. Counters that are made
 * or freed later come and go with {@link #refresh}; until then, the meter of a freed counter stays
 * at its last value. After {@link SharedCounters} are closed, their meters stay at what they told
 * last.
 *
 * <p>Safe for use by several threads.
 */
@SuppressWarnings("exports") // who uses this has Micrometer; the others need not
public final class SharedCountersMetrics implements MeterBinder {
  private final SharedCounters counters;
  private final List<Tag> tags;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<MeterRegistry, Map<String, Shown>> registries = new HashMap<>();

  /** A counter in a registry. */
  private record Shown(Counter counter, Meter meter) {}

  /** A counter that can be asked also when it is closed. */
  private static final class Source {
    private final Counter counter;
    private volatile double last;

    Source(Counter counter) {
      this.counter = counter;
    }

    double value() {
      try {
        last = counter.get();
      } catch (RegionClosedException e) {
        return last;
      }
      return last;
    }
  }

  /**
   * Shows counters.
   *
   * @param counters the counters
   */
  public SharedCountersMetrics(SharedCounters counters) {
    this(counters, List.of());
  }

  /**
   * Shows counters with tags that all their meters get.
   *
   * @param counters the counters
   * @param tags the tags
   */
  public SharedCountersMetrics(SharedCounters counters, Iterable<Tag> tags) {
    this.counters = Objects.requireNonNull(counters);
    this.tags = Tags.of(tags).stream().toList();
  }

  /**
   * Registers the counters there are. Calling it again for a registry is like {@link #refresh} for
   * that one.
   *
   * @param registry where to
   * @throws RegionClosedException if the counters are closed
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    lock.lock();
    try {
      update(registry, registries.computeIfAbsent(registry, key -> new HashMap<>()));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Registers the counters that were made since, and removes those that were freed, in all
   * registries that this was bound to.
   *
   * @throws RegionClosedException if the counters are closed
   */
  public void refresh() {
    lock.lock();
    try {
      registries.forEach(this::update);
    } finally {
      lock.unlock();
    }
  }

  private void update(MeterRegistry registry, Map<String, Shown> shown) {
    Map<String, Counter> present = new HashMap<>();
    counters.forEach(counter -> present.put(counter.label(), counter));
    shown
        .entrySet()
        .removeIf(entry -> {
          boolean gone =
              !present.containsKey(entry.getKey()) || entry.getValue().counter().isFreed();
          if (gone) {
            registry.remove(entry.getValue().meter());
          }
          return gone;
        });
    present.forEach((label, counter) ->
        shown.computeIfAbsent(label, key -> new Shown(counter, register(registry, counter))));
  }

  private Meter register(MeterRegistry registry, Counter counter) {
    MeterName name = MeterName.of(counter.label());
    Source source = new Source(counter);
    // The meter refers to the first argument weakly, and to the function strongly.
    return FunctionCounter.builder(name.name(), counters, any -> source.value())
        .tags(name.tags())
        .tags(tags)
        .register(registry);
  }
}
