package dev.ipc.process;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The environment variables from which a JVM takes flags beside those of its command line. */
final class FlagVariables {
  private static final List<String> NAMES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private FlagVariables() {}

  /** Those that a child has, in the order of their names. */
  static Map<String, String> of(JvmOptions options) {
    Map<String, String> variables = new TreeMap<>();
    for (String name : NAMES) {
      String chosen = options.env().get(name);
      String value = chosen == null ? System.getenv(name) : chosen;
      if (value != null) {
        variables.put(name, value);
      }
    }
    return variables;
  }

  /** The flags in them. */
  static Stream<String> flags(Map<String, String> variables) {
    return variables.values().stream().flatMap(value -> Stream.of(value.trim().split("\\s+", -1)));
  }
}
