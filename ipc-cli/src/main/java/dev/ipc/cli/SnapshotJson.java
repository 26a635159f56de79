package dev.ipc.cli;

import dev.ipc.shm.inspect.CounterInfo;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.ObjectInfo;
import dev.ipc.shm.inspect.WorkerInfo;

/** A snapshot for programs: one object, with all others in it. */
final class SnapshotJson {
  private SnapshotJson() {}

  static JsonLine line(Snapshot snapshot) {
    return new JsonLine()
        .put("time", snapshot.time().toString())
        .put(
            "domains",
            snapshot.domains().stream().map(domain -> domain(snapshot, domain)).toList());
  }

  private static JsonLine domain(Snapshot snapshot, DomainInfo domain) {
    JsonLine line = DomainJson.place(new JsonLine().put("domain", domain.name()), domain);
    domain.problem().ifPresent(problem -> line.put("problem", problem));
    return line.put(
            "members",
            domain.members().stream()
                .map(member -> DomainJson.member(new JsonLine(), member))
                .toList())
        .put(
            "objects",
            domain.objects().stream().map(object -> object(snapshot, domain, object)).toList())
        .put(
            "files",
            domain.others().stream().map(file -> DomainJson.file(new JsonLine(), file)).toList());
  }

  private static JsonLine object(Snapshot snapshot, DomainInfo domain, ObjectInfo object) {
    JsonLine line = DomainJson.object(new JsonLine(), object);
    if (!object.workers().isEmpty()) {
      line.put("workers", object.workers().stream().map(SnapshotJson::worker).toList());
    }
    return object.counters().isEmpty()
        ? line
        : line.put(
            "counters",
            object.counters().stream()
                .map(counter -> counter(snapshot, domain, object, counter))
                .toList());
  }

  private static JsonLine worker(WorkerInfo worker) {
    return new JsonLine()
        .put("number", worker.number())
        .put("pid", worker.pid())
        .put("busy", worker.busy())
        .put("doing", worker.doing())
        .put("forMillis", worker.since().toMillis())
        .put("done", worker.done())
        .put("heapUsedBytes", worker.heapUsedBytes())
        .put("heapMaxBytes", worker.heapMaxBytes());
  }

  private static JsonLine counter(
      Snapshot snapshot, DomainInfo domain, ObjectInfo object, CounterInfo counter) {
    JsonLine line = new JsonLine().put("label", counter.label()).put("value", counter.value());
    snapshot.rate(domain, object, counter).ifPresent(rate -> line.put("perSecond", rate));
    line.put("kept", counter.kept());
    counter.ownerPid().ifPresent(pid -> line.put("ownerPid", pid));
    return line;
  }
}
