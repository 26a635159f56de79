package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class JsonLineTest {
  @Test
  void shouldKeepOrderAndTypesOfMembers() {
    String json = new JsonLine().put("b", "text").put("a", -7).put("c", 1234.567).toString();

    assertThat(json).isEqualTo("{\"b\":\"text\",\"a\":-7,\"c\":1234.57}");
    assertThat(FlatJson.parse(json))
        .containsExactly(entry("b", "text"), entry("a", -7L), entry("c", 1234.57));
  }

  @Test
  void shouldEscapeWhatWouldEndTheStringOrTheLine() {
    String json = new JsonLine().put("key", "a\"b\\c\nd\te").toString();

    assertThat(json).isEqualTo("{\"key\":\"a\\\"b\\\\c\\nd\\u0009e\"}");
  }
}
