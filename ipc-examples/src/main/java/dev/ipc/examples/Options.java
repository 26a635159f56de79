package dev.ipc.examples;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The numbers that a lesson is given on its command line, as {@code --workers 4}, or by default.
 */
final class Options {
  private final Map<String, Integer> numbers;

  /**
   * Reads a command line.
   *
   * @param defaults which options there are, and what they are by default
   * @param args the command line
   * @throws IllegalArgumentException if it has something else
   */
  Options(Map<String, Integer> defaults, String... args) {
    numbers = new HashMap<>(defaults);
    for (int i = 0; i < args.length; i += 2) {
      if (!defaults.containsKey(args[i]) || i + 1 == args.length) {
        throw new IllegalArgumentException(
            "no option with a number: " + args[i] + "; use " + new TreeSet<>(defaults.keySet()));
      }
      numbers.put(args[i], Integer.valueOf(args[i + 1]));
    }
  }

  /** The number of one option. */
  int number(String name) {
    return Objects.requireNonNull(numbers.get(name), name);
  }
}
