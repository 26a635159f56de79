package dev.ipc.cli;

import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.ObjectInfo;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A domain for people: a headline, its processes, a table of its objects. */
final class DomainText {
  private static final Table OBJECTS =
      new Table(List.of("NAME", "TYPE", "BYTES", "CREATED", "BY", "STATE"), Set.of("BYTES"));

  private final PrintWriter out;
  private boolean begun;

  DomainText(PrintWriter out) {
    this.out = out;
  }

  void print(DomainInfo domain) {
    if (begun) {
      out.println();
    }
    begun = true;
    DomainWords.headlines(domain).forEach(out::println);
    DomainWords.members(domain).forEach(out::println);
    if (!domain.objects().isEmpty()) {
      OBJECTS.lines(domain.objects().stream().map(DomainText::row).toList()).forEach(out::println);
    }
    domain.others().stream().map(DomainWords::file).forEach(out::println);
  }

  private static List<String> row(ObjectInfo object) {
    return List.of(
        DomainWords.name(object),
        object.kind() + " " + object.element(),
        String.format(Locale.ROOT, "%,d", object.bytes()),
        DomainWords.moment(object.created()),
        object.creatorPid() + (object.creatorAlive() ? "" : " gone"),
        DomainWords.state(object));
  }
}
