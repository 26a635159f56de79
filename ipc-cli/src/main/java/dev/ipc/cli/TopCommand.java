package dev.ipc.cli;

import dev.ipc.shm.Shm;
import dev.ipc.shm.inspect.DomainInfo;
import dev.ipc.shm.inspect.Inspector;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ipc top}. */
@Command(
    name = "top",
    description = {
      "Watch the locks and who holds them, the counters and how fast they go, and the other"
          + " objects.",
      "",
      "On a terminal it shows the present state in place: q quits, s sorts the counters by rate or"
          + " by name. Otherwise it prints one snapshot after the other. It only looks: it joins no"
          + " domain and changes nothing.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  ipc top",
      "  ipc top orders --interval 200ms",
      "  ipc top --once",
      "  ipc top orders --json --count 60 > minute.json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TopCommand implements Callable<Integer> {
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Pattern INTERVAL = Pattern.compile("(\\d{1,7})(ms|s|m)");
  private static final long ENDLESS = 0;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DOMAIN",
      description = "Only this one: its name, or the path of its folder.")
  private @Nullable String domain;

  @Option(
      names = "--interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "From one snapshot to the next: 500ms, 2s, 1m; default ${DEFAULT-VALUE}.")
  private String interval;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Print so many snapshots, one below the other, and end.")
  private @Nullable Long count;

  @Option(names = "--once", description = "Print one snapshot, and end.")
  private boolean once;

  @Option(names = "--json", description = "Print each snapshot as one JSON object in one line.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Duration step = interval();
    long snapshots = snapshots();
    if (domain != null) {
      Domains.existing(spec, domain);
    }
    Sampler sampler = new Sampler(this::look);
    try (TopView view = view(snapshots)) {
      long next = System.nanoTime();
      for (long taken = 1; ; taken++) {
        view.show(sampler.take());
        next = Math.max(next + step.toNanos(), System.nanoTime());
        if (taken == snapshots || !view.await(next)) {
          return ExitCode.OK;
        }
      }
    }
  }

  private List<DomainInfo> look() {
    return domain == null
        ? Domains.all()
        : Inspector.domain(Domains.folder(domain)).stream().toList();
  }

  private TopView view(long snapshots) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      return new TopLines(out, snapshot -> List.of(SnapshotJson.line(snapshot).toString()));
    }
    String nothing = domain == null ? "no domains in " + Shm.root() : "no domain " + domain;
    SnapshotText text = new SnapshotText(nothing, false);
    String title = "every " + interval + ", q quits, s sorts the counters by rate or by name";
    TopView screen = snapshots == ENDLESS ? TopScreen.open(title, text).orElse(null) : null;
    return screen == null ? new TopLines(out, snapshot -> lines(text, snapshot)) : screen;
  }

  private List<String> lines(SnapshotText text, Snapshot snapshot) {
    if (once) {
      return text.lines(snapshot);
    }
    List<String> lines = new ArrayList<>();
    lines.add("---- " + DomainWords.moment(snapshot.time()));
    lines.addAll(text.lines(snapshot));
    return lines;
  }

  private Duration interval() {
    Matcher matcher = INTERVAL.matcher(interval);
    if (matcher.matches()) {
      long number = Long.parseLong(matcher.group(1));
      Duration step =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
          };
      if (step.compareTo(SHORTEST) >= 0 && step.compareTo(LONGEST) <= 0) {
        return step;
      }
    }
    throw mistake("--interval must be from 50ms to 60m, as 500ms or 2s, but is '" + interval + "'");
  }

  private long snapshots() {
    if (once && count != null) {
      throw mistake("--once is --count 1: leave one of them out");
    }
    if (count != null && count < 1) {
      throw mistake("--count must be at least 1, but is " + count);
    }
    return once ? 1 : count == null ? ENDLESS : count;
  }

  private ParameterException mistake(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
