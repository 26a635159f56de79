package dev.ipc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an object of strings, numbers, truth values, objects and lists, strictly. */
final class Json {
  private static final Pattern STRING =
      Pattern.compile("\"((?:[^\"\\\\\\x00-\\x1f]|\\\\[\"\\\\n]|\\\\u[0-9a-f]{4})*)\"");
  private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?");
  private static final Pattern TRUTH = Pattern.compile("true|false");

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  static Map<String, Object> parse(String line) {
    Json json = new Json(line);
    Map<String, Object> object = json.object();
    assertThat(json.at).as("end of " + line).isEqualTo(line.length());
    return object;
  }

  private Map<String, Object> object() {
    Map<String, Object> object = new LinkedHashMap<>();
    expect('{');
    while (!isAt('}')) {
      if (!object.isEmpty()) {
        expect(',');
      }
      String key = string();
      expect(':');
      assertThat(object.put(key, value())).as("twice: " + key).isNull();
    }
    expect('}');
    return object;
  }

  private List<Object> list() {
    List<Object> list = new ArrayList<>();
    expect('[');
    while (!isAt(']')) {
      if (!list.isEmpty()) {
        expect(',');
      }
      list.add(value());
    }
    expect(']');
    return list;
  }

  private Object value() {
    return switch (text.charAt(at)) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      case 't', 'f' -> Boolean.valueOf(next(TRUTH).group());
      default -> number(next(NUMBER).group());
    };
  }

  private String string() {
    return next(STRING).group(1).translateEscapes();
  }

  private static Object number(String digits) {
    return digits.contains(".") ? (Object) Double.valueOf(digits) : (Object) Long.valueOf(digits);
  }

  private boolean isAt(char c) {
    return text.charAt(at) == c;
  }

  private void expect(char c) {
    assertThat(text.charAt(at)).as(at + " of " + text).isEqualTo(c);
    at++;
  }

  private Matcher next(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    assertThat(matcher.lookingAt()).as(at + " of " + text).isTrue();
    at = matcher.end();
    return matcher;
  }
}
