package dev.ipc.bench;

import dev.ipc.bench.Result.PeerResult;
import java.util.Locale;
import java.util.Optional;

/** A result as a JSON object in one line, about the peer that the target speaks of. */
final class JsonRow {
  private final StringBuilder members = new StringBuilder();

  private JsonRow() {}

  static String of(Result result) {
    PeerResult peer = result.mainPeer();
    Optional<Double> peerValue = peer.figures().map(Summary::median);
    Optional<Double> ratio = result.ratio(peer).stream().boxed().findFirst();
    return new JsonRow()
        .put("row", quoted(result.row().name()))
        .put("unit", quoted(result.row().unit()))
        .put("ours", number(result.ours().median()))
        .put("peer", quoted(peer.name()))
        .put("peerValue", peerValue.map(JsonRow::number).orElse("null"))
        .put("ratio", ratio.map(JsonRow::number).orElse("null"))
        .put("target", quoted(result.row().target().text()))
        .put("met", result.met().map(String::valueOf).orElse("null"))
        .put("runs", "" + result.runs())
        .put("stealPercent", number(result.noise().stealPercent()))
        .toString();
  }

  private JsonRow put(String key, String json) {
    members.append(members.isEmpty() ? "" : ",").append(quoted(key)).append(':').append(json);
    return this;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /** The texts here need no escapes. */
  private static String quoted(String text) {
    return '"' + text + '"';
  }

  @Override
  public String toString() {
    return "{" + members + "}";
  }
}
