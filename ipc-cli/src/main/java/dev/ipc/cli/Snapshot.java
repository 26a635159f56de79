package dev.ipc.cli;

import dev.ipc.shm.inspect.CounterInfo;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.ObjectInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was there at one moment.
 *
 * @param time when
 * @param domains what was there
 * @param rates by how much counters went up per second since the snapshot before
 */
record Snapshot(Instant time, List<DomainInfo> domains, Map<CounterKey, Double> rates) {
  /**
   * Tells a counter from all others.
   *
   * @param domain the folder of its domain
   * @param object the id of the object that it is in
   * @param label what it is called there
   */
  record CounterKey(Path domain, String object, String label) {
    static CounterKey of(DomainInfo domain, ObjectInfo object, CounterInfo counter) {
      return new CounterKey(domain.folder(), object.id(), counter.label());
    }
  }

  /** Empty if the counter was not there before, or is another of the same label. */
  Optional<Double> rate(DomainInfo domain, ObjectInfo object, CounterInfo counter) {
    return Optional.ofNullable(rates.get(CounterKey.of(domain, object, counter)));
  }
}
