package dev.ipc.cli;

import dev.ipc.cli.Snapshot.CounterKey;
import dev.ipc.shm.inspect.CounterInfo;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.ObjectInfo;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Takes one snapshot after the other. From one to the next it keeps numbers only: no mapping, no
 * file, no membership.
 */
final class Sampler {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Supplier<List<DomainInfo>> look;
  private Map<CounterKey, Long> values = Map.of();
  private long takenNanos;

  /** Of what a look sees. */
  Sampler(Supplier<List<DomainInfo>> look) {
    this.look = look;
  }

  Snapshot take() {
    Instant time = Instant.now();
    long nanos = System.nanoTime();
    List<DomainInfo> domains = look.get();
    Map<CounterKey, Long> now = new HashMap<>();
    for (DomainInfo domain : domains) {
      for (ObjectInfo object : domain.objects()) {
        for (CounterInfo counter : object.counters()) {
          now.put(CounterKey.of(domain, object, counter), counter.value());
        }
      }
    }
    Map<CounterKey, Double> rates = rates(now, (nanos - takenNanos) / NANOS_PER_SECOND);
    values = now;
    takenNanos = nanos;
    return new Snapshot(time, domains, rates);
  }

  /** A counter that has less than before is another one. */
  private Map<CounterKey, Double> rates(Map<CounterKey, Long> now, double seconds) {
    Map<CounterKey, Double> rates = new HashMap<>();
    now.forEach((counter, value) -> {
      Long before = values.get(counter);
      if (before != null && value >= before) {
        rates.put(counter, (value - before) / seconds);
      }
    });
    return rates;
  }
}
