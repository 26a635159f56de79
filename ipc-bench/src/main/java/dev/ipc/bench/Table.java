package dev.ipc.bench;

import dev.ipc.bench.Result.PeerResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Results as lines and columns: one line for each peer, the first of which has the target. */
final class Table {
  private static final List<String> HEADINGS =
      List.of("row", "unit", "ours", "peer", "its", "ratio", "target", "met", "runs", "noise");

  private final List<List<String>> lines = new ArrayList<>(List.of(HEADINGS));

  Table(List<Result> results) {
    results.forEach(this::add);
  }

  private void add(Result result) {
    PeerResult main = result.mainPeer();
    for (PeerResult peer : result.peers()) {
      boolean first = peer.equals(main);
      OptionalDouble ratio = result.ratio(peer);
      lines.add(
          List.of(
              first ? result.row().name() : "",
              first ? result.row().unit() : "",
              first ? Figures.range(result.ours()) : "",
              peer.name(),
              peer.figures()
                  .map(Figures::range)
                  .orElseGet(() -> "skipped: " + peer.missing().orElse("unknown")),
              ratio.isPresent() ? Figures.number(ratio.getAsDouble()) : "-",
              first ? result.row().target().text() : "",
              first ? met(result) : "",
              first ? runs(result) : "",
              first ? noise(result.noise()) : ""));
    }
  }

  private static String met(Result result) {
    return result.met().map(met -> met ? "yes" : "NO").orElse("unknown");
  }

  private static String runs(Result result) {
    return result.runs() + (result.noisyRuns() > 0 ? " (+" + result.noisyRuns() + " noisy)" : "");
  }

  private static String noise(Noise noise) {
    if (!Noise.isKnown()) {
      return "unknown";
    }
    return (noise.isTooMuch() ? "NOISY, " : "")
        + Figures.number(noise.stealPercent())
        + "% stolen, "
        + Figures.number(noise.foreignPercent())
        + "% others";
  }

  /** For a terminal. */
  String text() {
    List<Integer> widths =
        IntStream.range(0, HEADINGS.size())
            .mapToObj(column ->
                lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0))
            .toList();
    return lines.stream()
        .map(line ->
            IntStream.range(0, line.size())
                .mapToObj(column ->
                    line.get(column)
                        + " ".repeat(widths.get(column)).substring(line.get(column).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing())
        .collect(Collectors.joining("\n"));
  }

  /** For a document. */
  String markdown() {
    List<String> text =
        lines.stream()
            .map(line -> "| " + String.join(" | ", line) + " |")
            .collect(Collectors.toList());
    text.add(1, "|" + "---|".repeat(HEADINGS.size()));
    return String.join("\n", text);
  }
}
