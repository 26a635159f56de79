package dev.ipc.cli;

import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.FileInfo;
import dev.ipc.shm.inspect.LockInfo;
import dev.ipc.shm.inspect.MemberInfo;
import dev.ipc.shm.inspect.ObjectInfo;
import java.util.ArrayList;
import java.util.List;

/** A domain for programs: one object for itself, then one for each thing in it. */
final class DomainJson {
  private DomainJson() {}

  static List<String> lines(DomainInfo domain) {
    List<JsonLine> lines = new ArrayList<>();
    lines.add(domain(start("domain", domain), domain));
    domain.members().forEach(member -> lines.add(member(start("member", domain), member)));
    domain.objects().forEach(object -> lines.add(object(start("object", domain), object)));
    domain.others().forEach(file -> lines.add(file(start("file", domain), file)));
    return lines.stream().map(JsonLine::toString).toList();
  }

  private static JsonLine start(String record, DomainInfo domain) {
    return new JsonLine().put("record", record).put("domain", domain.name());
  }

  private static JsonLine domain(JsonLine line, DomainInfo domain) {
    place(line, domain)
        .put("capacity", domain.capacity())
        .put("alive", domain.alive().size())
        .put("objects", domain.objects().size())
        .put("bytes", domain.bytes());
    domain.problem().ifPresent(problem -> line.put("problem", problem));
    return line;
  }

  /** Where the domain is, and whether it stays. */
  static JsonLine place(JsonLine line, DomainInfo domain) {
    return line.put("folder", domain.folder().toString()).put("lifetime", lifetime(domain));
  }

  static String lifetime(DomainInfo domain) {
    return domain.temporary() ? "temporary" : "persistent";
  }

  static JsonLine member(JsonLine line, MemberInfo member) {
    return line.put("slot", member.slot())
        .put("generation", member.generation())
        .put("pid", member.pid())
        .put("started", member.started().toString())
        .put("alive", member.alive());
  }

  static JsonLine object(JsonLine line, ObjectInfo object) {
    line.put("file", object.file());
    object.name().ifPresent(name -> line.put("name", name));
    line.put("kind", object.kind())
        .put("element", object.element())
        .put("bytes", object.bytes())
        .put("payloadBytes", object.payloadBytes())
        .put("id", object.id())
        .put("created", object.created().toString())
        .put("creatorPid", object.creatorPid())
        .put("creatorAlive", object.creatorAlive())
        .put("unlinked", object.unlinked())
        .put("broken", object.broken());
    object.value().ifPresent(value -> value(line, value));
    object.lock().ifPresent(lock -> lock(line, lock));
    object.state().ifPresent(state -> line.put("state", state));
    return line;
  }

  private static void value(JsonLine line, Object value) {
    if (value instanceof Integer || value instanceof Long) {
      line.put("value", ((Number) value).longValue());
    } else if (value instanceof Boolean bool) {
      line.put("value", bool);
    } else {
      line.put("value", value.toString());
    }
  }

  private static void lock(JsonLine line, LockInfo lock) {
    line.put("held", lock.holder().isPresent());
    lock.holder()
        .ifPresent(holder ->
            line.put("holderMember", holder.member())
                .put("holderPid", holder.pid())
                .put("holderThread", holder.thread())
                .put("holderAlive", holder.alive()));
    line.put("waiters", lock.waiters());
    lock.waitedForSince().ifPresent(since -> line.put("waitedForSince", since.toString()));
    line.put("dirty", lock.dirty()).put("recoveries", lock.recoveries());
  }

  static JsonLine file(JsonLine line, FileInfo file) {
    return line.put("file", file.file()).put("bytes", file.bytes()).put("reason", file.reason());
  }
}
