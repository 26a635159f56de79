package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

/** Reads an object of strings, numbers and truth values, strictly. */
final class FlatJson {
  private FlatJson() {}

  static Map<String, Object> parse(String line) {
    Map<String, Object> object = Json.parse(line);
    assertThat(object.values()).noneMatch(value -> value instanceof Map || value instanceof List);
    return object;
  }
}
