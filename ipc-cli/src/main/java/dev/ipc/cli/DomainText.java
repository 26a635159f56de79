package dev.ipc.cli;

import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.FileInfo;
import dev.ipc.shm.inspect.LockInfo;
import dev.ipc.shm.inspect.LockInfo.Holder;
import dev.ipc.shm.inspect.MemberInfo;
import dev.ipc.shm.inspect.ObjectInfo;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;

/** A domain for people: a headline, its processes, a table of its objects. */
final class DomainText {
  private static final int GONE_SHOWN = 5;
  private static final List<String> HEADINGS =
      List.of("NAME", "TYPE", "BYTES", "CREATED", "BY", "STATE");
  private static final int BYTES_COLUMN = 2;

  private static final int LONGEST_TEXT = 60;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

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
    out.println(styled("bold", domain.name()) + "  " + headline(domain));
    domain.problem().ifPresent(problem -> out.println("  " + styled("red", problem)));
    members(domain);
    if (!domain.objects().isEmpty()) {
      table(domain.objects().stream().map(DomainText::row).toList());
    }
    domain.others().forEach(this::print);
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

  private void members(DomainInfo domain) {
    for (MemberInfo member : domain.alive()) {
      out.println(
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
      out.println("  left or died  " + some + (more > 0 ? " and " + more + " more" : ""));
    }
  }

  private static List<String> row(ObjectInfo object) {
    return List.of(
        printable(object.name().orElse("(no name)")),
        object.kind() + " " + object.element(),
        String.format(Locale.ROOT, "%,d", object.bytes()),
        moment(object.created()),
        object.creatorPid() + (object.creatorAlive() ? "" : " gone"),
        state(object));
  }

  private static String state(ObjectInfo object) {
    List<String> state = new ArrayList<>();
    if (object.broken()) {
      state.add(styled("red", "broken"));
    }
    if (object.unlinked()) {
      state.add(styled("yellow", "half deleted"));
    }
    object.value().ifPresent(value -> state.add(shown(value)));
    object.lock().ifPresent(lock -> state.add(state(lock)));
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
    String dirty = lock.dirty() ? ", " + styled("yellow", "not repaired yet") : "";
    String recovered =
        lock.recoveries() > 0 ? ", recovered " + Domains.count(lock.recoveries(), "time") : "";
    return lock.holder().map(holder -> held(lock, holder)).orElse("free") + dirty + recovered;
  }

  private static String held(LockInfo lock, Holder holder) {
    String pid = holder.pid() < 0 ? "member " + holder.member() : Long.toString(holder.pid());
    String who = "held by " + pid + " thread " + holder.thread();
    String dead = holder.alive() ? "" : " " + styled("yellow", "which died");
    String since =
        lock.waitedForSince().map(first -> ", awaited since " + moment(first)).orElse("");
    return who + dead + (since.isEmpty() && lock.waiters() ? ", awaited" : since);
  }

  /** Numbers to the right, text to the left, the last column as long as it is. */
  private void table(List<List<String>> rows) {
    int[] widths = new int[HEADINGS.size()];
    for (int column = 0; column < widths.length - 1; column++) {
      widths[column] = HEADINGS.get(column).length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    out.println("  " + styled("faint", line(HEADINGS, widths)));
    rows.forEach(row -> out.println("  " + line(row, widths)));
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length - 1; column++) {
      String sign = column == BYTES_COLUMN ? "" : "-";
      line.append(
          String.format(Locale.ROOT, "%" + sign + widths[column] + "s  ", cells.get(column)));
    }
    return line.append(cells.getLast()).toString().stripTrailing();
  }

  private void print(FileInfo file) {
    out.println(
        "  "
            + styled("yellow", printable(file.file()) + " is no object")
            + ": "
            + printable(file.reason()));
  }

  /** The time if it was today, else the day. */
  static String moment(Instant instant) {
    LocalDateTime local = LocalDateTime.ofInstant(instant, ZoneId.systemDefault());
    return local.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault()))
        ? String.format(Locale.ROOT, "%tT", local.truncatedTo(ChronoUnit.SECONDS))
        : local.toLocalDate().toString();
  }

  /** A foreign file's name may hold anything, also what moves a terminal's cursor. */
  private static String printable(String text) {
    return CONTROL.matcher(text).replaceAll("?");
  }

  private static String styled(String style, String text) {
    return Ansi.AUTO.enabled() ? Ansi.AUTO.string("@|" + style + " " + text + "|@") : text;
  }
}
