package dev.ipc.cli;

import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.FileInfo;
import dev.ipc.shm.inspect.LockInfo;
import dev.ipc.shm.inspect.LockInfo.Holder;
import dev.ipc.shm.inspect.MemberInfo;
import dev.ipc.shm.inspect.ObjectInfo;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;

/** What is in a domain, in words for people. */
final class DomainWords {
  private static final int GONE_SHOWN = 5;
  private static final int LONGEST_TEXT = 60;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private DomainWords() {}

  /** What the domain is, and perhaps what is wrong with it. */
  static List<String> headlines(DomainInfo domain) {
    String first = styled("bold", domain.name()) + "  " + headline(domain);
    return Stream.concat(
            Stream.of(first),
            domain.problem().stream().map(problem -> "  " + styled("red", printable(problem))))
        .toList();
  }

  private static String headline(DomainInfo domain) {
    String lifetime = DomainJson.lifetime(domain);
    if (domain.problem().isPresent()) {
      return lifetime;
    }
    int alive = domain.alive().size();
    String processes = alive == 0 ? nobody(domain) : Domains.count(alive, "process");
    return lifetime
        + ", "
        + processes
        + ", "
        + Domains.count(domain.objects().size(), "object")
        + ", "
        + Domains.count(domain.bytes(), "byte");
  }

  private static String nobody(DomainInfo domain) {
    return domain.temporary()
        ? styled("yellow", "all processes gone: 'ipc clean' removes it")
        : "no process";
  }

  /** A line for each living process, and one for the others. */
  static List<String> members(DomainInfo domain) {
    List<String> lines = new ArrayList<>();
    for (MemberInfo member : domain.alive()) {
      lines.add(
          "  member "
              + member.id()
              + "  pid "
              + member.pid()
              + ", running since "
              + moment(member.started()));
    }
    List<MemberInfo> gone = domain.members().stream().filter(m -> !m.alive()).toList();
    if (!gone.isEmpty()) {
      String some =
          gone.stream()
              .limit(GONE_SHOWN)
              .map(member -> member.id() + " pid " + member.pid())
              .collect(Collectors.joining(", "));
      int more = gone.size() - GONE_SHOWN;
      lines.add("  left or died  " + some + (more > 0 ? " and " + more + " more" : ""));
    }
    return lines;
  }

  static String name(ObjectInfo object) {
    return printable(object.name().orElse("(no name)"));
  }

  /** All that is to be said of an object's state. */
  static String state(ObjectInfo object) {
    return joined(object, object.lock().map(DomainWords::state));
  }

  /** The same, except for how long its lock has been waited for. */
  static String stateNow(ObjectInfo object) {
    return joined(object, object.lock().map(lock -> state(lock, "")));
  }

  private static String joined(ObjectInfo object, Optional<String> lock) {
    List<String> state = new ArrayList<>();
    if (object.broken()) {
      state.add(styled("red", "broken"));
    }
    if (object.unlinked()) {
      state.add(styled("yellow", "half deleted"));
    }
    object.value().ifPresent(value -> state.add(shown(value)));
    lock.ifPresent(state::add);
    object.state().ifPresent(state::add);
    return String.join(", ", state);
  }

  /** Texts in quotes and on one line, whatever is in them; long ones only to begin with. */
  private static String shown(Object value) {
    if (!(value instanceof String text)) {
      return value.toString();
    }
    boolean whole = text.codePointCount(0, text.length()) <= LONGEST_TEXT;
    String start = whole ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT));
    String line =
        CONTROL
            .matcher(start)
            .replaceAll(c -> String.format(Locale.ROOT, "\\\\u%04x", c.group().codePointAt(0)));
    return '"' + line + (whole ? "\"" : "...");
  }

  private static String state(LockInfo lock) {
    String since =
        lock.waitedForSince().map(first -> ", awaited since " + moment(first)).orElse("");
    return state(lock, since.isEmpty() && lock.waiters() ? ", awaited" : since);
  }

  private static String state(LockInfo lock, String awaited) {
    String dirty = lock.dirty() ? ", " + styled("yellow", "not repaired yet") : "";
    String recovered =
        lock.recoveries() > 0 ? ", recovered " + Domains.count(lock.recoveries(), "time") : "";
    String held = lock.holder().map(holder -> held(holder) + awaited).orElse("free");
    return held + dirty + recovered;
  }

  private static String held(Holder holder) {
    String pid = holder.pid() < 0 ? "member " + holder.member() : Long.toString(holder.pid());
    String dead = holder.alive() ? "" : " " + styled("yellow", "which died");
    return "held by " + pid + " thread " + holder.thread() + dead;
  }

  static String file(FileInfo file) {
    return "  "
        + styled("yellow", printable(file.file()) + " is no object")
        + ": "
        + printable(file.reason());
  }

  /** The time if it was today, else the day. */
  static String moment(Instant instant) {
    LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneId.systemDefault());
    return local.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault()))
        ? String.format(Locale.ROOT, "%tT", local.truncatedTo(ChronoUnit.SECONDS))
        : local.toLocalDate().toString();
  }

  /** A foreign file's name may hold anything, also what moves a terminal's cursor. */
  static String printable(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }

  static String styled(String style, String text) {
    return Ansi.AUTO.enabled() ? Ansi.AUTO.string("@|" + style + " " + text + "|@") : text;
  }
}
