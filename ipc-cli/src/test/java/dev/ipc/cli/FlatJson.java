package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Reads an object of strings, numbers and truth values, strictly. */
final class FlatJson {
  private static final String STRING =
      "\"((?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\n]|\\\\u[0-9a-f]{4})*)\"";
  private static final String NUMBER = "(-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?)";
  private static final Pattern MEMBER =
      Pattern.compile(STRING + ":(?:" + STRING + "|" + NUMBER + "|(true|false))");

  private FlatJson() {}

  static Map<String, Object> parse(String line) {
    String members = MEMBER.pattern();
    assertThat(line).matches("\\{" + members + "(?:," + members + ")*}");
    Map<String, Object> object = new LinkedHashMap<>();
    MEMBER.matcher(line).results().forEach(member -> put(object, member));
    return object;
  }

  private static void put(Map<String, Object> object, MatchResult member) {
    Object value = value(member);
    assertThat(object.put(member.group(1), value)).as("twice: " + member.group(1)).isNull();
  }

  private static Object value(MatchResult member) {
    if (member.group(2) != null) {
      return text(member.group(2));
    }
    return member.group(3) != null
        ? number(member.group(3))
        : (Object) Boolean.valueOf(member.group(4));
  }

  private static String text(String escaped) {
    return escaped.translateEscapes();
  }

  private static Object number(String digits) {
    return digits.contains(".") ? (Object) Double.valueOf(digits) : (Object) Long.valueOf(digits);
  }
}
