package dev.ipc.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A JSON object in one line; it may have lists of others in it. */
final class JsonLine {
  private final StringBuilder members = new StringBuilder();

  JsonLine put(String key, String value) {
    return member(key, quoted(value));
  }

  JsonLine put(String key, long value) {
    return member(key, Long.toString(value));
  }

  /** Two digits after the point are more than any clock here is worth. */
  JsonLine put(String key, double value) {
    return member(key, String.format(Locale.ROOT, "%.2f", value));
  }

  JsonLine put(String key, boolean value) {
    return member(key, Boolean.toString(value));
  }

  JsonLine put(String key, List<JsonLine> objects) {
    return member(
        key, objects.stream().map(JsonLine::toString).collect(Collectors.joining(",", "[", "]")));
  }

  private JsonLine member(String key, String json) {
    members.append(members.isEmpty() ? "" : ",").append(quoted(key)).append(':').append(json);
    return this;
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\n' -> json.append("\\n");
        default -> json.append(c < ' ' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : c);
      }
    }
    return json.append('"').toString();
  }

  @Override
  public String toString() {
    return "{" + members + "}";
  }
}
