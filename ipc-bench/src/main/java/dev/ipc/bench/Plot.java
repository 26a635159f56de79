package dev.ipc.bench;

import dev.ipc.bench.Result.PeerResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Results as a picture: a bar for each contender, a group of bars for each row, as long as the
 * median is large within its row, with a line from the least to the greatest value. Written by
 * hand, because an SVG of bars is less than what a library for plots brings along.
 */
final class Plot {
  private static final int NAMES = 200;
  private static final int BARS = 460;
  private static final int VALUES = 180;
  private static final int LINE = 20;
  private static final int HEADING = 30;
  private static final int GAP = 14;

  private final StringBuilder svg = new StringBuilder();
  private int y = GAP;

  private record Bar(String name, Summary figures, String color) {}

  static String of(List<Result> results) {
    Plot plot = new Plot();
    results.forEach(plot::group);
    return plot.whole();
  }

  private void group(Result result) {
    y += HEADING;
    String direction = result.row().target().isLessBetter() ? "less is better" : "more is better";
    text(
        0,
        y - 10,
        "heading",
        result.row().name() + " (" + result.row().unit() + ", " + direction + ")");
    Optional<Boolean> met = result.met();
    String outcome = met.isEmpty() ? "unknown" : met.get() ? "met" : "not met";
    text(
        NAMES + BARS - 60,
        y - 10,
        "plain",
        "target " + result.row().target().text() + ": " + outcome);
    List<Bar> bars = bars(result);
    double longest = bars.stream().mapToDouble(bar -> bar.figures.max()).max().orElse(1);
    for (Bar bar : bars) {
      bar(bar, longest > 0 ? BARS / longest : 0);
    }
    y += GAP;
  }

  private static List<Bar> bars(Result result) {
    List<Bar> bars = new ArrayList<>();
    bars.add(new Bar("ours", result.ours(), "#1f6feb"));
    for (PeerResult peer : result.peers()) {
      peer.figures().ifPresent(figures -> bars.add(new Bar(peer.name(), figures, "#9aa4b2")));
    }
    return bars;
  }

  private void bar(Bar bar, double scale) {
    text(0, y + LINE - 6, "plain", bar.name);
    double length = Math.max(1, bar.figures.median() * scale);
    add(
        String.format(
            Locale.ROOT,
            "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>",
            NAMES,
            y + 2,
            length,
            LINE - 6,
            bar.color));
    double from = NAMES + bar.figures.min() * scale;
    double to = NAMES + bar.figures.max() * scale;
    int middle = y + 2 + (LINE - 6) / 2;
    add(String.format(Locale.ROOT, "<path d='M%.1f %dH%.1f' class='range'/>", from, middle, to));
    text((int) Math.max(NAMES + length, to) + 6, y + LINE - 6, "plain", Figures.range(bar.figures));
    y += LINE;
  }

  private void text(int x, int baseline, String style, String text) {
    String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    add(
        String.format(
            Locale.ROOT, "<text x='%d' y='%d' class='%s'>%s</text>", x, baseline, style, escaped));
  }

  private void add(String element) {
    svg.append(element).append('\n');
  }

  private String whole() {
    int width = NAMES + BARS + VALUES;
    return String.format(
            Locale.ROOT,
            """
            <svg xmlns='http://www.w3.org/2000/svg' viewBox='-10 0 %d %d' width='%d'>
            <style>
            text { font: 13px sans-serif; fill: #24292f }
            .heading { font-weight: bold }
            .range { stroke: #24292f; stroke-width: 1.5 }
            </style>
            <rect x='-10' width='100%%' height='100%%' fill='white'/>
            """,
            width,
            y,
            width)
        + svg
        + "</svg>\n";
  }
}
